#include "peers/verify.h"

#include "tests/unit/peers/support.h"

using namespace rednode;
using base::Code;
using test::OriginLog;

namespace {

base::Result<peers::VerifiedRun> verify(const std::vector<schema::Chunk>& chunks,
                                        const storage::LogTree& tree) {
  std::vector<const schema::Chunk*> run;
  for (const auto& chunk : chunks) run.push_back(&chunk);
  const auto checkpoint =
      schema::open_checkpoint(chunks.back().checkpoint, test::log_key_of("FR")).value();
  return peers::verify_run(run, checkpoint.checkpoint, tree);
}

}  // namespace

TEST_CASE("a run of chunks leads to its checkpoint") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 10);
  const storage::LogTree empty;
  const auto whole = verify({fr.range(0, 4), fr.range(4, 3), fr.range(7, 3)}, empty);
  REQUIRE(whole.ok());
  CHECK(whole->entries.size() == 10);
  CHECK(whole->contents.size() == 10);
  CHECK(whole->reaches_checkpoint);

  const auto part = verify({fr.range(0, 4)}, empty);
  REQUIRE(part.ok());
  CHECK(part->entries.size() == 4);
  CHECK_FALSE(part->reaches_checkpoint);
}

TEST_CASE("what is held already is passed over") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 6);
  const storage::LogTree six = fr.log().tree;
  fr.publish_numbers(6, 9);
  const auto run = verify({fr.range(2, 5), fr.range(5, 4)}, six);
  REQUIRE(run.ok());
  CHECK(run->entries.size() == 3);
  CHECK(run->reaches_checkpoint);
  CHECK(verify({fr.range(0, 6)}, six)->entries.empty());
}

TEST_CASE("bent chunks are refused") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 9);
  const storage::LogTree empty;
  const schema::Chunk good = fr.range(0, 5);
  REQUIRE(verify({good}, empty).ok());

  SECTION("a gap") {
    CHECK(verify({fr.range(3, 2)}, empty).error().code == Code::kInvalid);
  }
  SECTION("an update that was not signed") {
    schema::Chunk bent = good;
    bent.updates[2][20] = static_cast<char>(bent.updates[2][20] ^ 1);
    CHECK(verify({bent}, empty).error().code == Code::kConflict);
  }
  SECTION("updates in another order") {
    schema::Chunk bent = good;
    std::swap(bent.updates[0], bent.updates[1]);
    CHECK(verify({bent}, empty).error().code == Code::kConflict);
  }
  SECTION("an update too few, with the old proof") {
    schema::Chunk bent = good;
    bent.updates.pop_back();
    CHECK(verify({bent}, empty).error().code == Code::kConflict);
  }
  SECTION("another proof") {
    schema::Chunk bent = good;
    bent.proof[0].octets[0] ^= 1;
    CHECK(verify({bent}, empty).error().code == Code::kConflict);
    bent.proof.clear();
    CHECK(verify({bent}, empty).error().code == Code::kConflict);
    bent = good;
    bent.proof.push_back(bent.proof[0]);
    CHECK(verify({bent}, empty).error().code == Code::kConflict);
  }
  SECTION("more updates than the checkpoint states") {
    schema::Chunk bent = fr.range(0, 9);
    bent.updates.push_back(bent.updates[0]);
    CHECK(verify({bent}, empty).error().code == Code::kInvalid);
    bent = good;
    bent.first = UINT64_MAX - 1;
    CHECK(verify({bent}, empty).error().code == Code::kInvalid);
  }
  SECTION("a content that is not what its id says") {
    schema::Chunk bent = good;
    bent.contents[1].bytes = bent.contents[0].bytes;
    bent.contents[1].codec = bent.contents[0].codec;
    CHECK(verify({bent}, empty).error().code == Code::kInvalid);
    bent = good;
    bent.contents[1].size += 1;
    CHECK(verify({bent}, empty).error().code == Code::kInvalid);
  }
  SECTION("a bent chunk among good ones spoils the run") {
    schema::Chunk bent = good;
    bent.updates[4] = bent.updates[3];
    CHECK(verify({bent, fr.range(5, 4)}, empty).error().code == Code::kConflict);
  }
}

TEST_CASE("contents that nobody asked for are left") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 3);
  schema::Chunk chunk = fr.range(0, 3);
  schema::Content other = test::content_of("not of this log");
  other.bytes = "and not even itself";
  chunk.contents.push_back(other);
  const auto run = verify({chunk}, storage::LogTree());
  REQUIRE(run.ok());
  CHECK(run->contents.size() == 3);
}

TEST_CASE("a checkpoint is opened with its origin's key alone") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 3);
  const base::Bytes note = fr.log().held->bytes();
  CHECK(peers::open_checkpoint(note, schema::LogKeys(test::log_key_of("FR")), {}).ok());
  CHECK_FALSE(peers::open_checkpoint(note, schema::LogKeys(test::log_key_of("BE")), {}).ok());
  CHECK_FALSE(
      peers::open_checkpoint(note, schema::LogKeys(test::log_key_of("FR", "another key")), {})
          .ok());

  OriginLog thief("FR", "another key");
  thief.publish_numbers(0, 3);
  CHECK_FALSE(
      peers::open_checkpoint(thief.log().held->bytes(), schema::LogKeys(test::log_key_of("FR")), {})
          .ok());

  // What was verified before is known by its text, and answers for itself.
  const auto known = fr.log().held;
  auto stripped = *known;
  stripped.note.signatures[0].signature[5] ^= 1;
  const auto opened =
      peers::open_checkpoint(stripped.bytes(), schema::LogKeys(test::log_key_of("FR")), known);
  REQUIRE(opened.ok());
  CHECK(opened->bytes() == known->bytes());
}
