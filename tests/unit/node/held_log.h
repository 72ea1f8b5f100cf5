// HeldLog: an origin's log in a store, with its signed checkpoint, as a node holds it.
#pragma once

#include <string>

#include "storage/tile_path.h"
#include "tests/unit/peers/support.h"

namespace rednode::test {

// Every tile and bundle of a log of this size.
inline std::vector<storage::TilePath> all_tile_paths(std::uint64_t size) {
  auto paths = storage::open_tile_paths(size);
  std::uint64_t hashes = size;
  for (int level = 0; hashes >= storage::kTileWidth; ++level, hashes /= storage::kTileWidth) {
    for (std::uint64_t i = 0; i < hashes / storage::kTileWidth; ++i) paths.push_back({level, i});
  }
  for (std::uint64_t first = 0; first < size; first += storage::kTileWidth) {
    paths.push_back(storage::bundle_path(first, size));
  }
  return paths;
}

struct HeldLog : OriginLog {
  using OriginLog::OriginLog;

  // So many more records; the checkpoint over them is stored.
  void grow(int count) {
    const int size = static_cast<int>(logs.find(origin) == nullptr ? 0 : log().size());
    publish_numbers(size, size + count);
    hold();
  }
  void hold() {
    storage::LogBatch batch(store, logs);
    batch.hold(*log().held);
    batch.finish();
    REQUIRE(store.commit(batch.batch(), storage::Sync::kYes).ok());
    std::move(batch).adopt(logs);
  }
  base::Bytes update(std::uint64_t sequence) const {
    return storage::read_update(store, origin, sequence).value();
  }
};

}  // namespace rednode::test
