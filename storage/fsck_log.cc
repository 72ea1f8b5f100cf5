#include "storage/fsck_log.h"

#include <algorithm>

#include "base/limits.h"
#include "schema/content.h"
#include "schema/update.h"
#include "storage/keys.h"

namespace rednode::storage {
namespace {

using base::Bytes;
using base::BytesView;
using base::Digest;

constexpr std::uint64_t kMissingMax = 1 << 20;  // updates missing in a row that are bridged

RecordId record_id(BytesView iri) {
  RecordId id{};
  std::memcpy(id.octets.data(), base::sha256(iri).octets.data(), id.octets.size());
  return id;
}

}  // namespace

void Contents::read(Walk& walk) {
  walk.scan(Table::kContent, "", "", [&](BytesView key, BytesView value) {
    const auto id = base::digest_from(key);
    if (!id.ok()) {
      walk.find(Table::kContent, readable(key), "the key is not a content id");
      return true;
    }
    ++walk.report().contents;
    ids_.push_back(*id);
    const auto content = schema::content_from_value(*id, value);
    const auto nquads =
        content.ok() ? schema::unpack_content(*content) : base::Result<Bytes>(content.error());
    if (!nquads.ok()) walk.find(Table::kContent, base::to_hex(key), nquads.error().message);
    return true;
  });
  named_.assign(ids_.size(), false);
}

std::uint64_t LogCheck::check() {
  read_generation();
  read_held();
  read_signed_sizes();
  check_updates();
  check_held_signatures();
  fold_long();
  check_tiles();
  for (const auto& [id, record] : folded_) ++(record.state.live() ? live_ : withdrawn_);
  read_wants();
  check_records();
  find_missing_records();
  check_wants();
  check_checkpoints();
  check_root();
  check_state();
  return tree_.size();
}

void LogCheck::read_generation() {
  const Bytes from = checkpoint_key(origin_, CheckpointPart::kGeneration);
  const Bytes to = checkpoint_key(origin_, CheckpointPart::kGeneration, Bytes(4, '\xff'));
  walk_.scan(Table::kCheckpoint, from, to, [&](BytesView, BytesView) {
    ++generation_;
    return true;
  });
}

void LogCheck::read_held() {
  const Bytes key = checkpoint_key(origin_, CheckpointPart::kHeld);
  Bytes value;
  // A read that fails is reported when the checkpoint table is walked.
  const auto found = walk_.store().get(Table::kCheckpoint, key, value);
  if (!found.ok() || !*found) return;
  const auto note = schema::parse_note(value);
  const auto checkpoint = note.ok() ? schema::parse_checkpoint_text(note->text)
                                    : base::Result<schema::Checkpoint>(note.error());
  if (!checkpoint.ok()) {
    walk_.find(Table::kCheckpoint, origin_ + " held", checkpoint.error().message);
    return;
  }
  if (checkpoint->origin != origin_ || checkpoint->generation != generation_) {
    walk_.find(
        Table::kCheckpoint, origin_ + " held",
        "is a checkpoint of " + schema::log_name(checkpoint->origin, checkpoint->generation));
    return;
  }
  held_ = *checkpoint;
  if (held_->size == 0) held_root_ = empty_root();
  if (schema::format_note(*note) != value) {
    walk_.find(Table::kCheckpoint, origin_ + " held", "is not in its own form");
  }
  held_note_ = *note;
}

void LogCheck::check_updates() {
  walk_.scan(Table::kUpdate, prefix_, end_, [&](BytesView key, BytesView value) {
    base::ByteReader in(key.substr(prefix_.size()));
    std::uint64_t sequence = 0;
    if (!in.take_u64(sequence) || !in.empty()) {
      walk_.find(Table::kUpdate, readable(key), "the key is not a sequence number");
      return true;
    }
    if (sequence != tree_.size()) {
      walk_.find(Table::kUpdate, numbered(origin_, tree_.size()),
                 "missing: the next update is " + std::to_string(sequence));
      if (sequence - tree_.size() > kMissingMax) return false;
      bridge(sequence);
    }
    if (value.size() > base::limits::kUpdateBytesMax) {
      walk_.find(Table::kUpdate, numbered(origin_, sequence), "larger than an update may be");
    }
    ++walk_.report().updates;
    fold(value);
    add_leaf(leaf_hash(value));
    return true;
  });
}

// Stands in for updates that are missing, so that what comes after them is still checked: the tiles
// know their hashes.
void LogCheck::bridge(std::uint64_t to) {
  while (tree_.size() < to) {
    const auto leaf = leaf_from_tile(tree_.size());
    if (!leaf.has_value()) unknown_leaves_ = true;
    add_leaf(leaf.value_or(Digest{}));
  }
}

std::optional<Digest> LogCheck::leaf_from_tile(std::uint64_t sequence) {
  Bytes tile;
  const auto found =
      walk_.store().get(Table::kHash, tile_key(origin_, 0, sequence / kTileWidth), tile);
  if (!found.ok() || !*found || tile.size() != kTileWidth * sizeof(Digest)) return std::nullopt;
  const std::size_t at = static_cast<std::size_t>(sequence % kTileWidth) * sizeof(Digest);
  return base::digest_from(BytesView(tile).substr(at, sizeof(Digest))).value();
}

void LogCheck::add_leaf(const Digest& leaf) {
  tree_.append(leaf, [&](const LogTree::Tile& tile) { check_tile(tile); });
  if (held_.has_value() && held_->size == tree_.size()) held_root_ = tree_.root();
  const auto at = roots_.find(tree_.size());
  if (at != roots_.end() && !unknown_leaves_) at->second = tree_.root();
}

void LogCheck::check_tile(const LogTree::Tile& tile) {
  const std::string where =
      origin_ + " level " + std::to_string(tile.level) + " tile " + std::to_string(tile.index);
  Bytes stored;
  const auto found =
      walk_.store().get(Table::kHash, tile_key(origin_, tile.level, tile.index), stored);
  if (!found.ok()) return;  // reported when the table is walked
  if (!*found) {
    walk_.find(Table::kHash, where, "missing");
  } else if (stored != tile.hashes) {
    walk_.find(Table::kHash, where, "not the hashes that the updates have");
  }
}

void LogCheck::fold(BytesView bytes) {
  const std::uint64_t sequence = tree_.size();
  const auto update = schema::decode_update(bytes);
  if (!update.ok() || update->sequence != sequence) {
    ++walk_.report().not_applied;
    return;
  }
  if (update->time_ms < time_ms_) {
    walk_.find(Table::kUpdate, numbered(origin_, sequence), "older than the update before it");
  }
  time_ms_ = std::max(time_ms_, update->time_ms);
  if (update->kind == schema::UpdateKind::kPut) contents_.name(update->content_id);
  if (apply_rotation(keys_, *update)) rotations_.insert(sequence);
  if (update->iri.empty()) return;
  const auto [at, first] = folded_.try_emplace(record_id(update->iri));
  Folded& record = at->second;
  auto after = fold_update(first ? std::nullopt : std::optional(record.state), *update);
  if (!after.has_value()) {
    if (first) folded_.erase(at);
    return;
  }
  after->history.clear();
  record.state = std::move(*after);
  record.remember(sequence);
}

// The few records whose history was cut are folded once more, with their histories.
void LogCheck::fold_long() {
  for (const auto& [id, record] : folded_) {
    if (record.changes > base::limits::kHistoryMax) long_.try_emplace(id);
  }
  if (long_.empty()) return;
  std::uint64_t next = 0;
  walk_.scan(Table::kUpdate, prefix_, end_, [&](BytesView key, BytesView bytes) {
    base::ByteReader(key.substr(prefix_.size())).take_u64(next);
    const auto update = schema::decode_update(bytes);
    if (!update.ok() || update->sequence != next) return true;
    const auto at = long_.find(record_id(update->iri));
    if (at == long_.end()) return true;
    auto after = fold_update(at->second, *update);
    if (after.has_value()) at->second = std::move(after);
    return true;
  });
}

void LogCheck::check_tiles() {
  walk_.scan(Table::kHash, prefix_, end_, [&](BytesView key, BytesView) {
    base::ByteReader in(key.substr(prefix_.size()));
    std::uint8_t level = 0;
    std::uint64_t index = 0;
    if (!in.take_u8(level) || !in.take_u64(index) || !in.empty()) {
      walk_.find(Table::kHash, readable(key), "the key is not a level and an index");
      return true;
    }
    ++walk_.report().tiles;
    const int bits = kTileLevels * (level + 1);
    if (bits >= 64 || index >= tree_.size() >> bits) {
      walk_.find(Table::kHash,
                 origin_ + " level " + std::to_string(level) + " tile " + std::to_string(index),
                 "superfluous: the log has no such full tile");
    }
    return true;
  });
}

void LogCheck::read_wants() {
  walk_.scan(Table::kWant, prefix_, end_, [&](BytesView key, BytesView value) {
    base::ByteReader in(key.substr(prefix_.size()));
    Want want{};
    const auto content = base::digest_from(value);
    if (!in.take_u64(want.sequence) || !in.empty() || !content.ok()) {
      walk_.find(Table::kWant, readable(key), "not a sequence number with a content id");
      return true;
    }
    want.content = *content;
    wants_.push_back(want);
    return true;
  });
}

void LogCheck::check_records() {
  walk_.scan(Table::kRecord, prefix_, end_, [&](BytesView key, BytesView value) {
    ++walk_.report().records;
    check_record(key.substr(prefix_.size()), value);
    return true;
  });
}

void LogCheck::check_record(BytesView iri, BytesView value) {
  const auto at = folded_.find(record_id(iri));
  if (at == folded_.end()) {
    walk_.find(Table::kRecord, name(iri), "no update made this record");
    return;
  }
  const Folded folded = std::move(at->second);
  const auto cut = long_.find(at->first);
  folded_.erase(at);
  const auto stored = decode_record(value);
  RecordState expected = folded.state;
  if (cut != long_.end() && cut->second.has_value()) {
    expected.history = cut->second->history;
  } else if (stored.ok() && folded.fits(stored->history)) {
    expected.history = stored->history;
  }
  // Whether a content is awaited is not in the log; check_content() looks at it.
  expected.wanted = stored.ok() && stored->wanted;
  expected.left = stored.ok() && stored->left;
  if (!stored.ok()) {
    walk_.find(Table::kRecord, name(iri), stored.error().message);
  } else if (encode_record(expected) != value) {
    walk_.find(Table::kRecord, name(iri), "not the state that the updates give");
  }
  check_content(iri, expected);
}

void LogCheck::check_content(BytesView iri, const RecordState& state) {
  const auto want =
      std::lower_bound(wants_.begin(), wants_.end(), state.put_sequence,
                       [](const Want& w, std::uint64_t sequence) { return w.sequence < sequence; });
  const bool noted = want != wants_.end() && want->sequence == state.put_sequence;
  if (!state.live()) {
    if (state.wanted) walk_.find(Table::kRecord, name(iri), "withdrawn, and waits for its content");
    if (state.left) walk_.find(Table::kRecord, name(iri), "withdrawn, and its content is left out");
    return;
  }
  const bool present = contents_.has(state.content_id);
  if (state.left) ++left_;
  if (!present && !state.wanted && !state.left) {
    walk_.find(Table::kRecord, name(iri), "its content is missing, and is not noted as wanted");
  }
  if (state.wanted && !noted) {
    walk_.find(Table::kRecord, name(iri), "waits for its content, and the want is not noted");
  }
  if (!state.wanted) return;
  ++wanted_;
  if (!noted) return;
  want->matched = true;
  if (want->content != state.content_id) {
    walk_.find(Table::kWant, numbered(origin_, want->sequence), "not the content of that put");
  }
  if (present) ++walk_.report().arrived;
}

// What is left was made by the updates and not met in the table. The updates know the names.
void LogCheck::find_missing_records() {
  if (folded_.empty()) return;
  walk_.scan(Table::kUpdate, prefix_, end_, [&](BytesView, BytesView bytes) {
    const auto update = schema::decode_update(bytes);
    if (!update.ok() || !folded_.contains(record_id(update->iri))) return true;
    Bytes value;
    const auto found = walk_.store().get(Table::kRecord, record_key(origin_, update->iri), value);
    if (found.ok() && *found) {
      check_record(update->iri, value);
    } else {
      walk_.find(Table::kRecord, name(update->iri),
                 found.ok() ? "the state of this record is missing" : found.error().message);
      folded_.erase(record_id(update->iri));
    }
    return !folded_.empty();
  });
}

void LogCheck::check_wants() {
  for (const Want& want : wants_) {
    if (want.matched) continue;
    walk_.find(Table::kWant, numbered(origin_, want.sequence),
               "no live record waits for this content");
  }
}

void LogCheck::check_checkpoints() {
  walk_.scan(Table::kCheckpoint, prefix_, end_, [&](BytesView key, BytesView value) {
    const BytesView part = key.substr(prefix_.size());
    const char kind = part.empty() ? '\0' : part[0];
    const bool single = part.size() == 1;
    if (kind == static_cast<char>(CheckpointPart::kCosigned) && !single) {
      check_cosigned(key, value);
    } else if (kind == static_cast<char>(CheckpointPart::kKey) && !single) {
      check_rotation(part.substr(1), value);
    } else if (kind == static_cast<char>(CheckpointPart::kGeneration) && !single) {
      check_generation(part.substr(1), value);
    } else if (kind == static_cast<char>(CheckpointPart::kLost) && !single) {
      if (part.size() != 1 + sizeof(std::uint32_t) + sizeof(std::uint64_t)) {
        walk_.find(Table::kCheckpoint, name(part), "is no entry of an earlier generation");
      }
    } else if (kind == static_cast<char>(CheckpointPart::kEvidence) && single) {
      if (value.empty()) walk_.find(Table::kCheckpoint, origin_ + " evidence", "is empty");
    } else if (!single || (kind != static_cast<char>(CheckpointPart::kState) &&
                           kind != static_cast<char>(CheckpointPart::kHeld))) {
      walk_.find(Table::kCheckpoint, name(part), "no such entry is known");
    }
    return true;
  });
  for (const std::uint64_t sequence : rotations_) {
    walk_.find(Table::kCheckpoint, numbered(origin_, sequence) + " key", "missing");
  }
}

void LogCheck::check_root() {
  if (!held_.has_value()) return;
  const std::string where = origin_ + " held";
  if (held_->size > tree_.size()) {
    walk_.find(Table::kCheckpoint, where, "signs more updates than there are");
  } else if (unknown_leaves_) {
    walk_.find(Table::kCheckpoint, where, "the root was not checked: updates are missing");
  } else if (held_root_ != held_->root) {
    walk_.find(Table::kCheckpoint, where, "does not sign the root that the updates have");
  }
}

void LogCheck::check_state() {
  const std::string where = origin_ + " state";
  const Bytes key = checkpoint_key(origin_, CheckpointPart::kState);
  Bytes stored;
  const auto found = walk_.store().get(Table::kCheckpoint, key, stored);
  if (!found.ok()) return;  // reported when the table was walked
  if (!*found) {
    walk_.find(Table::kCheckpoint, where, "missing");
    return;
  }
  const std::pair<const char*, std::uint64_t> numbers[] = {
      {"size", tree_.size()},
      {"live records", live_},
      {"withdrawn records", withdrawn_},
      {"wanted contents", wanted_},
      {"time of the last update", static_cast<std::uint64_t>(time_ms_)}};
  base::ByteReader in(stored);
  Bytes expected;
  bool fits = true;
  for (const auto& [what, number] : numbers) {
    std::uint64_t value = number;
    base::append_u64(expected, number);
    if (!in.take_u64(value) || value == number) continue;
    fits = false;
    walk_.find(Table::kCheckpoint, where,
               std::string(what) + ": " + std::to_string(value) + " is stored, " +
                   std::to_string(number) + " is right");
  }
  expected += tree_.root().view();
  if (left_ > 0) base::append_u64(expected, left_);
  if (fits && stored != expected + check_octets(key, expected)) {
    walk_.find(Table::kCheckpoint, where, "the root or the check octets do not fit the updates");
  }
}

}  // namespace rednode::storage
