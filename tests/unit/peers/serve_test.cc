#include "peers/serve.h"

#include "base/limits.h"
#include "peers/verify.h"
#include "tests/unit/peers/support.h"

using namespace rednode;
using base::Code;
using test::OriginLog;

namespace limits = base::limits;

TEST_CASE("a range is bounded by what was asked, by the log and by the limits") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 9);
  CHECK(fr.range(0, 4).updates.size() == 4);
  CHECK(fr.range(7, 100).updates.size() == 2);
  CHECK(fr.range(0, 0).updates.size() == 1);  // every answer makes progress
  const auto tiny = peers::serve_range(fr.store, fr.logs, {"FR", 2, 5, 1, true});
  REQUIRE(tiny.ok());
  CHECK(tiny->updates.size() == 1);
  CHECK(fr.range(0, 9, false).contents.empty());
  for (const std::uint64_t first : {std::uint64_t{9}, UINT64_MAX}) {
    const auto none = peers::serve_range(fr.store, fr.logs, {"FR", first, 1, 1000, true});
    CHECK(none.error().code == Code::kNotFound);
  }
  CHECK(peers::serve_range(fr.store, fr.logs, {"BE", 0, 1, 1000, true}).error().code ==
        Code::kNotFound);
}

TEST_CASE("a range carries the contents that are still current") {
  OriginLog fr("FR");
  fr.publish({test::put("urn:r:1", "first"), test::put("urn:r:2", "other")});
  fr.publish({test::put("urn:r:1", "second")});
  const schema::Chunk chunk = fr.range(0, 3);
  REQUIRE(chunk.contents.size() == 2);
  CHECK(chunk.contents[0].id == test::content_of("other").id);
  CHECK(chunk.contents[1].id == test::content_of("second").id);
}

TEST_CASE("contents are answered as far as they are held") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 3);
  const auto held = test::content_of("1").id;
  const auto answer = peers::serve_contents(fr.store, {{test::content_of("unknown").id, held}});
  REQUIRE(answer.ok());
  REQUIRE(answer->contents.size() == 1);
  CHECK(answer->contents[0].id == held);
  CHECK(schema::unpack_content(answer->contents[0]).ok());
}

TEST_CASE("contents that are too many for one frame are cut") {
  OriginLog fr("FR");
  schema::ContentsRequest request;
  std::vector<peers::Change> changes;
  for (int i = 0; i < 6; ++i) {
    base::Bytes nquads(400'000, static_cast<char>('a' + i));
    schema::Content content{base::sha256(nquads), 400'000, schema::Codec::kPlain, nquads};
    request.ids.push_back(content.id);
    peers::Change change;
    change.iri = "urn:large:" + std::to_string(i);
    change.content = std::move(content);
    changes.push_back(std::move(change));
  }
  fr.publish(changes);
  const auto answer = peers::serve_contents(fr.store, request);
  REQUIRE(answer.ok());
  CHECK(answer->contents.size() == 2);
  CHECK(fr.range(0, 6).contents.size() == 2);
  CHECK(fr.range(0, 6).updates.size() == 6);
}

TEST_CASE("a proof leads from an earlier tree to the held checkpoint") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 5);
  const base::Digest before = fr.log().tree.root();
  fr.publish_numbers(5, 12);
  const auto proof = peers::serve_proof(fr.store, fr.logs, {"FR", 5});
  REQUIRE(proof.ok());
  CHECK(proof->old_root == before);
  CHECK(storage::verify_consistency(5, before, 12, fr.log().tree.root(), proof->hashes));
  CHECK(peers::serve_proof(fr.store, fr.logs, {"FR", 13}).error().code == Code::kNotFound);
  CHECK(peers::serve_proof(fr.store, fr.logs, {"BE", 0}).error().code == Code::kNotFound);
}

TEST_CASE("damage is told apart from absence") {
  OriginLog fr("FR");
  fr.publish_numbers(0, 3);
  REQUIRE(fr.store.corrupt(storage::Table::kContent, base::Bytes(test::content_of("1").id.view()),
                           0, storage::MemoryStore::Damage::kUnreadable));
  CHECK(peers::serve_range(fr.store, fr.logs, {"FR", 0, 3, 1000, true}).error().code ==
        Code::kCorrupt);
  CHECK(peers::serve_range(fr.store, fr.logs, {"FR", 0, 3, 1000, false}).ok());
}
