#include "peers/publisher.h"

#include "base/limits.h"
#include "peers/verify.h"
#include "tests/unit/peers/support.h"

using namespace rednode;
using Kind = peers::ChangeOutcome::Kind;
using test::OriginLog;
using test::put;
using test::withdraw;

namespace {

peers::Change confirm(const std::string& iri) {
  peers::Change change;
  change.kind = schema::UpdateKind::kConfirm;
  change.iri = iri;
  return change;
}

peers::Change judge(const std::string& iri, const std::string& text, const std::string& profile,
                    schema::Verdict verdict) {
  peers::Change change;
  change.iri = iri;
  change.judged = test::content_of(text).id;
  change.profile = profile;
  change.verdict = verdict;
  return change;
}

}  // namespace

TEST_CASE("a resubmission without change writes nothing") {
  OriginLog fr("FR");
  fr.publish({put("urn:r:1", "a")});
  const std::uint64_t size = fr.log().size();
  CHECK(fr.publish({put("urn:r:1", "a")}).empty());
  CHECK(fr.outcomes[0].kind == Kind::kUnchanged);
  CHECK(fr.outcomes[0].sequence == 0);
  CHECK(fr.log().size() == size);

  // Also within one batch, and again after a withdrawal.
  fr.publish({put("urn:r:2", "b"), put("urn:r:2", "b"), withdraw("urn:r:2"), withdraw("urn:r:2"),
              put("urn:r:2", "b")});
  CHECK(fr.outcomes[0].kind == Kind::kAppended);
  CHECK(fr.outcomes[1].kind == Kind::kUnchanged);
  CHECK(fr.outcomes[2].kind == Kind::kAppended);
  CHECK(fr.outcomes[3].kind == Kind::kUnchanged);
  CHECK(fr.outcomes[4].kind == Kind::kAppended);
  CHECK(fr.log().size() == 4);
}

TEST_CASE("a judgement of what is there becomes an update without a content, once") {
  OriginLog fr("FR");
  fr.publish({put("urn:r:1", "a")});
  const auto chunks = fr.publish({judge("urn:r:1", "a", "p/2/all", schema::Verdict::kWarnings)});
  CHECK(fr.outcomes[0].kind == Kind::kAppended);
  REQUIRE(chunks.size() == 1);
  CHECK(chunks[0].updates.size() == 1);
  CHECK(chunks[0].contents.empty());
  const auto update = schema::decode_update(storage::read_update(fr.store, "FR", 1).value());
  REQUIRE(update.ok());
  CHECK(update->kind == schema::UpdateKind::kPut);
  CHECK(update->profile == "p/2/all");
  CHECK(update->verdict == schema::Verdict::kWarnings);
  CHECK(update->content_id == test::content_of("a").id);
  CHECK(update->content_size == test::content_of("a").size);

  // The same once more, also within one batch; then another verdict, and another profile.
  fr.publish({judge("urn:r:1", "a", "p/2/all", schema::Verdict::kWarnings)});
  CHECK(fr.outcomes[0].kind == Kind::kUnchanged);
  CHECK(fr.outcomes[0].sequence == 1);
  fr.publish({judge("urn:r:1", "a", "p/3/all", schema::Verdict::kWarnings),
              judge("urn:r:1", "a", "p/3/all", schema::Verdict::kWarnings),
              judge("urn:r:1", "a", "p/3/all", schema::Verdict::kConforms)});
  CHECK(fr.outcomes[0].kind == Kind::kAppended);
  CHECK(fr.outcomes[1].kind == Kind::kUnchanged);
  CHECK(fr.outcomes[2].kind == Kind::kAppended);
  CHECK(fr.log().size() == 4);
  CHECK(fr.log().live == 1);

  // An import of it still writes nothing.
  fr.publish({put("urn:r:1", "a")});
  CHECK(fr.outcomes[0].kind == Kind::kUnchanged);
}

TEST_CASE("a judgement of what is not there any more is refused") {
  OriginLog fr("FR");
  fr.publish({put("urn:r:1", "a"), put("urn:r:2", "a"), withdraw("urn:r:2")});
  const auto conforms = schema::Verdict::kConforms;
  fr.publish({judge("urn:r:1", "b", "p/2/all", conforms),
              judge("urn:r:2", "a", "p/2/all", conforms),
              judge("urn:r:3", "a", "p/2/all", conforms)});
  for (const auto& outcome : fr.outcomes) {
    CHECK(outcome.kind == Kind::kRefused);
    CHECK(outcome.message.find("since it was judged") != std::string::npos);
  }
  CHECK(fr.log().size() == 3);
}

TEST_CASE("a change that is refused does not stop the others") {
  OriginLog fr("FR");
  peers::Change no_content;
  no_content.iri = "urn:r:9";
  peers::Change rotate;
  rotate.kind = schema::UpdateKind::kRotateKey;
  rotate.iri = "urn:r:9";
  peers::Change wordy = withdraw("urn:r:1");
  wordy.reason.assign(base::limits::kReasonBytesMax + 1, 'x');
  fr.publish({put("urn:r:1", "a"), put("no IRI", "a"), no_content, rotate, withdraw("urn:r:7"),
              confirm("urn:r:7"), wordy, confirm("urn:r:1")});
  REQUIRE(fr.outcomes.size() == 8);
  CHECK(fr.outcomes.front().kind == Kind::kAppended);
  CHECK(fr.outcomes.back().kind == Kind::kAppended);
  CHECK(fr.outcomes.back().sequence == 1);
  for (std::size_t i = 1; i < 7; ++i) {
    CHECK(fr.outcomes[i].kind == Kind::kRefused);
    CHECK_FALSE(fr.outcomes[i].message.empty());
  }
  CHECK(fr.log().size() == 2);
}

TEST_CASE("time never goes back in a log") {
  OriginLog fr("FR");
  fr.publish({put("urn:r:1", "a")});
  fr.time -= 3'600'000'000;
  fr.publish({put("urn:r:2", "a")});
  const auto first = schema::decode_update(storage::read_update(fr.store, "FR", 0).value());
  const auto second = schema::decode_update(storage::read_update(fr.store, "FR", 1).value());
  CHECK(second->time_ms == first->time_ms);
}

TEST_CASE("each chunk of a large commit proves itself") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 3);
  storage::LogTree tree = fr.log().tree;
  const auto chunks = fr.publish_numbers(3, 3 + 2100);
  REQUIRE(chunks.size() == 3);
  for (const auto& chunk : chunks) {
    CHECK(chunk.first == tree.size());
    CHECK(chunk.updates.size() <= base::limits::kChunkUpdatesMax);
    const schema::Chunk* const run[] = {&chunk};
    const auto verified = peers::verify_run(run, fr.log().held->checkpoint, tree);
    REQUIRE(verified.ok());
    for (const auto& entry : verified->entries) tree.append(entry.leaf, [](const auto&) {});
  }
  CHECK(tree.root() == fr.log().tree.root());
}

TEST_CASE("what is too much for a feed is announced by its checkpoint alone") {
  OriginLog fr("FR");
  std::vector<peers::Change> changes;
  for (int i = 0; i < 10; ++i) {
    base::Bytes nquads(1 << 20, static_cast<char>('a' + i));
    peers::Change change;
    change.iri = "urn:large:" + std::to_string(i);
    change.content = schema::Content{base::sha256(nquads), 1 << 20, schema::Codec::kPlain, nquads};
    changes.push_back(std::move(change));
  }
  const auto chunks = fr.publish(changes);
  REQUIRE(chunks.size() == 1);
  CHECK(chunks[0].updates.empty());
  CHECK(chunks[0].first == 10);
}

TEST_CASE("what was discarded is not announced") {
  OriginLog fr("FR");
  fr.publish({put("urn:r:1", "a")});
  {
    storage::LogBatch batch(fr.store, fr.logs);
    REQUIRE(fr.publisher.stage(put("urn:r:2", "b"), {fr.time}, batch).ok());
    fr.publisher.seal(batch);
    fr.publisher.discard();
  }
  CHECK_FALSE(fr.publisher.take_signed().has_value());
  const auto chunks = fr.publish({put("urn:r:3", "c")});
  REQUIRE(chunks.size() == 1);
  CHECK(chunks[0].first == 1);
  CHECK(chunks[0].updates.size() == 1);
}

TEST_CASE("a heartbeat carries a fresh cosignature of the origin itself") {
  OriginLog fr("FR");
  fr.publish({put("urn:r:1", "a")});
  const auto beat = fr.publisher.heartbeat(fr.log(), {1'790'000'123'000'000});
  CHECK(beat.updates.empty());
  CHECK(beat.first == 1);
  const auto opened = schema::open_checkpoint(beat.checkpoint, test::log_key_of("FR"));
  REQUIRE(opened.ok());
  CHECK(schema::cosigned_at(*opened, test::cosign_key_of("FR")).value() == 1'790'000'123);
}
