// Commits that follow one another closely are signed and announced together; nobody waits for
// longer than the interval, and who needs it sooner gets it sooner.
#include "base/limits.h"
#include "tests/unit/peers/support.h"

namespace rednode::test {
namespace {

constexpr base::Duration kInterval = std::chrono::milliseconds(5);

struct PacedNode : Node {
  PacedNode() : Node("FR", {"BE"}) {
    options.announce_interval = kInterval;
    start();
    tick();  // the first heartbeat
  }
  std::vector<schema::Chunk> announced(const peers::Engine::Outcome& outcome) {
    auto chunks = feeds(outcome);
    std::erase_if(chunks, [](const auto& chunk) { return chunk.updates.empty(); });
    return chunks;
  }
};

}  // namespace

TEST_CASE("A lone commit is announced at once, the next ones together") {
  PacedNode fr;
  auto outcome = fr.submit({put("urn:r:1", "a")});
  CHECK(fr.announced(outcome).size() == 1);
  CHECK_FALSE(outcome.next_step.has_value());
  const auto first = fr.now.mono;
  for (int i = 2; i <= 4; ++i) {
    fr.advance(std::chrono::milliseconds(1));
    outcome = fr.submit({put("urn:r:" + std::to_string(i), "a")});
    CHECK(fr.announced(outcome).empty());
    // The caller is answered all the same: what it wrote is on disk.
    REQUIRE(outcome.completions.size() == 1);
    REQUIRE(outcome.completions[0].checkpoint.has_value());
    CHECK(outcome.completions[0].checkpoint->size == static_cast<std::uint64_t>(i));
    REQUIRE(outcome.next_step.has_value());
    CHECK(*outcome.next_step == first + kInterval);
  }
  fr.advance(std::chrono::milliseconds(2));
  outcome = fr.tick();
  const auto chunks = fr.announced(outcome);
  REQUIRE(chunks.size() == 1);
  CHECK(chunks[0].first == 1);
  CHECK(chunks[0].updates.size() == 3);
  CHECK_FALSE(outcome.next_step.has_value());
  // And it is what a mirror accepts, which has the first.
  Node be("BE", {"FR"});
  exchange({&fr, &be});
  REQUIRE(be.log("FR") != nullptr);
  CHECK(be.log("FR")->size() == 4);
  CHECK(be.report().peers.at(0).refused == 0);
}

TEST_CASE("Who waits for cosignatures does not wait for the interval") {
  PacedNode fr;
  fr.submit({put("urn:r:1", "a")});
  SECTION("said with the submission") {
    const auto outcome = fr.tick({}, {{2, peers::Submit{{put("urn:r:2", "a")}, true}}});
    REQUIRE(fr.announced(outcome).size() == 1);
    CHECK(fr.announced(outcome)[0].cosign_now);
  }
  SECTION("said afterwards") {
    CHECK(fr.announced(fr.submit({put("urn:r:2", "a")})).empty());
    const auto outcome = fr.tick({}, {{3, peers::Await{"", 2, 1, std::chrono::seconds(10)}}});
    CHECK(fr.announced(outcome).size() == 1);
  }
}

TEST_CASE("A large commit is announced at once") {
  PacedNode fr;
  fr.submit({put("urn:r:1", "a")});
  std::vector<peers::Change> changes;
  for (int i = 0; i < 1500; ++i) {
    base::Bytes noise(1000, ' ');
    for (char& c : noise) c = static_cast<char>('a' + (i * 7 + (&c - noise.data()) * i) % 26);
    changes.push_back(put("urn:large:" + std::to_string(i), noise));
    changes.back().content->codec = schema::Codec::kPlain;
    changes.back().content->bytes = "<urn:s> <urn:p> \"" + noise + "\" .\n";
  }
  CHECK_FALSE(fr.announced(fr.submit(std::move(changes))).empty());
}

TEST_CASE("A commit that fails takes nothing with it that was committed before") {
  PacedNode fr;
  fr.submit({put("urn:r:1", "a")});
  fr.submit({put("urn:r:2", "a")});  // committed, and waits to be announced
  fr.engine->step(fr.now, {}, {{9, peers::Submit{{put("urn:r:3", "a")}, false}}});
  fr.engine->committed(fr.now, base::exhausted("no space"));
  CHECK(fr.log("FR")->size() == 2);
  fr.advance(kInterval);
  fr.tick();
  fr.tick();
  // It is signed, and the next heartbeat says so: peers pull it.
  REQUIRE(fr.log("FR")->held.has_value());
  CHECK(fr.log("FR")->held->checkpoint.size == 2);
}

TEST_CASE("A node that ends before it announced does so when it starts again") {
  PacedNode fr;
  fr.submit({put("urn:r:1", "a")});
  fr.submit({put("urn:r:2", "a")});
  CHECK(fr.log("FR")->held->checkpoint.size == 1);
  fr.start();
  fr.tick();
  CHECK(fr.log("FR")->held->checkpoint.size == 2);
}

}  // namespace rednode::test
