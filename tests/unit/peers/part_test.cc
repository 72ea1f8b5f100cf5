// Nodes that take a part, contents that are let go, and what nodes make of one another's records.

#include "storage/fsck.h"
#include "storage/receipts.h"
#include "storage/retention.h"
#include "tests/unit/peers/support.h"

using namespace rednode;
using storage::Receipts;
using test::Node;
using test::put;

namespace {

peers::Change put_about(const std::string& iri, const std::string& category) {
  auto change = put(iri, iri);
  change.categories = {category};
  return change;
}

bool sound(const Node& node) {
  return storage::check_store(node.store,
                              [](const std::string& name) -> std::optional<schema::NoteVerifier> {
                                return test::log_key_of(name);
                              },
                              {})
             .value()
             .total_findings == 0;
}

bool has(const Node& node, const std::string& text) {
  return storage::read_content(node.store, test::content_of(text).id).ok();
}

const peers::LogReport& log_report(const peers::Report& report, const std::string& origin) {
  for (const auto& log : report.logs) {
    if (log.origin == origin) return log;
  }
  FAIL("there is no log " << origin);
  return report.logs.front();
}

}  // namespace

TEST_CASE("a node takes the contents of some categories, and knows that nothing else is missing") {
  Node fr("FR", {"BE", "DE"});
  Node be("BE", {"FR", "DE"});
  Node de("DE", {"FR", "BE"});
  be.options.interest = {"BE", {"EHRS"}};
  REQUIRE(storage::follow_interest(be.store, be.options.interest).ok());
  be.start();
  test::exchange({&fr, &be, &de}, 60);
  const bool live = GENERATE(true, false);
  INFO((live ? "from the feed" : "by ranges"));
  const auto publish = [&] {
    for (int i = 0; i < 10; ++i) {
      const auto iri = "urn:r:" + std::to_string(i);
      fr.submit({put_about(iri, i < 3 ? "EHRS" : "CLAIMS")});
      if (live) test::exchange({&fr, &be, &de}, 2);
    }
  };
  publish();
  test::exchange({&fr, &be, &de}, 200);
  REQUIRE(be.log("FR") != nullptr);
  CHECK(be.log("FR")->size() == 10);
  CHECK(be.log("FR")->wanted == 0);
  CHECK(be.log("FR")->left == 7);
  CHECK(has(be, "urn:r:0"));
  CHECK_FALSE(has(be, "urn:r:5"));
  CHECK(sound(be));
  // It does not hold the log, and does not say so; the other does.
  CHECK(fr.log("FR")->cosigned.at("BE").size == 0);
  CHECK(fr.log("FR")->cosigned.at("DE").size == 10);
  CHECK(log_report(be.report(), "FR").state == peers::State::kLive);

  // It takes everything from now on.
  be.options.interest = {"BE", {}};
  REQUIRE(storage::follow_interest(be.store, be.options.interest).ok());
  be.start();
  test::exchange({&fr, &be, &de}, 200);
  CHECK(be.log("FR")->whole());
  CHECK(has(be, "urn:r:5"));
  CHECK(fr.log("FR")->cosigned.at("BE").size == 10);
  CHECK(sound(be));
}

TEST_CASE("a peer that is not subscribed to is served, and not mirrored") {
  Node fr("FR", {"BE"});
  Node be("BE", {"FR"});
  be.directory.at("FR").mirrored = false;
  be.start();
  fr.submit({put("urn:r:1", "a")});
  test::exchange({&fr, &be}, 60);
  be.submit({put("urn:r:2", "b")});
  fr.submit({put("urn:r:3", "c")});
  test::exchange({&fr, &be}, 100);
  CHECK(be.log("FR") == nullptr);
  REQUIRE(fr.log("BE") != nullptr);
  CHECK(fr.log("BE")->complete());
  CHECK(be.log("BE")->cosigned.contains("FR"));
}

TEST_CASE("what is dropped at one node can be had from another, if anybody needs it") {
  Node fr("FR", {"BE"});
  Node be("BE", {"FR"});
  test::exchange({&fr, &be}, 40);
  fr.submit({put("urn:r:1", "old")});
  fr.submit({put("urn:r:1", "new"), put("urn:r:2", "b")});
  const auto snapshot = fr.store.snapshot();
  auto sweep = storage::Sweep::mark(*snapshot, INT64_MAX).value();
  const auto ids = sweep.next(100).value();
  REQUIRE(ids.size() == 1);
  const auto done = fr.tick({}, {{3, peers::DropContents{ids, sweep.sizes()}}}).completions;
  REQUIRE(done.size() == 1);
  CHECK(done[0].status.ok());
  CHECK_FALSE(has(fr, "old"));
  CHECK(fr.report().counters.contents_dropped == 1);
  // A newcomer takes what lives, and misses nothing.
  test::exchange({&fr, &be}, 100);
  CHECK(be.log("FR")->whole());
  CHECK_FALSE(has(be, "old"));
  CHECK(has(be, "new"));
  CHECK(sound(fr));
  CHECK(sound(be));
}

TEST_CASE("a withdrawal that erases is counted wherever it is applied") {
  Node fr("FR", {"BE"});
  Node be("BE", {"FR"});
  test::exchange({&fr, &be}, 40);
  fr.submit({put("urn:r:1", "a")});
  auto gone = test::withdraw("urn:r:1");
  fr.submit({gone});
  gone.erase = true;
  const auto done = fr.submit({gone}).completions;  // it was withdrawn before
  CHECK(done.at(0).outcomes.at(0).kind == peers::ChangeOutcome::Kind::kAppended);
  test::exchange({&fr, &be}, 100);
  CHECK(fr.report().counters.erasures == 1);
  CHECK(be.report().counters.erasures == 1);
  const auto bytes = storage::read_update(be.store, "FR", 2).value();
  CHECK(schema::decode_update(bytes).value().erase);
  CHECK(sound(be));
}

TEST_CASE("an origin is told what a mirror made of its records") {
  Node fr("FR", {"BE"});
  Node be("BE", {"FR"});
  test::exchange({&fr, &be}, 60);
  fr.submit({put("urn:r:0", "a"), put("urn:r:1", "b"), put("urn:r:2", "c")});
  storage::Batch judged;
  storage::put_judged(judged, Receipts::kOurs, "FR", {2, 1'790'000'000});
  storage::put_receipt(judged, Receipts::kOurs, "FR", {1, "urn:r:1", "not-canonical", "why"});
  REQUIRE(be.store.commit(judged, storage::Sync::kYes).ok());
  test::exchange({&fr, &be}, 400);  // 20 seconds
  CHECK(storage::read_judged(fr.store, Receipts::kTheirs, "BE").value().size == 2);
  auto told = storage::read_receipts(fr.store, Receipts::kTheirs, "BE", 0, 10).value();
  REQUIRE(told.size() == 1);
  CHECK(told[0].rule == "not-canonical");

  SECTION("and of the rest when it was judged") {
    storage::Batch rest;
    storage::put_judged(rest, Receipts::kOurs, "FR", {3, 1'790'000'009});
    REQUIRE(be.store.commit(rest, storage::Sync::kYes).ok());
    test::exchange({&fr, &be}, 400);
    CHECK(storage::read_judged(fr.store, Receipts::kTheirs, "BE").value().size == 3);
    CHECK(storage::read_receipts(fr.store, Receipts::kTheirs, "BE", 0, 10).value().size() == 1);
  }
  SECTION("and anew when it judges anew") {
    storage::Batch anew;
    REQUIRE(storage::forget_receipts(be.store, anew, Receipts::kOurs, "FR").ok());
    storage::put_judged(anew, Receipts::kOurs, "FR", {1, 1'790'000'009});
    REQUIRE(be.store.commit(anew, storage::Sync::kYes).ok());
    test::exchange({&fr, &be}, 800);
    CHECK(storage::read_judged(fr.store, Receipts::kTheirs, "BE").value().size == 1);
    CHECK(storage::read_receipts(fr.store, Receipts::kTheirs, "BE", 0, 10).value().empty());
  }
}

TEST_CASE("many receipts come in several answers, and no more than a limit is kept") {
  Node fr("FR", {"BE"});
  Node be("BE", {"FR"});
  test::exchange({&fr, &be}, 60);
  std::vector<peers::Change> changes;
  constexpr std::uint64_t kCount = 700;
  for (std::uint64_t i = 0; i < kCount; ++i) {
    changes.push_back(put("urn:r:" + std::to_string(i), std::to_string(i)));
  }
  fr.submit(std::move(changes));
  storage::Batch judged;
  storage::put_judged(judged, Receipts::kOurs, "FR", {kCount, 1'790'000'000});
  for (std::uint64_t i = 0; i < kCount; ++i) {
    storage::put_receipt(judged, Receipts::kOurs, "FR", {i, "urn:r", "not-nquads", "why"});
  }
  REQUIRE(be.store.commit(judged, storage::Sync::kYes).ok());
  test::exchange({&fr, &be}, 600);
  CHECK(storage::read_judged(fr.store, Receipts::kTheirs, "BE").value().size == kCount);
  CHECK(storage::read_receipts(fr.store, Receipts::kTheirs, "BE", 0, 10'000).value().size() ==
        kCount);
}

TEST_CASE("of a log that is shorter than what was judged of it, only what there is is told") {
  Node fr("FR", {"BE"});
  Node be("BE", {"FR"});
  test::exchange({&fr, &be}, 60);
  fr.submit({put("urn:r:0", "a")});
  storage::Batch judged;
  storage::put_judged(judged, Receipts::kOurs, "FR", {9, 1'790'000'000});
  storage::put_receipt(judged, Receipts::kOurs, "FR", {7, "urn:r:7", "not-nquads", "why"});
  REQUIRE(be.store.commit(judged, storage::Sync::kYes).ok());
  test::exchange({&fr, &be}, 400);
  CHECK(storage::read_judged(fr.store, Receipts::kTheirs, "BE").value().size == 1);
  CHECK(storage::read_receipts(fr.store, Receipts::kTheirs, "BE", 0, 10).value().empty());
  CHECK(fr.report().peers.at(0).refused == 0);
}
