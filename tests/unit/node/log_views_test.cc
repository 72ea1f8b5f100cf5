#include "node/log_views.h"

#include "tests/unit/node/held_log.h"
#include "tests/unit/test.h"

namespace rednode::node {
namespace {

using storage::TilePath;
using test::HeldLog;

// Every hash of every tile, computed from the entries alone.
base::Bytes expected_tile(const HeldLog& log, const TilePath& path) {
  base::Bytes bytes;
  const std::uint64_t span = std::uint64_t{1} << (8 * path.level.value());
  for (std::uint64_t i = path.first(); i < path.first() + path.width; ++i) {
    storage::Frontier frontier;
    for (std::uint64_t entry = i * span; entry < (i + 1) * span; ++entry) {
      frontier.append(storage::leaf_hash(log.update(entry)));
    }
    bytes += frontier.root().view();
  }
  return bytes;
}

base::Bytes expected_bundle(const HeldLog& log, const TilePath& path) {
  base::Bytes bytes;
  for (std::uint64_t i = path.first(); i < path.first() + path.width; ++i) {
    const base::Bytes update = log.update(i);
    base::append_u16(bytes, static_cast<std::uint16_t>(update.size()));
    bytes += update;
  }
  return bytes;
}

void check_all(LogViews& views, const HeldLog& log) {
  const auto view = views.view(log.origin);
  REQUIRE(view.ok());
  CHECK(view->checkpoint().size == log.log().size());
  CHECK(view->checkpoint().root == log.log().tree.root());
  for (const TilePath& path : test::all_tile_paths(view->checkpoint().size)) {
    INFO(storage::format_tile_path(path));
    const auto bytes = view->file(path);
    REQUIRE(bytes.ok());
    CHECK(*bytes ==
          (path.level.has_value() ? expected_tile(log, path) : expected_bundle(log, path)));
  }
}

}  // namespace

TEST_CASE("Tiles and bundles of a log are those of its entries, as it grows") {
  HeldLog fr("FR");
  LogViews views(fr.store);
  for (const int step : {1, 5, 250, 1, 43, 300, 512}) {
    fr.grow(step);
    check_all(views, fr);
  }
}

TEST_CASE("A partial tile is there as long as the full one") {
  HeldLog fr("FR");
  fr.grow(600);
  LogViews views(fr.store);
  const auto view = views.view("FR").value();
  for (const std::uint64_t width : {1, 17, 255}) {
    CHECK(view.file({0, 1, width}).value() == expected_tile(fr, {0, 1, width}));
    CHECK(view.file({std::nullopt, 1, width}).value() ==
          expected_bundle(fr, {std::nullopt, 1, width}));
  }
}

TEST_CASE("Nothing beyond the held checkpoint is shown") {
  HeldLog fr("FR");
  fr.grow(5);
  fr.publish_numbers(5, 300);  // committed, and its checkpoint is not stored yet
  LogViews views(fr.store);
  const auto view = views.view("FR").value();
  CHECK(view.checkpoint().size == 5);
  CHECK(view.file({0, 0, 5}).ok());
  CHECK(view.file({0, 0, 6}).error().code == base::Code::kNotFound);
  CHECK(view.file({0, 0, 256}).error().code == base::Code::kNotFound);
  CHECK(view.file({std::nullopt, 0, 6}).error().code == base::Code::kNotFound);
  CHECK(view.inclusion(5).error().code == base::Code::kNotFound);
  CHECK(view.consistency(6).error().code == base::Code::kNotFound);
}

TEST_CASE("A view is of one moment") {
  HeldLog fr("FR");
  fr.grow(300);
  LogViews views(fr.store);
  const auto before = views.view("FR").value();
  fr.grow(300);
  const auto after = views.view("FR").value();
  CHECK(before.checkpoint().size == 300);
  CHECK(before.file({0, 1, 44}).value() == expected_tile(fr, {0, 1, 44}));
  CHECK(before.file({0, 1, 256}).error().code == base::Code::kNotFound);
  CHECK(after.file({0, 1, 256}).value() == expected_tile(fr, {0, 1, 256}));
}

TEST_CASE("Proofs lead to the held checkpoint") {
  HeldLog fr("FR");
  fr.grow(300);
  LogViews views(fr.store);
  const auto view = views.view("FR").value();
  for (const std::uint64_t index : {0, 7, 255, 256, 299}) {
    CHECK(storage::verify_inclusion(storage::leaf_hash(fr.update(index)), index, 300,
                                    view.checkpoint().root, view.inclusion(index).value()));
  }
  for (const std::uint64_t size : {0, 1, 256, 299, 300}) {
    CHECK(storage::verify_consistency(size, view.root_at(size).value(), 300, view.checkpoint().root,
                                      view.consistency(size).value()));
  }
}

TEST_CASE("The note has the cosignatures that are on exactly its checkpoint") {
  HeldLog fr("FR");
  fr.grow(2);
  const auto text = fr.log().held->note.text;
  const auto cosign = [&](const std::string& who, std::uint64_t size) {
    storage::LogBatch batch(fr.store, fr.logs);
    const auto line = schema::cosign_text(text, who, test::key_of(who), 1'790'000'000);
    batch.cosigned("FR", who, storage::cosigned_from(line, size));
    batch.finish();
    REQUIRE(fr.store.commit(batch.batch(), storage::Sync::kYes).ok());
    std::move(batch).adopt(fr.logs);
  };
  cosign("BE", 2);
  cosign("DE", 1);  // stands for an earlier checkpoint
  LogViews views(fr.store);
  const auto note = schema::parse_note(views.view("FR").value().note()).value();
  CHECK(note.text == text);
  CHECK(schema::verify_note(note, test::log_key_of("FR")).ok());
  CHECK(schema::verify_note(note, test::cosign_key_of("BE")).ok());
  CHECK_FALSE(schema::verify_note(note, test::cosign_key_of("DE")).ok());
  CHECK(note.signatures.size() == 2);
  fr.grow(1);
  CHECK(schema::parse_note(views.view("FR").value().note()).value().signatures.size() == 1);
}

TEST_CASE("A log that is not here is not found") {
  HeldLog fr("FR");
  LogViews views(fr.store);
  CHECK(views.view("FR").error().code == base::Code::kNotFound);
  CHECK(views.view("BE").error().code == base::Code::kNotFound);
}

}  // namespace rednode::node
