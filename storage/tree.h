// The Merkle tree of a log (RFC 6962, section 2.1): leaf and node hashes, roots, consistency and
// inclusion proofs, and the tiles of c2sp.org/tlog-tiles (256 hashes a tile).
//
// Thread rule: value types and pure functions.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "storage/store.h"

namespace rednode::storage {

inline constexpr std::uint64_t kTileWidth = 256;
inline constexpr int kTileLevels = 8;  // levels of the tree that one tile spans

base::Digest leaf_hash(base::BytesView update);  // SHA-256(0x00 || update)
base::Digest node_hash(const base::Digest& left,
                       const base::Digest& right);  // SHA-256(0x01 || ...)
base::Digest empty_root();                          // SHA-256 of nothing

// Frontier: the roots of the complete subtrees that make up a tree, largest first. Enough to append
// leaves and to know the root; a few hundred octets for any size.
class Frontier {
 public:
  // REQUIRES: as many peaks as `size` has bits set.
  static Frontier from_peaks(std::uint64_t size, std::vector<base::Digest> peaks);

  std::uint64_t size() const { return size_; }
  void append(const base::Digest& leaf);
  base::Digest root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<base::Digest> peaks_;
};

// LogTree: the growing tree of one log. It keeps the frontier and the hashes of the tiles that are
// not full yet; full tiles are handed out once, to be stored, and read back from there for proofs.
class LogTree {
 public:
  struct Tile {
    std::uint8_t level;
    std::uint64_t index;
    base::Bytes hashes;  // 256 times 32 octets
  };
  using OnTile = std::function<void(const Tile&)>;

  // The tree of `size` updates of the origin, as the store holds them: rebuilt from the full tiles
  // and the updates after them. kCorrupt where something is missing.
  static base::Result<LogTree> load(const Reader& store, std::string_view origin,
                                    std::uint64_t size);

  std::uint64_t size() const { return size_; }
  base::Digest root() const { return frontier_.root(); }
  const Frontier& frontier() const { return frontier_; }
  void append(const base::Digest& leaf, const OnTile& on_tile);

  // The hashes of the tile at a level of tiles that is not full yet; none where there is no such.
  std::span<const base::Digest> open_tile(int tile_level) const;

  // The root of the complete subtree at `level` (0 = leaves) and `index`, from the open tiles here
  // and the full ones in the store. REQUIRES: (index + 1) << level <= size().
  base::Result<base::Digest> subtree(const Reader& store, std::string_view origin, int level,
                                     std::uint64_t index) const;

 private:
  void append_at(std::size_t tile_level, const base::Digest& hash, const OnTile& on_tile);

  std::uint64_t size_ = 0;
  Frontier frontier_;
  // open_[l] holds the hashes at tree level 8 * l of the tile there that is not full.
  std::vector<std::vector<base::Digest>> open_;
};

// Answers with the root of a complete subtree.
using SubtreeSource = std::function<base::Result<base::Digest>(int level, std::uint64_t index)>;

// The root of the first `size` leaves.
base::Result<base::Digest> root_at(std::uint64_t size, const SubtreeSource& subtree);

// RFC 6962, section 2.1.2: that the tree of `old_size` leaves is a prefix of that of `new_size`.
// Empty where old_size is 0 or equals new_size. REQUIRES: old_size <= new_size.
base::Result<std::vector<base::Digest>> consistency_proof(std::uint64_t old_size,
                                                          std::uint64_t new_size,
                                                          const SubtreeSource& subtree);
bool verify_consistency(std::uint64_t old_size, const base::Digest& old_root,
                        std::uint64_t new_size, const base::Digest& new_root,
                        std::span<const base::Digest> proof);

// RFC 6962, section 2.1.1: that the leaf stands at `index` in the tree of `size` leaves.
// REQUIRES: index < size.
base::Result<std::vector<base::Digest>> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                                        const SubtreeSource& subtree);
bool verify_inclusion(const base::Digest& leaf, std::uint64_t index, std::uint64_t size,
                      const base::Digest& root, std::span<const base::Digest> proof);

}  // namespace rednode::storage
