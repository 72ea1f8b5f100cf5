// What an engine believes of what its peers send.
#include "peers/engine.h"
#include "tests/unit/peers/support.h"

using namespace rednode;
using test::Node;
using test::OriginLog;
using test::put;

namespace {

std::uint64_t refused(const Node& node, const std::string& peer) {
  for (const auto& report : node.report().peers) {
    if (report.origin == peer) return report.refused;
  }
  return 0;
}

base::Bytes cosignature(const OriginLog& log, const std::string& by, std::int64_t time) {
  auto checkpoint = *log.log().held;
  schema::put_signature(checkpoint.note,
                        schema::cosign_text(checkpoint.note.text, by, test::key_of(by), time));
  return checkpoint.bytes();
}

}  // namespace

TEST_CASE("frames that do not belong are blamed on their sender") {
  Node fr("FR", {"BE", "DE"});
  OriginLog be("BE");
  const auto chunk = be.publish_numbers(0, 2).at(0);
  peers::Incoming bad = test::feed("BE", chunk);
  SECTION("noise") {
    bad.bytes = "noise, not a frame at all, really";
  }
  SECTION("nothing") {
    bad.bytes.clear();
  }
  SECTION("a chunk where a request belongs") {
    bad.kind = peers::Incoming::Kind::kRequest;
  }
  SECTION("a chunk where an answer belongs") {
    bad.kind = peers::Incoming::Kind::kAnswer;
  }
  SECTION("a request on the feed") {
    bad = test::request("BE", schema::HeadsRequest{});
    bad.kind = peers::Incoming::Kind::kFeed;
  }
  fr.tick({bad});
  CHECK(refused(fr, "BE") == 1);
  CHECK(refused(fr, "DE") == 0);
  CHECK(fr.log("BE") == nullptr);
}

TEST_CASE("a log is followed wherever its pieces come from, and its own key decides") {
  Node fr("FR", {"BE", "DE"});
  OriginLog be("BE");
  OriginLog thief("BE", "the key of a thief");
  fr.tick({test::feed("BE", thief.publish_numbers(0, 2).at(0))});
  CHECK(fr.log("BE") == nullptr);
  CHECK(refused(fr, "BE") == 1);
  fr.tick({test::feed("DE", be.publish_numbers(0, 2).at(0))});
  CHECK(fr.log("BE")->size() == 2);
}

TEST_CASE("messages of a peer that was removed are dropped") {
  Node fr("FR", {"BE", "DE"});
  OriginLog be("BE");
  const auto chunks = be.publish_numbers(0, 2);
  fr.tick();
  const auto outcome = fr.tick({}, {{3, peers::SetDirectory{test::directory_of({"DE"})}}});
  CHECK(outcome.completions.at(0).status.ok());
  REQUIRE(outcome.directory.has_value());
  fr.tick({test::feed("BE", chunks.at(0)), test::request("BE", schema::HeadsRequest{}),
           test::answer("BE", 1, schema::HeadsAnswer{}),
           test::link("BE", peers::LinkEvent::kFailed)});
  CHECK(fr.log("BE") == nullptr);
  // Put back, it is followed again.
  fr.tick({}, {{4, peers::SetDirectory{test::directory_of({"BE", "DE"})}}});
  fr.tick({test::feed("BE", chunks.at(0))});
  CHECK(fr.log("BE")->complete());
}

TEST_CASE("a peer that comes back with another key is another peer") {
  Node fr("FR", {"BE"});
  OriginLog renewed("BE", "a renewed key");
  const auto chunk = renewed.publish_numbers(0, 2).at(0);
  fr.tick({test::feed("BE", chunk)});
  REQUIRE(fr.log("BE") == nullptr);
  peers::Directory directory;
  directory.emplace("BE", peers::make_peer(test::log_key_of("BE", "a renewed key").vkey()).value());
  fr.tick({}, {{3, peers::SetDirectory{directory}}});
  fr.tick({test::feed("BE", chunk)});
  REQUIRE(fr.log("BE") != nullptr);
  CHECK(fr.log("BE")->complete());
}

TEST_CASE("a paused peer's log stands still") {
  Node fr("FR", {"BE", "DE"});
  OriginLog be("BE");
  auto directory = test::directory_of({"BE", "DE"});
  directory.at("BE").paused = true;
  fr.tick({}, {{3, peers::SetDirectory{directory}}});
  const auto outcome = fr.tick({test::feed("BE", be.publish_numbers(0, 2).at(0))});
  CHECK(test::requests<schema::RangeRequest>(outcome).empty());
  CHECK(fr.log("BE") == nullptr);
}

TEST_CASE("who sends nothing but rubbish does not fill the log") {
  Node fr("FR", {"BE"});
  std::vector<peers::Incoming> rubbish(50,
                                       test::feed("BE", OriginLog("BE").publish_numbers(0, 1)[0]));
  for (auto& in : rubbish) in.bytes = "rubbish";
  std::size_t notices = fr.tick(rubbish).notices.size();
  notices += fr.tick(rubbish).notices.size();
  CHECK(notices == 1);
  CHECK(refused(fr, "BE") == 100);
  fr.advance(std::chrono::seconds(2));
  const auto later = fr.tick(rubbish).notices;
  REQUIRE(later.size() == 1);
  CHECK(later[0].detail.find("and 99 before") != std::string::npos);
  // What is wrong with the link does not hide what was wrong with a message.
  fr.tick({test::link("BE", peers::LinkEvent::kFailed)});
  CHECK_FALSE(fr.report().peers.at(0).refused_because.empty());
}

TEST_CASE("a pause stops what was asked for and what is on its way") {
  Node fr("FR", {"BE", "DE"});
  OriginLog be("BE");
  be.publish_numbers(0, 5);
  fr.tick();
  auto outcome = fr.tick({test::feed("BE", be.publisher.heartbeat(be.log(), fr.now.wall))});
  const auto asked = test::requests<schema::RangeRequest>(outcome);
  REQUIRE(asked.size() == 1);
  auto directory = test::directory_of({"BE", "DE"});
  directory.at("BE").paused = true;
  fr.tick({}, {{3, peers::SetDirectory{directory}}});
  fr.tick({test::answer("BE", asked[0].id, be.range(0, 5))});
  CHECK(fr.log("BE") == nullptr);
  // Nor does it come by way of another.
  fr.tick({test::feed("DE", be.range(0, 5))});
  CHECK(fr.log("BE") == nullptr);
  // Resumed, it is asked for again.
  directory.at("BE").paused = false;
  outcome = fr.tick({}, {{4, peers::SetDirectory{directory}}});
  const auto again = test::requests<schema::RangeRequest>(outcome);
  REQUIRE(again.size() == 1);
  fr.tick({test::answer("BE", again[0].id, be.range(0, 5))});
  CHECK(fr.log("BE")->complete());
}

TEST_CASE("a question without an answer is asked of somebody else") {
  Node fr("FR", {"BE", "DE"});
  OriginLog be("BE");
  be.publish_numbers(0, 5);
  const schema::HeadsAnswer heads{{{"BE", be.log().held->bytes()}}};
  const auto ids = test::requests<schema::HeadsRequest>(fr.tick());
  REQUIRE(ids.size() == 2);
  auto outcome =
      fr.tick({test::answer("BE", ids[0].id, heads), test::answer("DE", ids[1].id, heads)});
  auto asked = test::requests<schema::RangeRequest>(outcome);
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].peer == "BE");
  fr.advance(fr.options.request_timeout);
  outcome = fr.tick();
  asked = test::requests<schema::RangeRequest>(outcome);
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].peer == "DE");
  // An answer that belongs to the other is not taken from this one.
  fr.tick({test::answer("BE", asked[0].id, be.range(0, 5))});
  CHECK((fr.log("BE") == nullptr || fr.log("BE")->size() == 0));
  fr.tick({test::answer("DE", asked[0].id, be.range(0, 5))});
  CHECK(fr.log("BE")->complete());
}

TEST_CASE("a refusal is no answer, and is not asked again at once") {
  Node fr("FR", {"BE"});
  OriginLog be("BE");
  be.publish_numbers(0, 5);
  fr.tick();
  auto outcome = fr.tick({test::feed("BE", be.publisher.heartbeat(be.log(), fr.now.wall))});
  auto asked = test::requests<schema::RangeRequest>(outcome);
  REQUIRE(asked.size() == 1);
  outcome = fr.tick({test::answer("BE", asked[0].id, schema::Refusal{"not-found", "no"})});
  CHECK(test::requests<schema::RangeRequest>(outcome).empty());
  fr.advance(std::chrono::seconds(1));
  CHECK(test::requests<schema::RangeRequest>(fr.tick()).size() == 1);
}

TEST_CASE("cosignatures are believed of whom they are and for what is ours") {
  Node fr("FR", {"BE", "DE"});
  fr.submit({put("urn:r:1", "a"), put("urn:r:2", "b")});
  OriginLog mirror("FR");
  mirror.time = fr.now.wall.microseconds;
  mirror.publish({put("urn:r:1", "a"), put("urn:r:2", "b")});
  REQUIRE(mirror.log().tree.root() == fr.log("FR")->tree.root());
  const auto cosign = [&](const std::string& peer, const base::Bytes& note,
                          const std::string& origin = "FR") {
    return fr.tick({test::request(peer, schema::CosignRequest{origin, note})});
  };
  const auto good = cosignature(mirror, "BE", 1'790'000'000);
  CHECK(test::answers<schema::AcceptedAnswer>(cosign("BE", good)).size() == 1);
  CHECK(fr.log("FR")->cosigned.at("BE").size == 2);
  CHECK(fr.log("FR")->held->note.signatures.size() == 1);  // the origin's: others stand apart

  SECTION("another's cosignature") {
    CHECK(test::answers<schema::Refusal>(cosign("DE", good)).size() == 1);
  }
  SECTION("of another history") {
    OriginLog other("FR");
    other.publish_numbers(0, 2);
    const auto note = cosignature(other, "DE", 1'790'000'000);
    CHECK(test::answers<schema::Refusal>(cosign("DE", note)).size() == 1);
  }
  SECTION("of more than there is") {
    mirror.publish_numbers(5, 6);
    const auto note = cosignature(mirror, "DE", 1'790'000'000);
    CHECK(test::answers<schema::Refusal>(cosign("DE", note)).size() == 1);
  }
  SECTION("of another origin") {
    CHECK(test::answers<schema::Refusal>(cosign("DE", good, "BE")).size() == 1);
  }
  CHECK_FALSE(fr.log("FR")->cosigned.contains("DE"));
}

TEST_CASE("cosignatures that overtook each other do not take anything back") {
  Node fr("FR", {"BE"});
  OriginLog mirror("FR");
  mirror.time = fr.now.wall.microseconds;
  fr.submit({put("urn:r:1", "a")});
  mirror.publish({put("urn:r:1", "a")});
  const auto one = cosignature(mirror, "BE", 1'790'000'000);
  fr.submit({put("urn:r:2", "b")});
  mirror.publish({put("urn:r:2", "b")});
  const auto two = cosignature(mirror, "BE", 1'790'000'000);
  fr.tick({test::request("BE", schema::CosignRequest{"FR", two}),
           test::request("BE", schema::CosignRequest{"FR", one})});
  CHECK(fr.log("FR")->cosigned.at("BE").size == 2);
}

TEST_CASE("two histories of an origin freeze its mirror") {
  Node de("DE", {"FR", "BE"});
  OriginLog fr("FR");
  OriginLog other("FR");
  de.tick({test::feed("FR", fr.publish_numbers(0, 4).at(0))});
  other.publish_numbers(10, 13);
  const auto ids = test::requests<schema::HeadsRequest>(Node("DE", {"FR", "BE"}).tick());
  de.advance(std::chrono::seconds(5));
  const auto asked = test::requests<schema::HeadsRequest>(de.tick());
  REQUIRE(asked.size() == 2);
  de.tick({test::answer("BE", asked[0].peer == "BE" ? asked[0].id : asked[1].id,
                        schema::HeadsAnswer{{{"FR", other.log().held->bytes()}}})});
  CHECK(de.log("FR")->contradicted);
  bool seen = false;
  for (const auto& log : de.report().logs) {
    if (log.origin == "FR") seen = log.state == peers::State::kDiverged;
  }
  CHECK(seen);
  de.start();  // it is not forgotten
  CHECK(de.log("FR")->contradicted);
  const auto outcome = de.tick({test::feed("FR", fr.publish_numbers(4, 5).at(0))});
  CHECK(de.log("FR")->size() == 4);
  CHECK(test::requests<schema::CosignRequest>(outcome).empty());
}

TEST_CASE("who was shown one history alone learns of the other by the evidence of a peer") {
  Node be("BE", {"FR", "DE"});
  Node de("DE", {"FR", "BE"});
  OriginLog fr("FR");
  OriginLog other("FR");
  const auto first = fr.publish_numbers(0, 4).at(0);
  be.tick({test::feed("FR", first)});
  de.tick({test::feed("FR", first)});
  de.tick({test::request("BE", schema::HeadsRequest{})});
  schema::Head lie;
  lie.origin = "FR";
  other.publish_numbers(7, 10);
  lie.checkpoint = other.log().held->bytes();
  const auto asked = test::requests<schema::HeadsRequest>([&] {
    de.advance(std::chrono::seconds(3));
    return de.tick();
  }());
  REQUIRE_FALSE(asked.empty());
  auto outcome = de.tick({test::answer(asked[0].peer, asked[0].id, schema::HeadsAnswer{{lie}})});
  REQUIRE(de.log("FR")->contradicted);
  CHECK(std::any_of(outcome.notices.begin(), outcome.notices.end(),
                    [](const auto& n) { return n.event == "two-histories" && n.peer == "FR"; }));

  const auto shown =
      test::answers<schema::HeadsAnswer>(de.tick({test::request("BE", schema::HeadsRequest{})}));
  REQUIRE(shown.size() == 1);
  REQUIRE(shown[0].heads.size() == 2);  // its own, and that of FR
  REQUIRE_FALSE(shown[0].heads[1].evidence.empty());
  be.advance(std::chrono::seconds(3));
  const auto from_be = test::requests<schema::HeadsRequest>(be.tick());
  const auto to_de =
      std::find_if(from_be.begin(), from_be.end(), [](const auto& r) { return r.peer == "DE"; });
  REQUIRE(to_de != from_be.end());
  SECTION("which is true") {
    be.tick({test::answer("DE", to_de->id, shown[0])});
    CHECK(be.log("FR")->contradicted);
    CHECK(be.log("FR")->size() == 4);
  }
  SECTION("or was bent on the way") {
    auto bent = shown[0];
    bent.heads[1].evidence[bent.heads[1].evidence.size() / 2] ^= 1;
    be.tick({test::answer("DE", to_de->id, bent)});
    CHECK_FALSE(be.log("FR")->contradicted);
  }
}
