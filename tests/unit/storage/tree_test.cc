#include "storage/tree.h"

#include <array>
#include <map>

#include "storage/keys.h"
#include "storage/memory_store.h"
#include "tests/unit/test.h"

using namespace rednode;
using base::Digest;
using storage::LogTree;

namespace {

using Proof = std::vector<Digest>;

// RFC 6962, section 2.1, word for word: the oracle.
std::size_t naive_split(std::size_t n) {
  std::size_t k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

Digest naive_root(std::span<const Digest> leaves) {
  if (leaves.empty()) return base::sha256("");
  if (leaves.size() == 1) return leaves[0];
  const std::size_t k = naive_split(leaves.size());
  return base::sha256(
      {"\x01", naive_root(leaves.first(k)).view(), naive_root(leaves.subspan(k)).view()});
}

Proof naive_path(std::size_t m, std::span<const Digest> leaves) {
  if (leaves.size() == 1) return {};
  const std::size_t k = naive_split(leaves.size());
  Proof proof = m < k ? naive_path(m, leaves.first(k)) : naive_path(m - k, leaves.subspan(k));
  proof.push_back(naive_root(m < k ? leaves.subspan(k) : leaves.first(k)));
  return proof;
}

Proof naive_subproof(std::size_t m, std::span<const Digest> leaves, bool complete) {
  if (m == leaves.size()) return complete ? Proof{} : Proof{naive_root(leaves)};
  const std::size_t k = naive_split(leaves.size());
  Proof proof = m <= k ? naive_subproof(m, leaves.first(k), complete)
                       : naive_subproof(m - k, leaves.subspan(k), false);
  proof.push_back(naive_root(m <= k ? leaves.subspan(k) : leaves.first(k)));
  return proof;
}

base::Bytes entry(std::uint64_t i) {
  return "entry " + std::to_string(i);
}

std::vector<Digest> some_leaves(std::size_t count) {
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(storage::leaf_hash(entry(i)));
  return leaves;
}

storage::SubtreeSource source_of(const std::vector<Digest>& leaves) {
  return [&leaves](int level, std::uint64_t index) -> base::Result<Digest> {
    const std::size_t width = std::size_t{1} << level;
    return naive_root(std::span(leaves).subspan(index * width, width));
  };
}

Digest flipped(Digest digest, std::size_t bit) {
  digest.octets[bit / 8 % 32] ^= static_cast<std::uint8_t>(1U << (bit % 8));
  return digest;
}

// Every way to spoil a proof that the tests try.
std::vector<Proof> spoiled(const Proof& proof) {
  std::vector<Proof> all;
  for (std::size_t i = 0; i < proof.size(); ++i) {
    all.push_back(proof);
    all.back().erase(all.back().begin() + static_cast<std::ptrdiff_t>(i));
    all.push_back(proof);
    all.back()[i] = flipped(proof[i], 7 * i + proof.size());
    if (i + 1 < proof.size()) {
      all.push_back(proof);
      std::swap(all.back()[i], all.back()[i + 1]);
    }
  }
  all.push_back(proof);
  all.back().push_back(proof.empty() ? Digest{} : proof.back());
  all.push_back(proof);
  all.back().insert(all.back().begin(), proof.empty() ? Digest{} : proof.front());
  return all;
}

Digest hex(const char* text) {
  return base::digest_from(base::from_hex(text).value()).value();
}

// The leaves and the roots that the tests of Certificate Transparency have used since 2012.
std::vector<Digest> known_leaves() {
  std::vector<Digest> leaves;
  for (const char* text : {"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                           "606162636465666768696a6b6c6d6e6f"}) {
    leaves.push_back(storage::leaf_hash(base::from_hex(text).value()));
  }
  return leaves;
}

const std::array<const char*, 9> kKnownRoots = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

}  // namespace

TEST_CASE("the roots of the Certificate Transparency test data") {
  storage::Frontier frontier;
  const auto leaves = known_leaves();
  for (std::size_t size = 0; size <= 8; ++size) {
    INFO(size);
    CHECK(frontier.root() == hex(kKnownRoots[size]));
    CHECK(storage::root_at(size, source_of(leaves)).value() == hex(kKnownRoots[size]));
    if (size < 8) frontier.append(leaves[size]);
  }
}

TEST_CASE("the inclusion proofs of the Certificate Transparency test data") {
  const auto leaves = known_leaves();
  struct Vector {
    std::size_t index, size;
    std::vector<const char*> hashes;
  };
  const std::vector<Vector> vectors = {
      {0, 1, {}},
      {0,
       8,
       {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
      {5,
       8,
       {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
      {2, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
      {1,
       5,
       {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}};
  for (const Vector& v : vectors) {
    Proof expected;
    for (const char* hash : v.hashes) expected.push_back(hex(hash));
    const auto proof = storage::inclusion_proof(v.index, v.size, source_of(leaves)).value();
    CHECK(proof == expected);
    CHECK(storage::verify_inclusion(leaves[v.index], v.index, v.size, hex(kKnownRoots[v.size]),
                                    expected));
  }
}

TEST_CASE("the consistency proofs of the Certificate Transparency test data") {
  const auto leaves = known_leaves();
  struct Vector {
    std::size_t old_size, new_size;
    std::vector<const char*> hashes;
  };
  const std::vector<Vector> vectors = {
      {1, 1, {}},
      {1,
       8,
       {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
      {6,
       8,
       {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
      {2,
       5,
       {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}};
  for (const Vector& v : vectors) {
    Proof expected;
    for (const char* hash : v.hashes) expected.push_back(hex(hash));
    CHECK(storage::consistency_proof(v.old_size, v.new_size, source_of(leaves)).value() ==
          expected);
    CHECK(storage::verify_consistency(v.old_size, hex(kKnownRoots[v.old_size]), v.new_size,
                                      hex(kKnownRoots[v.new_size]), expected));
  }
}

TEST_CASE("the frontier has the root of every size") {
  const auto leaves = some_leaves(600);
  storage::Frontier frontier;
  for (std::size_t size = 0; size <= leaves.size(); ++size) {
    REQUIRE(frontier.size() == size);
    REQUIRE(frontier.root() == naive_root(std::span(leaves).first(size)));
    if (size < leaves.size()) frontier.append(leaves[size]);
  }
}

TEST_CASE("every consistency proof up to 130 verifies, and no spoiled one does") {
  const auto leaves = some_leaves(131);
  std::vector<Digest> roots;
  for (std::size_t n = 0; n <= leaves.size(); ++n) {
    roots.push_back(naive_root(std::span(leaves).first(n)));
  }
  for (std::size_t n = 1; n <= 130; ++n) {
    for (std::size_t m = 0; m <= n; ++m) {
      const auto proof = storage::consistency_proof(m, n, source_of(leaves)).value();
      if (m > 0) REQUIRE(proof == naive_subproof(m, std::span(leaves).first(n), true));
      REQUIRE(storage::verify_consistency(m, roots[m], n, roots[n], proof));
      for (const Proof& bad : spoiled(proof)) {
        REQUIRE_FALSE(storage::verify_consistency(m, roots[m], n, roots[n], bad));
      }
      REQUIRE_FALSE(storage::verify_consistency(m, flipped(roots[m], n), n, roots[n], proof));
      if (m == 0) continue;  // the empty tree is a prefix of whatever comes
      REQUIRE_FALSE(storage::verify_consistency(m, roots[m], n, flipped(roots[n], m), proof));
      REQUIRE_FALSE(storage::verify_consistency(m, roots[m], n + 1, roots[n + 1], proof));
      if (m > 1)
        REQUIRE_FALSE(storage::verify_consistency(m - 1, roots[m - 1], n, roots[n], proof));
      if (m < n) {
        REQUIRE_FALSE(storage::verify_consistency(m + 1, roots[m + 1], n, roots[n], proof));
        REQUIRE_FALSE(storage::verify_consistency(n, roots[n], m, roots[m], proof));
      }
    }
  }
}

TEST_CASE("every inclusion proof up to 130 verifies, and no spoiled one does") {
  const auto leaves = some_leaves(131);
  std::vector<Digest> roots;
  for (std::size_t n = 0; n <= leaves.size(); ++n) {
    roots.push_back(naive_root(std::span(leaves).first(n)));
  }
  for (std::size_t n = 1; n <= 130; ++n) {
    for (std::size_t m = 0; m < n; ++m) {
      const auto proof = storage::inclusion_proof(m, n, source_of(leaves)).value();
      REQUIRE(proof == naive_path(m, std::span(leaves).first(n)));
      REQUIRE(storage::verify_inclusion(leaves[m], m, n, roots[n], proof));
      for (const Proof& bad : spoiled(proof)) {
        REQUIRE_FALSE(storage::verify_inclusion(leaves[m], m, n, roots[n], bad));
      }
      REQUIRE_FALSE(storage::verify_inclusion(flipped(leaves[m], n), m, n, roots[n], proof));
      REQUIRE_FALSE(storage::verify_inclusion(leaves[m], m, n, flipped(roots[n], m), proof));
      REQUIRE_FALSE(storage::verify_inclusion(leaves[m], m + 1, n, roots[n], proof));
      REQUIRE_FALSE(storage::verify_inclusion(leaves[m], m + n, n, roots[n], proof));
      if (m > 0) REQUIRE_FALSE(storage::verify_inclusion(leaves[m], m - 1, n, roots[n], proof));
      REQUIRE_FALSE(storage::verify_inclusion(leaves[m], m, n + 1, roots[n + 1], proof));
    }
  }
}

namespace {

// A log of plain entries, with what LogTree hands out, and the hashes of all complete subtrees.
struct Grown {
  storage::MemoryStore store;
  LogTree tree;
  std::vector<std::vector<Digest>> levels;
  std::map<std::pair<int, std::uint64_t>, int> handed_out;

  void append() {
    storage::Batch batch;
    const auto bytes = entry(tree.size());
    batch.put(storage::Table::kUpdate, storage::update_key("FR", tree.size()), bytes);
    std::vector<LogTree::Tile> tiles;
    tree.append(storage::leaf_hash(bytes),
                [&](const LogTree::Tile& tile) { tiles.push_back(tile); });
    add_level(0, storage::leaf_hash(bytes));
    for (const LogTree::Tile& tile : tiles) check_tile(tile, batch);
    REQUIRE(store.commit(batch, storage::Sync::kYes).ok());
  }

  void add_level(std::size_t level, const Digest& hash) {
    if (levels.size() == level) levels.emplace_back();
    levels[level].push_back(hash);
    const auto& row = levels[level];
    if (row.size() % 2 != 0) return;
    add_level(level + 1,
              base::sha256({"\x01", row[row.size() - 2].view(), row[row.size() - 1].view()}));
  }

  void check_tile(const LogTree::Tile& tile, storage::Batch& batch) {
    REQUIRE(++handed_out[{tile.level, tile.index}] == 1);
    REQUIRE(tree.size() == (tile.index + 1) << (8 * (tile.level + 1)));
    base::Bytes expected;
    for (std::uint64_t i = 0; i < 256; ++i) {
      expected += levels[std::size_t{8} * tile.level][tile.index * 256 + i].view();
    }
    REQUIRE(tile.hashes == expected);
    batch.put(storage::Table::kHash, storage::tile_key("FR", tile.level, tile.index), tile.hashes);
  }

  // Every subtree, or (where step is greater) some and always the first and the last ones.
  void check_subtrees(const LogTree& other, std::size_t step) const {
    for (std::size_t level = 0; level < levels.size(); ++level) {
      const auto& row = levels[level];
      for (std::size_t i = 0; i < row.size(); i += i + 300 < row.size() ? step : 1) {
        REQUIRE(other.subtree(store, "FR", static_cast<int>(level), i).value() == row[i]);
      }
    }
  }

  void check_load() const {
    const auto loaded = LogTree::load(store, "FR", tree.size()).value();
    REQUIRE(loaded.size() == tree.size());
    REQUIRE(loaded.root() == tree.root());
    REQUIRE(loaded.root() == naive_root(levels.empty() ? std::vector<Digest>{} : levels[0]));
    const std::size_t step = tree.size() < 1'000 ? 1 : 251;
    check_subtrees(loaded, step);
    check_subtrees(tree, step);
  }
};

}  // namespace

TEST_CASE("a log tree is loaded as it was grown, across the borders of tiles") {
  Grown grown;
  grown.check_load();
  std::map<std::uint64_t, Digest> roots;
  for (const std::uint64_t border : {1, 2, 255, 256, 257, 511, 512, 513, 65'279, 65'280, 65'535,
                                     65'536, 65'537, 65'792, 66'000}) {
    while (grown.tree.size() < border) grown.append();
    INFO(border);
    roots[border] = grown.tree.root();
    grown.check_load();
    CHECK(grown.handed_out.size() == border / 256 + border / 65'536);
  }
  for (const auto& [size, root] : roots) {
    const auto subtree = [&](int level, std::uint64_t index) {
      return grown.tree.subtree(grown.store, "FR", level, index);
    };
    CHECK(storage::root_at(size, subtree).value() == root);
    const auto proof = storage::consistency_proof(size, 66'000, subtree).value();
    CHECK(storage::verify_consistency(size, root, 66'000, grown.tree.root(), proof));
    const auto path = storage::inclusion_proof(size - 1, 66'000, subtree).value();
    CHECK(storage::verify_inclusion(grown.levels[0][size - 1], size - 1, 66'000, grown.tree.root(),
                                    path));
  }
}

TEST_CASE("a loaded tree grows on as the first one would have") {
  Grown grown;
  while (grown.tree.size() < 500) grown.append();
  grown.tree = LogTree::load(grown.store, "FR", 500).value();
  while (grown.tree.size() < 1'030) grown.append();
  grown.check_load();
  CHECK(grown.handed_out.size() == 4);
}

TEST_CASE("roots at all sizes of the past come from the tiles") {
  Grown grown;
  while (grown.tree.size() < 600) grown.append();
  for (std::uint64_t size = 0; size <= 600; ++size) {
    const auto root = storage::root_at(size, [&](int level, std::uint64_t index) {
      return grown.tree.subtree(grown.store, "FR", level, index);
    });
    REQUIRE(root.value() == naive_root(std::span(grown.levels[0]).first(size)));
  }
}

TEST_CASE("a tree whose update or tile is missing or cut does not load") {
  Grown grown;
  while (grown.tree.size() < 600) grown.append();
  const auto backup = grown.store.clone();
  const auto fails = [&](storage::Table table, const base::Bytes& key) {
    storage::Batch batch;
    batch.erase(table, key);
    REQUIRE(grown.store.commit(batch, storage::Sync::kYes).ok());
    const auto loaded = LogTree::load(grown.store, "FR", 600);
    grown.store.restore(backup);
    return !loaded.ok() && loaded.error().code == base::Code::kCorrupt;
  };
  CHECK(fails(storage::Table::kUpdate, storage::update_key("FR", 599)));
  CHECK(fails(storage::Table::kUpdate, storage::update_key("FR", 512)));
  CHECK(fails(storage::Table::kHash, storage::tile_key("FR", 0, 0)));
  CHECK(fails(storage::Table::kHash, storage::tile_key("FR", 0, 1)));
  storage::Batch cut;
  cut.put(storage::Table::kHash, storage::tile_key("FR", 0, 1), "short");
  REQUIRE(grown.store.commit(cut, storage::Sync::kYes).ok());
  CHECK(LogTree::load(grown.store, "FR", 600).error().code == base::Code::kCorrupt);
  for (const std::uint64_t size : {std::uint64_t{601}, std::uint64_t{1} << 40, ~std::uint64_t{0}}) {
    CHECK_FALSE(LogTree::load(grown.store, "FR", size).ok());
  }
}
