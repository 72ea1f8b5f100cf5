#include "node/bundle_chunk.h"

#include "base/limits.h"
#include "peers/verify.h"
#include "schema/codec.h"
#include "storage/keys.h"
#include "tests/unit/node/held_log.h"
#include "tests/unit/test.h"

namespace rednode::node {
namespace {

using test::HeldLog;

// All pieces of the log, one after the other, each verified as it comes.
std::vector<schema::Chunk> pieces_of(const HeldLog& log) {
  LogViews views(log.store);
  const auto view = views.view(log.origin).value();
  std::vector<schema::Chunk> chunks;
  storage::LogTree tree;
  for (std::uint64_t first = 0;;) {
    auto chunk = bundle_chunk(view, view.note(), first).value();
    CHECK(schema::encode_frame(chunk).size() <= base::limits::kFrameBytesMax);
    if (chunk.updates.empty()) return chunks;
    const schema::Chunk* const piece = &chunk;
    const auto run = peers::verify_run({&piece, 1}, view.checkpoint(), tree);
    REQUIRE(run.ok());
    for (const auto& entry : run->entries) tree.append(entry.leaf, {});
    first += chunk.updates.size();
    chunks.push_back(std::move(chunk));
  }
}

}  // namespace

TEST_CASE("a log goes in pieces that prove themselves, each with its contents") {
  HeldLog fr("FR");
  fr.grow(2000);
  std::size_t updates = 0;
  for (const auto& chunk : pieces_of(fr)) {
    CHECK(chunk.contents.size() == chunk.updates.size());
    updates += chunk.updates.size();
  }
  CHECK(updates == 2000);
}

TEST_CASE("where the key changes a piece ends, and is proved to all checkpoints ahead") {
  HeldLog fr("FR");
  fr.grow(3);
  fr.rotate("FR-2");
  fr.publish_numbers(3, 5);
  fr.rotate("FR-3");
  fr.publish_numbers(5, 6);
  fr.hold();
  LogViews views(fr.store);
  const auto view = views.view("FR").value();
  REQUIRE(view.checkpoint().size == 8);
  storage::LogTree tree;
  std::vector<std::size_t> ends;
  for (std::uint64_t first = 0; first < 8; first = tree.size()) {
    auto chunk = bundle_chunk(view, view.note(), first).value();
    for (const auto& update : chunk.updates) tree.append(storage::leaf_hash(update), {});
    ends.push_back(tree.size());
    chunk.further.insert(chunk.further.begin(), {chunk.checkpoint, chunk.proof});
    CHECK(chunk.further.back().checkpoint == view.note());
    for (const auto& proved : chunk.further) {
      const auto text = schema::parse_note(proved.checkpoint).value().text;
      const auto checkpoint = schema::parse_checkpoint_text(text).value();
      CHECK(storage::verify_consistency(tree.size(), tree.root(), checkpoint.size, checkpoint.root,
                                        proved.proof));
    }
    CHECK(chunk.further.size() == 4 - ends.size());
  }
  CHECK(ends == std::vector<std::size_t>{4, 7, 8});
  const auto last = bundle_chunk(view, view.note(), 8).value();
  CHECK((last.updates.empty() && last.further.empty() && last.checkpoint == view.note()));
}

TEST_CASE("a store that has not all of a log says so") {
  // The last one lies before more updates than one piece has.
  const auto [size, missing] =
      GENERATE(std::pair{300, 0}, std::pair{300, 5}, std::pair{300, 255}, std::pair{1100, 5});
  INFO("number " << missing << " of " << size);
  HeldLog fr("FR");
  fr.grow(size);
  LogViews views(fr.store);
  const auto view = views.view("FR").value();
  REQUIRE(bundle_chunk(view, view.note(), 0).ok());
  storage::Batch batch;
  batch.erase(storage::Table::kUpdate,
              storage::update_key("FR", static_cast<std::uint64_t>(missing)));
  REQUIRE(fr.store.commit(batch, storage::Sync::kYes).ok());
  const auto holed = views.view("FR").value();
  CHECK(bundle_chunk(holed, holed.note(), 0).error().code == base::Code::kCorrupt);
}

TEST_CASE("contents of records that are gone stay at home") {
  HeldLog fr("FR");
  fr.publish({test::put("urn:a", "first"), test::put("urn:b", "other")});
  fr.publish({test::put("urn:a", "second"), test::withdraw("urn:b")});
  fr.hold();
  const auto chunks = pieces_of(fr);
  REQUIRE(chunks.size() == 1);
  REQUIRE(chunks[0].contents.size() == 1);
  CHECK(chunks[0].contents[0].id == test::content_of("second").id);
}

TEST_CASE("large contents make small pieces, and none is left out") {
  HeldLog fr("FR");
  std::vector<peers::Change> changes;
  for (int i = 0; i < 6; ++i) {
    base::Bytes nquads(400'000, static_cast<char>('a' + i));
    peers::Change change;
    change.iri = "urn:large:" + std::to_string(i);
    change.content = schema::Content{base::sha256(nquads), 400'000, schema::Codec::kPlain, nquads};
    changes.push_back(std::move(change));
  }
  fr.publish(changes);
  fr.hold();
  const auto chunks = pieces_of(fr);
  CHECK(chunks.size() == 3);
  for (const auto& chunk : chunks) CHECK(chunk.contents.size() == chunk.updates.size());
}

}  // namespace rednode::node
