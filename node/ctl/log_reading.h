// LogReading: what the entries of a log say, recomputed from their octets: the tree and its tiles,
// sequences, times, and what they make of the records. Nothing that a daemon computed is believed.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "node/ctl/check_list.h"
#include "schema/checkpoint.h"
#include "schema/update.h"
#include "storage/tile_path.h"
#include "storage/tree.h"

namespace rednode::node {

class LogReading {
 public:
  // Told of every tile of the tree as soon as it is full, and by finish() of those that are not.
  using OnTile = std::function<void(const storage::TilePath& path, base::BytesView hashes)>;
  explicit LogReading(OnTile on_tile = {}) : on_tile_(std::move(on_tile)) {}

  // The next entry, as it is hashed.
  void add(base::BytesView entry);
  // The entries of a bundle of c2sp.org/tlog-tiles. kInvalid where it does not hold `count` of
  // them.
  base::Status add_bundle(base::BytesView bundle, std::uint64_t count);
  // After the last entry: the tiles that are not full.
  void finish();

  // Says what was found, against what the origin signed.
  void judge(const schema::Checkpoint& checkpoint, CheckList& checks) const;

  std::uint64_t entries() const { return entries_; }
  base::Digest root() const { return tree_.root(); }
  std::uint64_t live() const { return live_; }
  std::uint64_t withdrawn() const { return records_.size() - live_; }

 private:
  void fold(const schema::Update& update);

  const OnTile on_tile_;
  storage::LogTree tree_;
  std::uint64_t entries_ = 0;
  std::uint64_t unknown_ = 0;
  std::int64_t time_ms_ = INT64_MIN;
  std::string sequence_fault_;
  std::string time_fault_;
  // Live or not, by the first octets of SHA-256(IRI): a log may have millions of long IRIs.
  std::map<std::array<std::uint8_t, 16>, bool> records_;
  std::uint64_t live_ = 0;
};

}  // namespace rednode::node
