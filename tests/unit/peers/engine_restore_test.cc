// When a node may write to its own log.
#include "peers/engine.h"
#include "tests/unit/peers/support.h"

using namespace rednode;
using test::Node;
using test::put;

namespace {

// FR had published six updates, BE holds them, and FR's disk is put back to when there were two.
struct Restored {
  Restored() {
    fr.submit({put("urn:r:1", "a"), put("urn:r:2", "b")});
    const auto backup = fr.store.clone();
    test::exchange({&fr, &be, &de}, 5);
    fr.submit({put("urn:r:3", "c"), put("urn:r:4", "d"), put("urn:r:1", "e"), put("urn:r:5", "f")});
    test::exchange({&fr, &be, &de}, 40);
    REQUIRE(be.log("FR")->size() == 6);
    REQUIRE(be.log("FR")->complete());
    root = fr.log("FR")->tree.root();
    fr.store.restore(backup);
    fr.start();
  }
  Node fr{"FR", {"BE", "DE"}};
  Node be{"BE", {"FR", "DE"}};
  Node de{"DE", {"FR", "BE"}};
  base::Digest root;
};

schema::HeadsAnswer heads_of(const Node& node, const std::string& origin) {
  return {{{origin, node.log(origin)->held->bytes()}}};
}

}  // namespace

TEST_CASE("a restored node takes its tail back before it writes") {
  Restored r;
  const auto refused = r.fr.submit({put("urn:r:9", "z")});
  CHECK(refused.completions.at(0).status.error().code == base::Code::kUnavailable);
  CHECK_FALSE(r.fr.report().writable);
  test::exchange({&r.fr, &r.be, &r.de}, 100);
  CHECK(r.fr.log("FR")->size() == 6);
  CHECK(r.fr.log("FR")->tree.root() == r.root);
  REQUIRE(r.fr.report().writable);
  const auto done = r.fr.submit({put("urn:r:9", "z")});
  CHECK(done.completions.at(0).outcomes.at(0).sequence == 6);
  test::exchange({&r.fr, &r.be, &r.de}, 100);
  CHECK(r.be.log("FR")->size() == 7);
  CHECK_FALSE(r.be.log("FR")->contradicted);
}

TEST_CASE("the first to answer may know less than the others") {
  Restored r;
  const auto asked = test::requests<schema::HeadsRequest>(r.fr.tick());
  REQUIRE(asked.size() == 2);
  // DE answers first, and holds nothing of FR; BE is not even connected yet.
  const auto& to_de = asked[0].peer == "DE" ? asked[0] : asked[1];
  const auto& to_be = asked[0].peer == "DE" ? asked[1] : asked[0];
  r.fr.tick({test::link("DE", peers::LinkEvent::kConnected),
             test::answer("DE", to_de.id, schema::HeadsAnswer{})});
  CHECK_FALSE(r.fr.report().writable);
  r.fr.tick({test::answer("BE", to_be.id, heads_of(r.be, "FR"))});
  CHECK_FALSE(r.fr.report().writable);
  CHECK(r.fr.report().not_writable_because.find("2 of 6") != std::string::npos);
}

TEST_CASE("peers that stay silent are waited for a moment only") {
  Restored r;
  const auto asked = test::requests<schema::HeadsRequest>(r.fr.tick());
  const auto& to_de = asked[0].peer == "DE" ? asked[0] : asked[1];
  r.fr.tick({test::answer("DE", to_de.id, schema::HeadsAnswer{})});
  CHECK_FALSE(r.fr.report().writable);
  r.fr.advance(std::chrono::seconds(2));
  r.fr.tick();
  CHECK(r.fr.report().writable);
}

TEST_CASE("a node without an answer does not write, unless there is nothing to lose") {
  Node known("FR", {"BE"}, false);
  known.advance(std::chrono::seconds(600));
  known.tick();
  CHECK_FALSE(known.report().writable);
  Node fresh("FR", {"BE"}, true);
  fresh.tick();
  CHECK(fresh.report().writable);
  Node alone("FR", {}, false);
  alone.tick();
  CHECK(alone.report().writable);
}

TEST_CASE("a node whose key signed two histories writes no more") {
  Restored r;
  test::OriginLog other("FR");
  other.publish_numbers(0, 2);
  const auto asked = test::requests<schema::HeadsRequest>(r.fr.tick());
  r.fr.tick({test::answer(asked[0].peer, asked[0].id,
                          schema::HeadsAnswer{{{"FR", other.log().held->bytes()}}})});
  CHECK(r.fr.log("FR")->contradicted);
  r.fr.advance(std::chrono::seconds(5));
  const auto refused = r.fr.submit({put("urn:r:9", "z")});
  CHECK_FALSE(refused.completions.at(0).status.ok());
  CHECK(r.fr.log("FR")->size() == 2);
}
