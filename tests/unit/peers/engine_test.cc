#include "peers/engine.h"

#include "storage/keys.h"
#include "tests/unit/peers/support.h"

using namespace rednode;
using Kind = peers::ChangeOutcome::Kind;
using test::Node;
using test::put;

TEST_CASE("two engines replicate each other") {
  Node fr("FR", {"BE"});
  Node be("BE", {"FR"});
  fr.submit({put("urn:r:1", "a"), put("urn:r:2", "b")});
  be.submit({put("urn:r:1", "c")});
  test::exchange({&fr, &be});
  for (Node* node : {&fr, &be}) {
    for (Node* origin : {&fr, &be}) {
      const auto* log = node->log(origin->origin);
      REQUIRE(log != nullptr);
      CHECK(log->complete());
      CHECK(log->tree.root() == origin->log(origin->origin)->tree.root());
    }
    for (const auto& log : node->report().logs) CHECK(log.state == peers::State::kLive);
  }
  CHECK(fr.log("FR")->cosigned.at("BE").size == 2);
}

TEST_CASE("many callers of one tick share one commit") {
  Node fr("FR", {});
  std::vector<peers::Command> commands;
  for (std::uint64_t i = 1; i <= 100; ++i) {
    commands.push_back({i, peers::Submit{{put("urn:r:" + std::to_string(i), "a")}, false}});
  }
  const auto before = fr.store.commits();
  const auto outcome = fr.tick({}, std::move(commands));
  CHECK(fr.store.commits() == before + 1);
  REQUIRE(outcome.completions.size() == 100);
  for (std::uint64_t i = 0; i < 100; ++i) {
    const auto& done = outcome.completions[i];
    CHECK(done.ticket == i + 1);
    CHECK(done.status.ok());
    CHECK(done.outcomes.at(0).sequence == i);
    CHECK(done.checkpoint->size == 100);
  }
  REQUIRE(test::feeds(outcome).size() == 2);  // the chunk, and the first heartbeat
  CHECK(test::feeds(outcome)[0].updates.size() == 100);
}

TEST_CASE("nothing is said before the disk has it") {
  Node fr("FR", {"BE"});
  fr.tick();
  const auto work = fr.engine->step(fr.now, {}, {{7, peers::Submit{{put("urn:r:1", "a")}, false}}});
  CHECK(work.sync);
  CHECK_FALSE(work.empty);
  CHECK(fr.log("FR")->size() == 0);
  const bool on_another_thread = GENERATE(false, true);
  if (on_another_thread) work.meanwhile();
  const auto outcome = fr.engine->committed(fr.now, base::exhausted("no space"));
  REQUIRE(outcome.completions.size() == 1);
  CHECK_FALSE(outcome.completions[0].status.ok());
  CHECK(outcome.completions[0].outcomes.empty());
  for (const auto& chunk : test::feeds(outcome)) CHECK(chunk.updates.empty());
  CHECK(fr.log("FR")->size() == 0);

  // The next tick works, as if nothing had been.
  const auto next = fr.submit({put("urn:r:2", "b")}, 8);
  REQUIRE(next.completions.size() == 1);
  CHECK(next.completions[0].outcomes.at(0).sequence == 0);
  REQUIRE(test::feeds(next).size() >= 1);
  CHECK(test::feeds(next)[0].first == 0);
  CHECK(test::feeds(next)[0].updates.size() == 1);
}

TEST_CASE("a checkpoint that did not reach the disk is signed again") {
  Node fr("FR", {});
  const auto done = fr.submit({put("urn:r:1", "a")});
  const auto announced = test::feeds(done).at(0).checkpoint;
  fr.start();  // the node stopped before the next commit stored the checkpoint
  CHECK(fr.log("FR")->held->checkpoint.size == 0);
  fr.tick();
  CHECK(fr.log("FR")->held->bytes() == announced);
}

TEST_CASE("a full disk is not met with questions") {
  Node fr("FR", {"BE"});
  test::OriginLog be("BE");
  be.publish_numbers(0, 5);
  fr.tick();
  fr.store.set_disk_full(true);
  std::size_t asked = 0;
  for (int i = 0; i < 200; ++i) {
    fr.advance(std::chrono::milliseconds(5));
    const auto outcome = fr.tick({test::feed("BE", be.range(0, 5))});
    asked += test::requests<schema::RangeRequest>(outcome).size();
  }
  CHECK(asked <= 8);
  fr.store.set_disk_full(false);
  fr.tick({test::feed("BE", be.range(0, 5))});
  CHECK(fr.log("BE")->complete());
}

TEST_CASE("damage of the store is said, and nothing is acknowledged") {
  Node fr("FR", {});
  fr.submit({put("urn:r:1", "a")});
  REQUIRE(fr.store.corrupt(storage::Table::kRecord, storage::record_key("FR", "urn:r:1"), 0,
                           storage::MemoryStore::Damage::kUnreadable));
  const auto outcome = fr.submit({put("urn:r:1", "b")});
  CHECK(outcome.damage.error().code == base::Code::kCorrupt);
  CHECK_FALSE(outcome.completions.at(0).status.ok());
  CHECK(fr.log("FR")->size() == 1);
}

TEST_CASE("an await is met by cosignatures or ends at its deadline") {
  Node fr("FR", {"BE", "DE"});
  Node be("BE", {"FR"});
  fr.submit({put("urn:r:1", "a")});
  const auto waiting = [&](std::size_t count) {
    fr.tick({}, {{5, peers::Await{{}, 1, count, std::chrono::seconds(3)}}});
  };
  waiting(2);
  test::exchange({&fr, &be}, 20);
  CHECK(fr.log("FR")->cosigned.contains("BE"));
  fr.advance(std::chrono::seconds(5));
  const auto late = fr.tick();
  REQUIRE(late.completions.size() == 1);
  CHECK(late.completions[0].status.error().code == base::Code::kUnavailable);
  CHECK(late.completions[0].holders == std::vector<std::string>{"BE"});
  const auto met = fr.tick({}, {{6, peers::Await{{}, 1, 1, std::chrono::seconds(3)}}});
  REQUIRE(met.completions.size() == 1);
  CHECK(met.completions[0].status.ok());
}

TEST_CASE("a lost cosignature is said again") {
  Node be("BE", {"FR"});
  test::OriginLog fr("FR");
  be.tick({test::feed("FR", fr.publish_numbers(0, 3).at(0))});
  std::size_t said = 0;
  for (int i = 0; i < 12; ++i) {
    be.advance(std::chrono::seconds(1));
    said += test::requests<schema::CosignRequest>(be.tick()).size();
  }
  CHECK(said >= 2);
}

TEST_CASE("a mirror without its contents is not cosigned") {
  Node be("BE", {"FR"});
  test::OriginLog fr("FR");
  fr.publish_numbers(0, 3);
  auto outcome = be.tick({test::feed("FR", fr.range(0, 3, false))});
  CHECK(test::requests<schema::CosignRequest>(outcome).empty());
  const auto asked = test::requests<schema::ContentsRequest>(outcome);
  REQUIRE(asked.size() == 1);
  outcome = be.tick(
      {test::answer("FR", asked[0].id, peers::serve_contents(fr.store, asked[0].body).value())});
  CHECK(test::requests<schema::CosignRequest>(outcome).size() == 1);
}
