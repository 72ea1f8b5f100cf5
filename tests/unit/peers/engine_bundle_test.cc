// What an engine takes from an offline bundle.
#include "peers/engine.h"
#include "tests/unit/peers/support.h"

using namespace rednode;
using base::Code;
using test::Node;
using test::OriginLog;

namespace {

base::Status deliver(Node& node, std::vector<schema::Chunk> chunks) {
  const auto outcome = node.tick({}, {{7, peers::Deliver{std::move(chunks)}}});
  REQUIRE(outcome.completions.size() == 1);
  CHECK(outcome.completions[0].ticket == 7);
  return outcome.completions[0].status;
}

std::uint64_t size_of(const Node& node, const std::string& origin) {
  return node.log(origin) == nullptr ? 0 : node.log(origin)->size();
}

// The checkpoint alone, with the origin's own cosignature: how old the log is.
schema::Chunk heartbeat(const OriginLog& log, std::int64_t time_seconds,
                        const std::string& key_name = "FR") {
  auto checkpoint = *log.log().held;
  schema::put_signature(checkpoint.note, schema::cosign_text(checkpoint.note.text, log.origin,
                                                             test::key_of(key_name), time_seconds));
  schema::Chunk chunk;
  chunk.origin = log.origin;
  chunk.first = log.log().size();
  chunk.checkpoint = checkpoint.bytes();
  return chunk;
}

// The log as a bundle has it: pieces end where the key changes, and are proved to the checkpoints
// of all changes ahead and to the last one.
std::vector<schema::Chunk> bundled(const OriginLog& log) {
  std::vector<schema::Chunk> chunks;
  for (std::uint64_t first = 0; first < log.log().size();) {
    std::vector<std::uint64_t> goals;
    for (const auto& rotation : log.log().rotations) {
      if (rotation.change.sequence + 1 > first) goals.push_back(rotation.change.sequence + 1);
    }
    goals.push_back(0);  // what is held
    const auto piece = [&](std::uint64_t goal, std::uint32_t count) {
      return peers::serve_range(log.store, log.logs,
                                {log.origin, first, count, 1 << 20, true, goal})
          .value();
    };
    auto chunk = piece(goals[0], 1000);
    const auto count = static_cast<std::uint32_t>(chunk.updates.size());
    for (std::size_t i = 1; i < goals.size(); ++i) {
      auto other = piece(goals[i], count);
      chunk.further.push_back({std::move(other.checkpoint), std::move(other.proof)});
    }
    first += count;
    chunks.push_back(std::move(chunk));
  }
  return chunks;
}

peers::LogReport report_of(const Node& node, const std::string& origin) {
  for (const auto& log : node.report().logs) {
    if (log.origin == origin) return log;
  }
  return {};
}

}  // namespace

TEST_CASE("a log is taken piece by piece, and is as old as its origin says") {
  Node be("BE", {"FR"});
  OriginLog fr("FR");
  fr.publish_numbers(0, 10);
  const std::int64_t now = be.now.wall.seconds();
  CHECK(deliver(be, {fr.range(0, 4), fr.range(4, 3), fr.range(7, 3), heartbeat(fr, now - 5)}).ok());
  CHECK(size_of(be, "FR") == 10);
  CHECK(be.log("FR")->complete());
  CHECK(report_of(be, "FR").state == peers::State::kLive);
  CHECK(report_of(be, "FR").origin_time_seconds == now - 5);
  be.advance(std::chrono::seconds(60));
  CHECK(report_of(be, "FR").state == peers::State::kStale);
}

TEST_CASE("what is held already is passed over, and an older bundle changes nothing") {
  Node be("BE", {"FR"});
  OriginLog fr("FR");
  fr.publish_numbers(0, 4);
  const auto older = fr.range(0, 4);
  fr.publish_numbers(4, 8);
  CHECK(deliver(be, {fr.range(0, 8)}).ok());
  CHECK(deliver(be, {fr.range(0, 8)}).ok());
  CHECK(deliver(be, {older}).ok());
  CHECK(deliver(be, {fr.range(2, 6)}).ok());
  CHECK(size_of(be, "FR") == 8);
  fr.publish_numbers(8, 12);
  CHECK(deliver(be, {fr.range(0, 12)}).ok());
  CHECK(size_of(be, "FR") == 12);
}

TEST_CASE("a piece that does not verify is refused, and what came before it stays") {
  Node be("BE", {"FR"});
  OriginLog fr("FR");
  fr.publish_numbers(0, 9);
  auto bad = fr.range(3, 3);
  SECTION("an update that was changed") {
    bad.updates[1][20] = static_cast<char>(bad.updates[1][20] ^ 1);
  }
  SECTION("a content that was changed") {
    bad.contents[0].bytes.back() = static_cast<char>(bad.contents[0].bytes.back() ^ 1);
  }
  SECTION("a proof that was changed") {
    bad.proof[0].octets[0] ^= 1;
  }
  SECTION("a checkpoint that somebody else signed") {
    OriginLog thief("FR", "the key of a thief");
    thief.publish_numbers(100, 109);
    bad = thief.range(3, 3);
  }
  CHECK_FALSE(deliver(be, {fr.range(0, 3), bad, fr.range(6, 3)}).ok());
  CHECK(size_of(be, "FR") == 3);
  CHECK(deliver(be, {fr.range(3, 6)}).ok());
  CHECK(size_of(be, "FR") == 9);
}

TEST_CASE("a gap is said with both its ends") {
  Node be("BE", {"FR"});
  OriginLog fr("FR");
  fr.publish_numbers(0, 9);
  const auto status = deliver(be, {fr.range(0, 3), fr.range(6, 3)});
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().message == "the piece begins at 6, and this node holds 3 entries of FR");
}

TEST_CASE("nobody becomes a peer by a bundle") {
  Node be("BE", {"FR"});
  OriginLog de("DE");
  de.publish_numbers(0, 2);
  CHECK(deliver(be, {de.range(0, 2)}).error().code == Code::kNotFound);
  CHECK(be.log("DE") == nullptr);
}

TEST_CASE("contents that a log waits for come with a bundle") {
  Node be("BE", {"FR"});
  OriginLog fr("FR");
  fr.publish_numbers(0, 3);
  CHECK(deliver(be, {fr.range(0, 3, false)}).ok());
  CHECK(be.log("FR")->wanted == 3);
  auto damaged = fr.range(0, 3);
  damaged.contents[1].bytes.back() = static_cast<char>(damaged.contents[1].bytes.back() ^ 1);
  CHECK(deliver(be, {damaged}).error().code == Code::kInvalid);
  CHECK(be.log("FR")->wanted == 3);
  CHECK(deliver(be, {fr.range(0, 3)}).ok());
  CHECK(be.log("FR")->wanted == 0);
}

TEST_CASE("a log whose key changed crosses in a bundle, whichever of its keys the card names") {
  const std::string card = GENERATE("FR", "FR-2", "FR-3");
  const bool at_once = GENERATE(true, false);
  INFO("the card names " << card << (at_once ? ", all in one command" : ", piece by piece"));
  OriginLog fr("FR");
  fr.publish_numbers(0, 3);
  fr.rotate("FR-2");
  fr.publish_numbers(3, 6);
  fr.rotate("FR-3");
  fr.publish_numbers(6, 8);
  REQUIRE(fr.log().held->note.signatures.size() == 1);
  Node be("BE", {"FR"});
  be.directory.clear();
  be.directory.emplace("FR", peers::make_peer(test::log_key_of("FR", card).vkey()).value());
  be.start();
  auto chunks = bundled(fr);
  REQUIRE(chunks.size() == 3);
  chunks.push_back(heartbeat(fr, be.now.wall.seconds(), "FR-3"));
  if (at_once) {
    REQUIRE(deliver(be, chunks).ok());
  } else {
    for (const auto& chunk : chunks) REQUIRE(deliver(be, {chunk}).ok());
  }
  REQUIRE(be.log("FR") != nullptr);
  CHECK(be.log("FR")->size() == 10);
  CHECK(be.log("FR")->complete());
  CHECK(report_of(be, "FR").state == peers::State::kLive);
  REQUIRE(be.log("FR")->rotations.size() == 2);
  for (const auto& rotation : be.log("FR")->rotations) CHECK_FALSE(rotation.note.empty());
  CHECK(deliver(be, chunks).ok());  // twice is once
}

TEST_CASE("a mirror that has a log from before its key changed goes on by the next bundle") {
  Node be("BE", {"FR"});
  OriginLog fr("FR");
  fr.publish_numbers(0, 3);
  REQUIRE(deliver(be, {fr.range(0, 3)}).ok());
  fr.publish_numbers(3, 5);
  fr.rotate("FR-2");
  fr.publish_numbers(5, 6);
  REQUIRE(deliver(be, bundled(fr)).ok());
  CHECK(be.log("FR")->size() == 7);
  CHECK(be.log("FR")->complete());
  CHECK_FALSE(be.log("FR")->rotations.at(0).note.empty());
}

TEST_CASE("a note that is not of the change is not kept as if it were") {
  Node be("BE", {"FR"});
  OriginLog fr("FR");
  fr.publish_numbers(0, 3);
  fr.rotate("FR-2");
  fr.publish_numbers(3, 5);
  be.directory.clear();
  be.directory.emplace("FR", peers::make_peer(test::log_key_of("FR", "FR-2").vkey()).value());
  be.start();
  auto chunks = bundled(fr);
  // The old key is missing on it: whoever has only that would be led nowhere.
  auto lonely = schema::sign_checkpoint(
      {"FR", 4,
       schema::parse_checkpoint_text(schema::parse_note(chunks[0].checkpoint)->text)->root},
      test::key_of("FR-2"));
  chunks[0].checkpoint = lonely.bytes();
  REQUIRE(deliver(be, chunks).ok());
  CHECK(be.log("FR")->size() == 6);
  CHECK(be.log("FR")->rotations.at(0).note.empty());
}

TEST_CASE("a bundle that contradicts what is held freezes the log") {
  Node be("BE", {"FR"});
  OriginLog fr("FR");
  OriginLog twin("FR");
  fr.publish_numbers(0, 3);
  twin.publish({test::put("urn:r:other", "another history")});
  twin.publish_numbers(1, 3);
  CHECK(deliver(be, {fr.range(0, 3)}).ok());
  CHECK(deliver(be, {heartbeat(twin, be.now.wall.seconds())}).error().code == Code::kConflict);
  CHECK(be.log("FR")->contradicted);
  CHECK(size_of(be, "FR") == 3);
}

TEST_CASE("a node takes its own lost tail back from a bundle") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 5);
  Node restored("FR", {"BE"}, false);
  CHECK(deliver(restored, {fr.range(0, 5), heartbeat(fr, restored.now.wall.seconds())}).ok());
  CHECK(size_of(restored, "FR") == 5);
}
