#include "peers/follower.h"

#include "base/limits.h"
#include "peers/evidence.h"
#include "storage/keys.h"
#include "tests/unit/peers/support.h"

using namespace rednode;
using peers::Follower;
using test::OriginLog;
using test::put;

namespace {

namespace limits = base::limits;

// A follower of FR with a store of its own. Each tick is one batch, as in the engine.
struct Mirror {
  Follower follower{test::log_key_of("FR"), base::Random(1)};
  storage::MemoryStore store;
  storage::Logs logs;
  peers::Counters counters;
  base::MonoTime now{1'000'000};
  std::vector<std::pair<std::string, std::string>> blamed;
  std::vector<Follower::Ask> asks;
  std::optional<storage::LogBatch> batch;

  Mirror() { batch.emplace(store, logs); }

  Follower::Blame blame() {
    return [this](const std::string& peer, const std::string& cause) {
      blamed.emplace_back(peer, cause);
    };
  }
  void chunk(const std::string& peer, schema::Chunk what, bool asked = false) {
    follower.on_chunk(peer, std::move(what), asked, now, logs, counters, blame());
  }
  void head(const std::string& peer, const schema::SignedCheckpoint& what) {
    follower.on_head(peer, what.bytes(), store, logs, *batch, blame());
  }
  void contents(const std::string& peer, const schema::ContentsAnswer& what) {
    follower.on_contents(peer, what, now, store, *batch, blame(), counters);
  }
  void finish() {
    REQUIRE(follower.stage(now, *batch, counters, blame()).ok());
    batch->finish();
    REQUIRE(store.commit(batch->batch(), storage::Sync::kYes).ok());
    std::move(*batch).adopt(logs);
    batch.emplace(store, logs);
    asks.clear();
    follower.plan(now, store, logs, counters, [this](Follower::Ask a) { asks.push_back(a); });
  }
  void pass(base::Duration by) { now = now + by; }
  std::uint64_t size() const {
    const auto* log = logs.find("FR");
    return log == nullptr ? 0 : log->size();
  }
  const storage::LogState& log() const { return *logs.find("FR"); }
  template <typename Body>
  std::vector<std::pair<std::string, Body>> asked() const {
    std::vector<std::pair<std::string, Body>> found;
    for (const auto& ask : asks) {
      if (const auto* body = std::get_if<Body>(&ask.body)) found.emplace_back(ask.peer, *body);
    }
    return found;
  }
};

using schema::ContentsRequest;
using schema::ProofRequest;
using schema::RangeRequest;

}  // namespace

TEST_CASE("chunks that overlap are joined") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 10);
  Mirror mirror;
  mirror.chunk("FR", fr.range(0, 4));
  mirror.chunk("FR", fr.range(2, 4));
  mirror.chunk("FR", fr.range(1, 2));
  mirror.chunk("FR", fr.range(6, 4));
  mirror.finish();
  CHECK(mirror.size() == 10);
  CHECK(mirror.log().complete());
  CHECK(mirror.log().tree.root() == fr.log().tree.root());
  CHECK(mirror.blamed.empty());
}

TEST_CASE("a gap is seen and what lies between is asked for") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 10);
  Mirror mirror;
  mirror.chunk("FR", fr.range(6, 4));
  mirror.finish();
  CHECK(mirror.size() == 0);
  CHECK(mirror.counters.gaps == 1);
  const auto asked = mirror.asked<RangeRequest>();
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].second.first == 0);
  CHECK(asked[0].second.count == 10);

  // A short answer is progress, and the rest is asked for again.
  mirror.chunk("FR", fr.range(0, 3), true);
  mirror.finish();
  CHECK(mirror.size() == 3);
  REQUIRE(mirror.asked<RangeRequest>().size() == 1);
  CHECK(mirror.asked<RangeRequest>()[0].second.first == 3);
  mirror.chunk("FR", fr.range(3, 7), true);
  mirror.finish();
  CHECK(mirror.log().complete());
  CHECK(mirror.asks.empty());
}

TEST_CASE("what lies ahead of a gap is kept up to a limit") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 200);
  Mirror mirror;
  mirror.chunk("FR", fr.range(1, 1), true);
  // A feed that goes on behind a gap which nobody fills.
  for (std::uint64_t first = 2; first < 200; ++first) {
    mirror.chunk("FR", fr.range(first, 1));
    mirror.finish();
  }
  CHECK(mirror.size() == 0);
  mirror.chunk("FR", fr.range(0, 1), true);
  mirror.finish();
  CHECK(mirror.size() > 1);
  CHECK(mirror.size() <= 2 * limits::kPullWindow + 1);
}

TEST_CASE("what comes next is asked for however much of the rest is here") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 40);
  Mirror mirror;
  mirror.chunk("FR", fr.range(20, 1));
  mirror.finish();
  REQUIRE(mirror.asked<RangeRequest>().size() == 1);
  // The question for 0 is open. A feed goes on and on, and its pieces follow one another.
  mirror.chunk("FR", fr.range(1, 1), true);
  for (std::uint64_t i = 2; i < 2 + 2 * limits::kPullWindow; ++i) {
    mirror.chunk("FR", fr.range(i, 1));
  }
  mirror.follower.on_failed("FR", 0, mirror.now);
  mirror.pass(std::chrono::seconds(60));
  mirror.finish();
  const auto asked = mirror.asked<RangeRequest>();
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].second.first == 0);
  mirror.chunk("FR", fr.range(0, 1), true);
  mirror.finish();
  CHECK(mirror.size() > 2 * limits::kPullWindow - 1);
}

TEST_CASE("what claims to lie beyond its checkpoint is not kept") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 10);
  Mirror mirror;
  schema::Chunk far = fr.range(4, 3);
  for (const std::uint64_t first : {UINT64_MAX, UINT64_MAX - 2, std::uint64_t{8}}) {
    far.first = first;
    mirror.chunk("BE", far);
  }
  CHECK(mirror.blamed.size() == 3);
  mirror.chunk("FR", fr.range(0, 10));
  mirror.finish();
  CHECK(mirror.log().complete());
}

TEST_CASE("a bad chunk is blamed on its sender and the good ones before it are kept") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 9);
  Mirror mirror;
  schema::Chunk bent = fr.range(3, 3);
  bent.updates[1] = bent.updates[0];
  mirror.chunk("FR", fr.range(0, 3));
  mirror.chunk("BE", bent);
  mirror.chunk("FR", fr.range(6, 3));
  mirror.finish();
  CHECK(mirror.size() == 3);
  CHECK(mirror.counters.chunks_refused == 1);
  REQUIRE(mirror.blamed.size() == 1);
  CHECK(mirror.blamed[0].first == "BE");
}

TEST_CASE("who answers badly is not asked again at once, and somebody else is") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 9);
  Mirror mirror;
  mirror.head("BE", *fr.log().held);
  mirror.head("DE", *fr.log().held);
  mirror.finish();
  REQUIRE(mirror.asked<RangeRequest>().size() == 1);
  CHECK(mirror.asked<RangeRequest>()[0].first == "BE");

  schema::Chunk bad = fr.range(0, 9);
  SECTION("with a note that is not signed") {
    bad.checkpoint[3] = '8';
  }
  SECTION("with updates that were not signed") {
    bad.updates[0] = bad.updates[1];
  }
  SECTION("with contents that are not what they say") {
    bad.contents[0].bytes = "no";
  }
  mirror.chunk("BE", bad, true);
  mirror.finish();
  CHECK(mirror.size() == 0);
  CHECK(mirror.blamed.at(0).first == "BE");
  REQUIRE(mirror.asked<RangeRequest>().size() == 1);
  CHECK(mirror.asked<RangeRequest>()[0].first == "DE");
  mirror.chunk("DE", fr.range(0, 9), true);
  mirror.finish();
  CHECK(mirror.log().complete());
}

TEST_CASE("success ends a back-off that failures built up") {
  OriginLog fr("FR");
  Mirror mirror;
  fr.publish_numbers(0, 1);
  for (int i = 0; i < 12; ++i) {
    mirror.pass(std::chrono::seconds(60));
    mirror.follower.on_failed("FR", 0, mirror.now);
  }
  mirror.pass(std::chrono::seconds(60));
  mirror.chunk("FR", fr.range(0, 1));
  mirror.finish();
  REQUIRE(mirror.size() == 1);
  mirror.follower.on_failed("FR", 0, mirror.now);
  mirror.pass(std::chrono::milliseconds(400));  // the first back-off is at most 300 ms
  fr.publish_numbers(1, 2);
  mirror.head("FR", *fr.log().held);
  mirror.finish();
  CHECK(mirror.asked<RangeRequest>().size() == 1);
}

TEST_CASE("contents come later, from whoever has them") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 4);
  Mirror mirror;
  mirror.chunk("BE", fr.range(0, 4, false));
  mirror.head("FR", *fr.log().held);
  mirror.finish();
  CHECK(mirror.size() == 4);
  CHECK(mirror.log().wanted == 4);
  CHECK_FALSE(mirror.log().complete());
  REQUIRE(mirror.asked<ContentsRequest>().size() == 1);
  const auto request = mirror.asked<ContentsRequest>()[0];
  CHECK(request.first == "FR");
  CHECK(request.second.ids.size() == 4);

  auto answer = peers::serve_contents(fr.store, request.second).value();
  SECTION("all of them") {
    mirror.contents("FR", answer);
    mirror.finish();
    CHECK(mirror.log().complete());
  }
  SECTION("some of them, then the rest") {
    answer.contents.resize(2);
    mirror.contents("FR", answer);
    mirror.finish();
    CHECK(mirror.log().wanted == 2);
    REQUIRE(mirror.asked<ContentsRequest>().size() == 1);
    CHECK(mirror.asked<ContentsRequest>()[0].second.ids.size() == 2);
  }
  SECTION("none of them: another is asked, and then there is a pause") {
    mirror.contents("FR", {});
    mirror.finish();
    REQUIRE(mirror.asked<ContentsRequest>().size() == 1);
    CHECK(mirror.asked<ContentsRequest>()[0].first == "BE");
    mirror.contents("BE", {});
    std::size_t asked = 0;
    for (int i = 0; i < 50; ++i) {
      mirror.finish();
      asked += mirror.asked<ContentsRequest>().size();
    }
    CHECK(asked == 0);
    mirror.pass(std::chrono::seconds(1));
    mirror.finish();
    CHECK(mirror.asked<ContentsRequest>().size() == 1);
  }
  SECTION("forged ones are blamed, and somebody else is asked") {
    answer.contents[1].bytes = "forged";
    mirror.contents("FR", answer);
    mirror.finish();
    CHECK(mirror.log().wanted == 4);
    CHECK(mirror.blamed.size() == 1);
    REQUIRE(mirror.asked<ContentsRequest>().size() == 1);
    CHECK(mirror.asked<ContentsRequest>()[0].first == "BE");
  }
}

TEST_CASE("what nobody has does not stand in the way of what can be had") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 400);
  Mirror mirror;
  mirror.head("FR", *fr.log().held);
  mirror.finish();
  mirror.chunk("FR", fr.range(0, 400, false), true);
  mirror.finish();
  // The first 300 contents do not exist anywhere.
  const auto lost = [](const schema::Content& content) {
    for (int i = 0; i < 300; ++i) {
      if (content.id == test::content_of(std::to_string(i)).id) return true;
    }
    return false;
  };
  for (int i = 0; i < 10 && mirror.log().wanted > 300; ++i) {
    for (const auto& [peer, request] : mirror.asked<ContentsRequest>()) {
      auto answer = peers::serve_contents(fr.store, request).value();
      std::erase_if(answer.contents, lost);
      mirror.contents(peer, answer);
    }
    mirror.finish();
  }
  CHECK(mirror.log().wanted == 300);
}

TEST_CASE("a want that was superseded is not needed any more") {
  OriginLog fr("FR");
  fr.publish({put("urn:r:1", "old"), put("urn:r:2", "gone")});
  Mirror mirror;
  mirror.chunk("FR", fr.range(0, 2, false));
  mirror.finish();
  REQUIRE(mirror.log().wanted == 2);
  fr.publish({put("urn:r:1", "new"), test::withdraw("urn:r:2")});
  mirror.chunk("FR", fr.range(2, 2));
  // The answer to the question before comes in the same tick, and once more after it.
  const schema::ContentsAnswer late{{test::content_of("old"), test::content_of("gone")}};
  mirror.contents("FR", late);
  mirror.finish();
  CHECK(mirror.log().complete());
  mirror.contents("FR", late);
  mirror.finish();
  CHECK(mirror.log().complete());
  CHECK(mirror.log().live == 1);
}

TEST_CASE("two histories are found from a smaller checkpoint") {
  OriginLog fr("FR");
  OriginLog other("FR");
  fr.publish_numbers(0, 8);
  other.publish_numbers(0, 3);
  other.publish_numbers(50, 52);
  Mirror mirror;
  mirror.chunk("FR", fr.range(0, 8));
  mirror.finish();
  mirror.head("BE", *other.log().held);
  mirror.finish();
  REQUIRE(mirror.log().contradicted);
  base::Bytes evidence;
  REQUIRE(*mirror.store.get(storage::Table::kCheckpoint,
                            storage::checkpoint_key("FR", storage::CheckpointPart::kEvidence),
                            evidence));
  CHECK(peers::open_evidence(evidence, schema::LogKeys(test::log_key_of("FR"))).ok());
  // Frozen at the last good size.
  fr.publish_numbers(8, 9);
  mirror.chunk("FR", fr.range(8, 1));
  mirror.finish();
  CHECK(mirror.size() == 8);
  CHECK(mirror.asks.empty());
}

TEST_CASE("two histories are found from a greater checkpoint by its proof") {
  OriginLog fr("FR");
  OriginLog other("FR");
  fr.publish_numbers(0, 4);
  other.publish_numbers(0, 3);
  other.publish_numbers(50, 59);
  Mirror mirror;
  const bool partly = GENERATE(false, true);  // the copy has not reached its checkpoint
  mirror.chunk("FR", fr.range(0, partly ? 3U : 4U));
  mirror.finish();
  REQUIRE(mirror.log().held.has_value() != partly);
  mirror.head("BE", *other.log().held);
  mirror.finish();
  mirror.follower.forget_peer("FR");
  schema::Chunk chunk = other.range(mirror.size(), 5);
  if (partly) {
    // The shared part and what was signed next: the copy has 3 and was shown to lead to the fourth.
    mirror.chunk("FR", fr.range(3, 1));
    mirror.finish();
    chunk = other.range(4, 5);
  }
  mirror.chunk("BE", chunk, true);
  mirror.finish();
  const auto asked = mirror.asked<ProofRequest>();
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].first == "BE");
  const auto proof =
      peers::serve_proof(other.store, other.logs, {"FR", asked[0].second.old_size}).value();
  mirror.follower.on_proof("BE", proof, mirror.logs, *mirror.batch, mirror.blame());
  mirror.finish();
  CHECK(mirror.log().contradicted);
}

TEST_CASE("a copy that never reached a checkpoint finds two histories too") {
  OriginLog fr("FR");
  OriginLog other("FR");
  fr.publish_numbers(0, 8);
  other.publish_numbers(0, 3);
  other.publish_numbers(50, 70);
  Mirror mirror;
  mirror.chunk("FR", fr.range(0, 5));  // of 8: no checkpoint of this size was ever signed
  mirror.finish();
  REQUIRE(mirror.size() == 5);
  REQUIRE_FALSE(mirror.log().held.has_value());
  mirror.follower.forget_peer("FR");
  mirror.head("BE", *other.log().held);
  mirror.finish();
  mirror.chunk("BE", other.range(5, 10), true);
  mirror.finish();
  const auto asked = mirror.asked<ProofRequest>();
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].second.old_size == 8);
  mirror.follower.on_proof("BE", peers::serve_proof(other.store, other.logs, {"FR", 8}).value(),
                           mirror.logs, *mirror.batch, mirror.blame());
  mirror.finish();
  CHECK(mirror.log().contradicted);
}

TEST_CASE("a sender who invents updates does not make the origin a liar") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 4);
  Mirror mirror;
  mirror.chunk("FR", fr.range(0, 4));
  mirror.finish();
  fr.publish_numbers(4, 8);
  schema::Chunk forged = fr.range(4, 4);
  forged.updates[0] = forged.updates[1];
  mirror.chunk("BE", forged);
  mirror.finish();
  REQUIRE(mirror.asked<ProofRequest>().size() == 1);
  auto proof = peers::serve_proof(fr.store, fr.logs, {"FR", 4}).value();
  SECTION("an honest proof clears it") {}
  SECTION("a root that the proof does not lead from") {
    proof.old_root.octets[0] ^= 1;
  }
  SECTION("a proof without hashes") {
    proof.hashes.clear();
  }
  SECTION("a checkpoint that is not signed") {
    proof.checkpoint[20] ^= 1;
  }
  mirror.follower.on_proof("BE", proof, mirror.logs, *mirror.batch, mirror.blame());
  mirror.finish();
  CHECK_FALSE(mirror.log().contradicted);
}

TEST_CASE("only the origin tells how fresh its log is") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 2);
  Mirror mirror;
  const auto beat = fr.publisher.heartbeat(fr.log(), {1'790'000'100'000'000});
  auto shown = schema::open_checkpoint(beat.checkpoint, test::log_key_of("FR")).value();
  schema::NoteSignature forged = shown.note.signatures.back();
  forged.signature[6] = static_cast<char>(forged.signature[6] ^ 0x40);  // a later time
  SECTION("a time that is not signed") {
    shown.note.signatures.back() = forged;
  }
  SECTION("a second time behind the one that is signed") {
    shown.note.signatures.push_back(forged);
    mirror.head("BE", shown);
    REQUIRE(mirror.follower.origin_time().has_value());
    CHECK(*mirror.follower.origin_time() == 1'790'000'100);
    return;
  }
  mirror.head("BE", shown);
  CHECK_FALSE(mirror.follower.origin_time().has_value());
}

TEST_CASE("damage of our own store is not blamed on a peer") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 3);
  Mirror mirror;
  mirror.chunk("FR", fr.range(0, 3));
  mirror.finish();
  fr.publish({put("urn:r:1", "new")});
  REQUIRE(mirror.store.corrupt(storage::Table::kRecord, storage::record_key("FR", "urn:r:1"), 0,
                               storage::MemoryStore::Damage::kUnreadable));
  mirror.chunk("FR", fr.range(3, 1));
  const auto status =
      mirror.follower.stage(mirror.now, *mirror.batch, mirror.counters, mirror.blame());
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().code == base::Code::kCorrupt);
  CHECK(mirror.blamed.empty());
}
