// Paths of c2sp.org/tlog-tiles, below the prefix of a log: tile/0/x001/234 (hashes at level 0),
// tile/1/005.p/17 (the first 17 hashes of a tile), tile/entries/x001/234 (256 entries).
//
// Thread rule: value types and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/tree.h"

namespace rednode::storage {

struct TilePath {
  std::optional<int> level;  // nothing: a bundle of entries
  std::uint64_t index = 0;
  std::uint64_t width = kTileWidth;  // below kTileWidth: a partial tile

  std::uint64_t first() const { return index * kTileWidth; }  // of its hashes, at its level
  bool operator==(const TilePath&) const = default;
};

std::string format_tile_path(const TilePath& path);
// Nothing where the text is no such path, or another spelling of one.
std::optional<TilePath> parse_tile_path(std::string_view text);

// True where a log of this size has all that the path names.
bool is_within(const TilePath& path, std::uint64_t size);

// The bundle that begins with the entry `first` of a log of this size. A size may be any number
// that somebody signed, so whoever walks a log asks for one path after the other.
// REQUIRES: first < size, and first is a multiple of kTileWidth.
TilePath bundle_path(std::uint64_t first, std::uint64_t size);

// The tiles of hashes that are not full in a log of this size, by level: at most one each.
std::vector<TilePath> open_tile_paths(std::uint64_t size);

}  // namespace rednode::storage
