// The write-ahead log is filled ahead of its end. What a crash leaves of that must read as its end,
// and a hole must never be skipped. The directory of a running store is copied: that is what a
// crash leaves.
#include "storage/prepared_wal.h"

#include <fstream>
#include <iterator>

#include "tests/unit/storage/store_test_support.h"

namespace rednode::storage {
namespace {

namespace fs = std::filesystem;

constexpr Table kT = Table::kMeta;

// The log that is being written: the one with the highest number.
fs::path log_of(const std::string& directory) {
  fs::path last;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() == ".log" && entry.path() > last) last = entry.path();
  }
  REQUIRE_FALSE(last.empty());
  return last;
}

std::string octets(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void commit_numbers(RocksStore& store, int from, int to, std::size_t value_bytes = 1) {
  for (int i = from; i < to; ++i) {
    const std::string value(value_bytes, static_cast<char>('a' + i % 26));
    REQUIRE(store.commit(one(kT, "key" + std::to_string(100 + i), value), Sync::kYes).ok());
  }
}

int count(const Reader& reader) {
  int keys = 0;
  REQUIRE(reader.scan(kT, "", "", [&](auto, auto) { return ++keys > 0; }).ok());
  return keys;
}

}  // namespace

TEST_CASE("prepared wal: small commits go into a part that is there already") {
  const StoreTemporary temporary;
  const auto store = open_rocks(temporary.path("store"));
  commit_numbers(*store, 0, 1);
  const auto size = fs::file_size(log_of(temporary.path("store")));
  CHECK(size >= kWalFillBytes);
  commit_numbers(*store, 1, 100);
  CHECK(fs::file_size(log_of(temporary.path("store"))) == size);
}

TEST_CASE("prepared wal: all that was committed is there after a crash, and writing goes on") {
  const StoreTemporary temporary;
  {
    const auto store = open_rocks(temporary.path("store"));
    commit_numbers(*store, 0, 50);
    commit_numbers(*store, 50, 52, 3 * kWalFillBytes);  // grows the file beyond what was filled
    commit_numbers(*store, 52, 60);
    fs::copy(temporary.path("store"), temporary.path("crashed"));
  }
  for (const char* name : {"store", "crashed"}) {
    const auto store = open_rocks(temporary.path(name));
    CHECK(count(*store) == 60);
    commit_numbers(*store, 60, 61);
    CHECK(count(*store) == 61);
  }
}

TEST_CASE("prepared wal: nothing behind a hole is taken for committed") {
  // RocksDB's log has blocks of 32 KiB, and each commit here takes exactly one: what is behind the
  // hole is whole and sound.
  constexpr std::size_t kBlock = 32 << 10;
  constexpr std::size_t kHeads = 7 + 12 + 12;  // of the record, of the batch, of the key and value
  const StoreTemporary temporary;
  const auto store = open_rocks(temporary.path("store"));
  commit_numbers(*store, 0, 3, kBlock - kHeads);
  fs::copy(temporary.path("store"), temporary.path("crashed"));
  const fs::path log = log_of(temporary.path("crashed"));
  std::string text = octets(log);
  for (const std::size_t block : {0, 1, 2}) {
    const std::string end(100, static_cast<char>('a' + block));
    REQUIRE(text.rfind(end) == (block + 1) * kBlock - end.size());
  }
  // What never reached the disk reads as what was there before: the filling.
  const char filling = text.back();
  text.replace(kBlock, kBlock, kBlock, filling);
  std::ofstream(log, std::ios::binary) << text;
  CHECK(count(*open_rocks(temporary.path("crashed"))) == 1);
}

TEST_CASE("prepared wal: a log that is closed ends where its records end") {
  const StoreTemporary temporary;
  {
    const auto store = open_rocks(temporary.path("store"));
    commit_numbers(*store, 0, 3);
  }
  CHECK(fs::file_size(log_of(temporary.path("store"))) < 10'000);
}

}  // namespace rednode::storage
