#include "storage/tree.h"

#include <bit>

#include "storage/keys.h"

namespace rednode::storage {
namespace {

using base::Digest;

constexpr char kLeafPrefix = 0x00;
constexpr char kNodePrefix = 0x01;

// The root of a complete subtree, given its 2^k hashes.
Digest fold(std::vector<Digest> hashes) {
  while (hashes.size() > 1) {
    for (std::size_t i = 0; i < hashes.size() / 2; ++i) {
      hashes[i] = node_hash(hashes[2 * i], hashes[2 * i + 1]);
    }
    hashes.resize(hashes.size() / 2);
  }
  return hashes[0];
}

// The largest power of two below n. REQUIRES: n > 1.
std::uint64_t split_point(std::uint64_t n) {
  return std::bit_floor(n - 1);
}

int log2_of(std::uint64_t power) {
  return std::countr_zero(power);
}

// The root of leaves [begin, end), where begin is a multiple of the largest power of two that the
// recursion asks for: MTH(D[begin:end]) of RFC 6962.
base::Result<Digest> range_root(std::uint64_t begin, std::uint64_t end,
                                const SubtreeSource& subtree) {
  const std::uint64_t count = end - begin;
  if (std::has_single_bit(count)) return subtree(log2_of(count), begin / count);
  const std::uint64_t k = split_point(count);
  REDNODE_TRY(const Digest left, range_root(begin, begin + k, subtree));
  REDNODE_TRY(const Digest right, range_root(begin + k, end, subtree));
  return node_hash(left, right);
}

// SUBPROOF(m, D[begin:end], complete) of RFC 6962, section 2.1.2.
base::Status subproof(std::uint64_t m, std::uint64_t begin, std::uint64_t end, bool complete,
                      const SubtreeSource& subtree, std::vector<Digest>& proof) {
  const std::uint64_t n = end - begin;
  if (m == n) {
    if (complete) return {};
    REDNODE_TRY(const Digest root, range_root(begin, end, subtree));
    proof.push_back(root);
    return {};
  }
  const std::uint64_t k = split_point(n);
  if (m <= k) {
    REDNODE_CHECK(subproof(m, begin, begin + k, complete, subtree, proof));
    REDNODE_TRY(const Digest right, range_root(begin + k, end, subtree));
    proof.push_back(right);
    return {};
  }
  REDNODE_CHECK(subproof(m - k, begin + k, end, false, subtree, proof));
  REDNODE_TRY(const Digest left, range_root(begin, begin + k, subtree));
  proof.push_back(left);
  return {};
}

base::Status path(std::uint64_t m, std::uint64_t begin, std::uint64_t end,
                  const SubtreeSource& subtree, std::vector<Digest>& proof) {
  const std::uint64_t n = end - begin;
  if (n == 1) return {};
  const std::uint64_t k = split_point(n);
  const bool left = m < k;
  REDNODE_CHECK(left ? path(m, begin, begin + k, subtree, proof)
                     : path(m - k, begin + k, end, subtree, proof));
  REDNODE_TRY(const Digest sibling,
              left ? range_root(begin + k, end, subtree) : range_root(begin, begin + k, subtree));
  proof.push_back(sibling);
  return {};
}

base::Result<std::vector<Digest>> read_tile(const Reader& store, std::string_view origin,
                                            std::uint8_t level, std::uint64_t index) {
  base::Bytes value;
  REDNODE_TRY(const bool found, store.get(Table::kHash, tile_key(origin, level, index), value));
  constexpr std::size_t kDigestBytes = 32;
  if (!found || value.size() != kTileWidth * kDigestBytes) {
    return base::corrupt("tile " + std::to_string(index) + " at level " + std::to_string(level) +
                         " of log " + std::string(origin) + " is missing or cut");
  }
  std::vector<Digest> hashes;
  hashes.reserve(kTileWidth);
  for (std::size_t i = 0; i < kTileWidth; ++i) {
    REDNODE_TRY(const Digest hash,
                base::digest_from(base::BytesView(value).substr(i * kDigestBytes, kDigestBytes)));
    hashes.push_back(hash);
  }
  return hashes;
}

}  // namespace

Digest leaf_hash(base::BytesView update) {
  return base::sha256({base::BytesView(&kLeafPrefix, 1), update});
}

Digest node_hash(const Digest& left, const Digest& right) {
  return base::sha256({base::BytesView(&kNodePrefix, 1), left.view(), right.view()});
}

Digest empty_root() {
  return base::sha256("");
}

Frontier Frontier::from_peaks(std::uint64_t size, std::vector<Digest> peaks) {
  REDNODE_ASSERT(static_cast<int>(peaks.size()) == std::popcount(size));
  Frontier frontier;
  frontier.size_ = size;
  frontier.peaks_ = std::move(peaks);
  return frontier;
}

void Frontier::append(const Digest& leaf) {
  Digest hash = leaf;
  for (std::uint64_t n = size_; (n & 1) != 0; n >>= 1) {
    hash = node_hash(peaks_.back(), hash);
    peaks_.pop_back();
  }
  peaks_.push_back(hash);
  ++size_;
}

Digest Frontier::root() const {
  if (peaks_.empty()) return empty_root();
  Digest hash = peaks_.back();
  for (std::size_t i = peaks_.size() - 1; i > 0; --i) hash = node_hash(peaks_[i - 1], hash);
  return hash;
}

void LogTree::append(const Digest& leaf, const OnTile& on_tile) {
  ++size_;
  append_at(0, leaf, on_tile);
  frontier_.append(leaf);
}

void LogTree::append_at(std::size_t tile_level, const Digest& hash, const OnTile& on_tile) {
  if (open_.size() <= tile_level) open_.resize(tile_level + 1);
  open_[tile_level].push_back(hash);
  if (open_[tile_level].size() < kTileWidth) return;
  Tile tile{static_cast<std::uint8_t>(tile_level),
            (size_ >> (static_cast<std::size_t>(kTileLevels) * (tile_level + 1))) - 1,
            {}};
  tile.hashes.reserve(kTileWidth * 32);
  for (const Digest& h : open_[tile_level]) tile.hashes += h.view();
  if (on_tile) on_tile(tile);
  const Digest root = fold(std::move(open_[tile_level]));
  open_[tile_level].clear();
  append_at(tile_level + 1, root, on_tile);
}

base::Result<LogTree> LogTree::load(const Reader& store, std::string_view origin,
                                    std::uint64_t size) {
  LogTree tree;
  tree.size_ = size;
  // What is open at a level is the roots of the full tiles of the
  // level below that no full tile of this level covers.
  for (int level = 0; level == 0 || size >> (kTileLevels * level) > 0; ++level) {
    const std::uint64_t hashes = size >> (kTileLevels * level);
    std::vector<Digest> open;
    for (std::uint64_t i = hashes / kTileWidth * kTileWidth; i < hashes; ++i) {
      if (level > 0) {
        REDNODE_TRY(auto below, read_tile(store, origin, static_cast<std::uint8_t>(level - 1), i));
        open.push_back(fold(std::move(below)));
        continue;
      }
      base::Bytes update;
      REDNODE_TRY(const bool found, store.get(Table::kUpdate, update_key(origin, i), update));
      if (!found) {
        return base::corrupt("update " + std::to_string(i) + " of log " + std::string(origin) +
                             " is missing");
      }
      open.push_back(leaf_hash(update));
    }
    tree.open_.push_back(std::move(open));
  }
  // The frontier is the complete subtrees of `size`, each within one open tile.
  std::vector<Digest> peaks;
  std::uint64_t begin = 0;
  for (int level = 63; level >= 0; --level) {
    if ((size >> level & 1) == 0) continue;
    REDNODE_TRY(const Digest peak, tree.subtree(store, origin, level, begin >> level));
    peaks.push_back(peak);
    begin += std::uint64_t{1} << level;
  }
  tree.frontier_ = Frontier::from_peaks(size, std::move(peaks));
  return tree;
}

std::span<const Digest> LogTree::open_tile(int tile_level) const {
  const auto level = static_cast<std::size_t>(tile_level);
  return level < open_.size() ? std::span<const Digest>(open_[level]) : std::span<const Digest>();
}

base::Result<Digest> LogTree::subtree(const Reader& store, std::string_view origin, int level,
                                      std::uint64_t index) const {
  const auto tile_level = static_cast<std::size_t>(level / kTileLevels);
  const int inner = level % kTileLevels;
  const std::uint64_t width = std::uint64_t{1} << inner;
  const std::uint64_t first = index << inner;  // of the hashes at tree level 8 * tile_level
  const std::uint64_t tile = first / kTileWidth;
  const auto offset = static_cast<std::ptrdiff_t>(first % kTileWidth);
  const auto slice = [&](const std::vector<Digest>& hashes) {
    return fold(std::vector<Digest>(hashes.begin() + offset,
                                    hashes.begin() + offset + static_cast<std::ptrdiff_t>(width)));
  };
  const std::uint64_t full_tiles = size_ >> (kTileLevels * (level / kTileLevels + 1));
  if (tile >= full_tiles) return slice(open_[tile_level]);
  REDNODE_TRY(const auto hashes,
              read_tile(store, origin, static_cast<std::uint8_t>(tile_level), tile));
  return slice(hashes);
}

base::Result<Digest> root_at(std::uint64_t size, const SubtreeSource& subtree) {
  if (size == 0) return empty_root();
  return range_root(0, size, subtree);
}

base::Result<std::vector<Digest>> consistency_proof(std::uint64_t old_size, std::uint64_t new_size,
                                                    const SubtreeSource& subtree) {
  std::vector<Digest> proof;
  if (old_size == 0 || old_size == new_size) return proof;
  REDNODE_CHECK(subproof(old_size, 0, new_size, true, subtree, proof));
  return proof;
}

// RFC 9162, section 2.1.4.2.
bool verify_consistency(std::uint64_t old_size, const Digest& old_root, std::uint64_t new_size,
                        const Digest& new_root, std::span<const Digest> proof) {
  if (old_size > new_size) return false;
  if (old_size == new_size) return proof.empty() && old_root == new_root;
  if (old_size == 0) return proof.empty() && old_root == empty_root();
  std::size_t at = 0;
  Digest first = old_root;
  if (!std::has_single_bit(old_size)) {
    if (proof.empty()) return false;
    first = proof[at++];
  }
  std::uint64_t fn = old_size - 1;
  std::uint64_t sn = new_size - 1;
  while ((fn & 1) != 0) {
    fn >>= 1;
    sn >>= 1;
  }
  Digest fr = first;
  Digest sr = first;
  for (; at < proof.size(); ++at) {
    const Digest& c = proof[at];
    if (sn == 0) return false;
    if ((fn & 1) != 0 || fn == sn) {
      fr = node_hash(c, fr);
      sr = node_hash(c, sr);
      while (fn != 0 && (fn & 1) == 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      sr = node_hash(sr, c);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && fr == old_root && sr == new_root;
}

base::Result<std::vector<Digest>> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                                  const SubtreeSource& subtree) {
  std::vector<Digest> proof;
  REDNODE_CHECK(path(index, 0, size, subtree, proof));
  return proof;
}

// RFC 9162, section 2.1.3.2.
bool verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                      const Digest& root, std::span<const Digest> proof) {
  if (index >= size) return false;
  std::uint64_t fn = index;
  std::uint64_t sn = size - 1;
  Digest hash = leaf;
  for (const Digest& p : proof) {
    if (sn == 0) return false;
    if ((fn & 1) != 0 || fn == sn) {
      hash = node_hash(p, hash);
      while (fn != 0 && (fn & 1) == 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      hash = node_hash(hash, p);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && hash == root;
}

}  // namespace rednode::storage
