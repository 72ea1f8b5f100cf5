#include "node/ctl/log_reading.h"

#include <algorithm>

#include "node/ctl/units.h"

namespace rednode::node {
namespace {

void report(CheckList& checks, const std::string& check, const std::string& fault,
            const std::string& good) {
  if (fault.empty()) return checks.fits(check, good);
  checks.wrong(check, fault);
}

}  // namespace

void LogReading::add(base::BytesView entry) {
  tree_.append(storage::leaf_hash(entry), [this](const storage::LogTree::Tile& tile) {
    if (on_tile_) on_tile_({tile.level, tile.index, storage::kTileWidth}, tile.hashes);
  });
  const std::uint64_t position = entries_++;
  const auto update = schema::decode_update(entry);
  if (!update.ok()) {
    ++unknown_;
    return;
  }
  if (update->sequence != position) {
    if (sequence_fault_.empty()) {
      sequence_fault_ = "entry " + std::to_string(position) + " says that it is number " +
                        std::to_string(update->sequence);
    }
    return;
  }
  if (update->time_ms < time_ms_ && time_fault_.empty()) {
    time_fault_ = "entry " + std::to_string(position) + " is older than the one before it";
  }
  time_ms_ = update->time_ms;
  fold(*update);
}

// What a put and a withdraw make of a record (docs/formats/log.md); confirms change no count.
void LogReading::fold(const schema::Update& update) {
  const bool puts = update.kind == schema::UpdateKind::kPut;
  if (!puts && update.kind != schema::UpdateKind::kWithdraw) return;
  std::array<std::uint8_t, 16> key{};
  const base::Digest digest = base::sha256(update.iri);
  std::copy_n(digest.octets.begin(), key.size(), key.begin());
  const auto at = puts ? records_.try_emplace(key, false).first : records_.find(key);
  if (at == records_.end() || at->second == puts) return;
  at->second = puts;
  live_ = puts ? live_ + 1 : live_ - 1;
}

base::Status LogReading::add_bundle(base::BytesView bundle, std::uint64_t count) {
  base::ByteReader in(bundle);
  for (std::uint64_t i = 0; i < count; ++i) {
    std::uint16_t size = 0;
    base::BytesView entry;
    if (!in.take_u16(size) || !in.take_bytes(size, entry)) {
      return base::invalid("a bundle of entries is cut");
    }
    add(entry);
  }
  if (!in.empty()) return base::invalid("a bundle has more entries than it should");
  return {};
}

void LogReading::finish() {
  if (!on_tile_) return;
  for (const auto& path : storage::open_tile_paths(entries_)) {
    base::Bytes hashes;
    for (const auto& hash : tree_.open_tile(*path.level)) hashes += hash.view();
    on_tile_(path, hashes);
  }
}

void LogReading::judge(const schema::Checkpoint& checkpoint, CheckList& checks) const {
  const std::string last = entries_ == 0 ? "none" : std::to_string(entries_ - 1);
  report(checks, "sequences", sequence_fault_, "contiguous, 0 to " + last);
  report(checks, "times", time_fault_, "never go back");
  if (unknown_ > 0) {
    checks.add(CheckList::Verdict::kNotChecked, "entries",
               plural(unknown_, "entry", "entries") + " of a kind that this version does not know");
  }
  const std::string size = "the entries are " + std::to_string(entries_) +
                           ", the checkpoint says " + std::to_string(checkpoint.size);
  report(checks, "size", entries_ == checkpoint.size ? "" : size,
         count_text(entries_) + " entries");
  const std::string root = base::to_base64(tree_.root().view());
  report(
      checks, "root",
      tree_.root() == checkpoint.root ? "" : "recomputed " + root + ", which is not the signed one",
      "recomputed from the entries, equals the signed one");
}

}  // namespace rednode::node
