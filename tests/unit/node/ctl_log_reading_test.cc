#include <cstdio>
#include <map>
#include <memory>

#include "node/ctl/log_reading.h"
#include "storage/keys.h"
#include "tests/unit/node/held_log.h"
#include "tests/unit/test.h"

namespace rednode::node {
namespace {

using test::HeldLog;

base::Bytes bundle_of(const HeldLog& log, std::uint64_t first, std::uint64_t count) {
  base::Bytes bundle;
  for (std::uint64_t i = first; i < first + count; ++i) {
    base::append_u16(bundle, static_cast<std::uint16_t>(log.update(i).size()));
    bundle += log.update(i);
  }
  return bundle;
}

// Whether all fits, as the exit code says.
Exit judged(const LogReading& reading, const schema::Checkpoint& checkpoint) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> unread(std::tmpfile(), std::fclose);
  Output silent(OutputFormat::kTable, false, unread.get(), unread.get());
  CheckList checks(silent);
  reading.judge(checkpoint, checks);
  return checks.finish();
}

}  // namespace

TEST_CASE("a reading computes every tile of the log, also those that are not full") {
  HeldLog fr("FR");
  fr.grow(600);
  std::map<std::string, base::Bytes> tiles;
  LogReading reading([&](const storage::TilePath& path, base::BytesView hashes) {
    CHECK(tiles.emplace(storage::format_tile_path(path), hashes).second);
  });
  for (std::uint64_t first = 0; first < 600; first += 256) {
    const std::uint64_t count = std::min<std::uint64_t>(256, 600 - first);
    REQUIRE(reading.add_bundle(bundle_of(fr, first, count), count).ok());
  }
  reading.finish();
  CHECK(tiles.size() == 4);
  CHECK(tiles.at("tile/0/000").size() == 8192);
  CHECK(tiles.at("tile/0/002.p/88").size() == 88 * 32);
  CHECK(tiles.at("tile/1/000.p/2").size() == 64);
  base::Bytes stored;
  REQUIRE(fr.store.get(storage::Table::kHash, storage::tile_key("FR", 0, 1), stored).value());
  CHECK(tiles.at("tile/0/001") == stored);
  CHECK(judged(reading, fr.log().held->checkpoint) == Exit::kDone);
}

TEST_CASE("a reading counts records as the store does") {
  HeldLog fr("FR");
  fr.publish({test::put("urn:a", "1"), test::put("urn:b", "1"), test::put("urn:a", "2")});
  fr.publish({test::withdraw("urn:a"), test::withdraw("urn:b"), test::put("urn:b", "3")});
  fr.hold();
  LogReading reading;
  for (std::uint64_t i = 0; i < fr.log().size(); ++i) reading.add(fr.update(i));
  CHECK(reading.live() == fr.log().live);
  CHECK(reading.withdrawn() == fr.log().withdrawn);
  CHECK(reading.live() == 1);
  CHECK(reading.withdrawn() == 1);
}

TEST_CASE("a reading finds what does not fit") {
  HeldLog fr("FR");
  fr.grow(5);
  const schema::Checkpoint checkpoint = fr.log().held->checkpoint;
  LogReading swapped;
  for (const std::uint64_t i : {0, 2, 1, 3, 4}) swapped.add(fr.update(i));
  CHECK(judged(swapped, checkpoint) == Exit::kRefused);
  LogReading shorter;
  for (const std::uint64_t i : {0, 1, 2, 3}) shorter.add(fr.update(i));
  CHECK(judged(shorter, checkpoint) == Exit::kRefused);
  LogReading changed;
  for (const std::uint64_t i : {0, 1, 2, 3, 4}) {
    base::Bytes update = fr.update(i);
    if (i == 2) update.back() = static_cast<char>(update.back() ^ 1);
    changed.add(update);
  }
  CHECK(judged(changed, checkpoint) == Exit::kRefused);
}

TEST_CASE("a bundle that is cut or too long is refused") {
  HeldLog fr("FR");
  fr.grow(3);
  const base::Bytes bundle = bundle_of(fr, 0, 3);
  CHECK(LogReading().add_bundle(bundle, 3).ok());
  CHECK_FALSE(LogReading().add_bundle(bundle, 2).ok());
  CHECK_FALSE(LogReading().add_bundle(bundle, 4).ok());
  CHECK_FALSE(LogReading().add_bundle(bundle.substr(0, bundle.size() - 1), 3).ok());
  CHECK_FALSE(LogReading().add_bundle(base::Bytes(1, '\0'), 1).ok());
}

}  // namespace rednode::node
