#include "storage/fsck.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <set>
#include <unordered_map>

#include "base/limits.h"
#include "schema/checkpoint.h"
#include "schema/content.h"
#include "schema/origin.h"
#include "schema/update.h"
#include "storage/keys.h"
#include "storage/records.h"
#include "storage/tree.h"

namespace rednode::storage {
namespace {

using base::Bytes;
using base::BytesView;
using base::Digest;

constexpr int kGapsMax = 1'000;  // unreadable places of one table, then it is given up
constexpr std::size_t kProbeDepthMax = 2'100;   // octets of a key: origin and IRI
constexpr std::size_t kPastEveryKey = 64;       // octets 0xff: behind contents, numbers and origins
constexpr std::uint64_t kMissingMax = 1 << 20;  // updates missing in a row that are bridged
constexpr std::uint64_t kProgressEvery = 4'096;
constexpr std::size_t kCheckBytes = 4;

std::string numbered(const std::string& origin, std::uint64_t number) {
  return origin + " " + std::to_string(number);
}

// Keys are origins and IRIs or raw octets: what is not plain text is shown in hexadecimal.
std::string readable(BytesView key) {
  const bool plain = std::all_of(key.begin(), key.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
  });
  return plain && base::is_utf8(key) ? std::string(key) : base::to_hex(key);
}

std::string place(BytesView last) {
  return last.empty() ? "at the beginning" : "after " + readable(last);
}

// The store, the report, and how to go on where a read fails.
class Walk {
 public:
  Walk(const Reader& store, const Progress& progress) : store_(store), progress_(progress) {}

  CheckReport& report() { return report_; }
  const Reader& store() const { return store_; }

  void find(Table table, std::string key, std::string problem) {
    ++report_.total_findings;
    if (report_.findings.size() == CheckReport::kFindingsKept) return;
    report_.findings.push_back({table_name(table), std::move(key), std::move(problem)});
  }

  void expect(std::uint64_t entries) { total_ += entries; }
  void finished() const {
    if (progress_) progress_(done_, done_);
  }

  // Visits all of [from, to) that can be read.
  void scan(Table table, BytesView from, BytesView to, const Reader::Visitor& visitor);

 private:
  bool readable_from(Table table, BytesView from, BytesView to) const;
  Bytes unreadable_key(Table table, BytesView last, BytesView to) const;
  Bytes after_gap(Table table, BytesView last, BytesView to) const;
  void count(BytesView key, BytesView value);

  const Reader& store_;
  const Progress& progress_;
  CheckReport report_;
  std::uint64_t done_ = 0;
  std::uint64_t total_ = 0;
};

void Walk::count(BytesView key, BytesView value) {
  report_.bytes += key.size() + value.size();
  if (++done_ % kProgressEvery == 0 && progress_) progress_(done_, std::max(done_, total_));
}

void Walk::scan(Table table, BytesView from, BytesView to, const Reader::Visitor& visitor) {
  Bytes cursor(from);
  Bytes last(from);
  for (int gaps = 0; gaps < kGapsMax; ++gaps) {
    bool stopped = false;
    const base::Status status = store_.scan(table, cursor, to, [&](auto key, auto value) {
      last.assign(key);
      count(key, value);
      stopped = !visitor(key, value);
      return !stopped;
    });
    if (status.ok() || stopped) return;
    cursor = after_gap(table, last, to);
    find(table, place(last), "cannot be read: " + status.error().message);
    if (cursor.empty() || (!to.empty() && cursor >= to)) return;
  }
  find(table, place(last), "too many unreadable places: the rest was not checked");
}

bool Walk::readable_from(Table table, BytesView from, BytesView to) const {
  if (!to.empty() && from >= to) return true;
  return store_.scan(table, from, to, [](auto, auto) { return false; }).ok();
}

// The first key behind `last`, which cannot be read: the greatest key up to which a scan meets
// nothing, found octet by octet.
Bytes Walk::unreadable_key(Table table, BytesView last, BytesView to) const {
  const Bytes from = Bytes(last) + '\0';
  const auto nothing_before = [&](const Bytes& key) {
    if (key <= from) return true;
    if (!to.empty() && key > to) return false;
    return store_.scan(table, from, key, [](auto, auto) { return false; }).ok();
  };
  Bytes prefix;
  while (prefix.size() < kProbeDepthMax) {
    int below = -1;
    for (int above = 256; above - below > 1;) {
      const int middle = (below + above) / 2;
      (nothing_before(prefix + static_cast<char>(middle)) ? below : above) = middle;
    }
    if (below < 0) break;
    prefix.push_back(static_cast<char>(below));
  }
  return prefix;
}

// A key behind `last` from which reading works again: right behind the one that cannot be read, or
// (where a whole block is damaged) behind the block. Empty where nothing behind can be read.
Bytes Walk::after_gap(Table table, BytesView last, BytesView to) const {
  const auto works = [&](const Bytes& key) { return key > last && readable_from(table, key, to); };
  if (!works(Bytes(kPastEveryKey, '\xff'))) return {};
  Bytes next = unreadable_key(table, last, to) + '\0';
  if (works(next)) return next;
  next.clear();
  while (next.size() < kProbeDepthMax) {
    int fails = -1;
    for (int good = 256; good - fails > 1;) {
      const int middle = (good + fails) / 2;
      (works(next + static_cast<char>(middle)) ? good : fails) = middle;
    }
    if (fails < 0) break;
    next.push_back(static_cast<char>(fails));
  }
  return next + '\0';
}

// The contents of the store: which there are, and which an update named.
class Contents {
 public:
  void read(Walk& walk);
  bool has(const Digest& id) const { return at(id) != ids_.size(); }
  void name(const Digest& id) {
    const std::size_t index = at(id);
    if (index != ids_.size()) named_[index] = true;
  }
  std::uint64_t unnamed() const {
    return static_cast<std::uint64_t>(std::count(named_.begin(), named_.end(), false));
  }

 private:
  std::size_t at(const Digest& id) const {
    const auto found = std::lower_bound(ids_.begin(), ids_.end(), id);
    if (found == ids_.end() || *found != id) return ids_.size();
    return static_cast<std::size_t>(found - ids_.begin());
  }

  std::vector<Digest> ids_;  // ascending, as they are scanned
  std::vector<bool> named_;
};

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

// Half of the SHA-256 of an IRI: enough to tell records apart, at a fixed size.
struct RecordId {
  std::array<std::uint8_t, 16> octets;
  bool operator==(const RecordId&) const = default;
};
struct RecordIdHash {
  std::size_t operator()(const RecordId& id) const noexcept {
    std::size_t hash = 0;
    std::memcpy(&hash, id.octets.data(), sizeof hash);
    return hash;
  }
};
RecordId record_id(BytesView iri) {
  RecordId id{};
  std::memcpy(id.octets.data(), base::sha256(iri).octets.data(), id.octets.size());
  return id;
}

// What the updates have made of a record. The history is kept as a digest, so that the size of the
// whole does not depend on the number of updates: it is compared and never shown.
struct Folded {
  RecordState state;  // without its history
  std::uint64_t changes = 0;
  std::uint64_t history = 0;

  void remember(std::uint64_t sequence) {
    ++changes;
    history = mix(history, sequence);
  }
  // Against mistakes and not against malice: both histories are our own.
  static std::uint64_t mix(std::uint64_t digest, std::uint64_t sequence) {
    digest = (digest ^ sequence) * 0x9e3779b97f4a7c15;
    return digest ^ digest >> 29;
  }
  bool fits(const std::vector<std::uint64_t>& sequences) const {
    std::uint64_t digest = 0;
    for (const std::uint64_t sequence : sequences) digest = mix(digest, sequence);
    return sequences.size() == changes && digest == history;
  }
};

struct Want {
  std::uint64_t sequence;
  Digest content;
  bool matched = false;
};

// Everything of one log, in the order of check().
class LogCheck {
 public:
  LogCheck(Walk& walk, Contents& contents, const KeyFor& key_for, std::string origin)
      : walk_(walk),
        contents_(contents),
        key_for_(key_for),
        origin_(std::move(origin)),
        prefix_(origin_prefix(origin_)),
        end_(origin_end(origin_)) {}

  // Answers with the size of the log.
  std::uint64_t check();

 private:
  void read_held();
  void check_signatures(const schema::Note& note);
  void check_signature(const schema::Note& note, const schema::NoteSignature& signature);
  void check_updates();
  void bridge(std::uint64_t to);
  std::optional<Digest> leaf_from_tile(std::uint64_t sequence);
  void add_leaf(const Digest& leaf);
  void check_tile(const LogTree::Tile& tile);
  void fold(BytesView bytes);
  void fold_long();
  void check_tiles();
  void read_wants();
  void check_records();
  void check_record(BytesView iri, BytesView value);
  void check_content(BytesView iri, const RecordState& state);
  void find_missing_records();
  void check_wants();
  void check_checkpoints();
  void check_cosigned(BytesView key, BytesView value);
  void check_state();
  void check_root();

  std::string name(BytesView iri) const { return origin_ + " " + readable(iri); }

  Walk& walk_;
  Contents& contents_;
  const KeyFor& key_for_;
  const std::string origin_;
  const Bytes prefix_;
  const Bytes end_;

  std::optional<schema::Checkpoint> held_;
  std::optional<Digest> held_root_;  // what the updates give at the held size
  LogTree tree_;
  bool unknown_leaves_ = false;
  std::int64_t time_ms_ = 0;
  std::uint64_t live_ = 0;
  std::uint64_t withdrawn_ = 0;
  std::uint64_t wanted_ = 0;
  std::vector<Want> wants_;  // ascending
  std::unordered_map<RecordId, Folded, RecordIdHash> folded_;
  std::unordered_map<RecordId, std::optional<RecordState>, RecordIdHash> long_;
};

std::uint64_t LogCheck::check() {
  read_held();
  check_updates();
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
  if (checkpoint->origin != origin_) {
    walk_.find(Table::kCheckpoint, origin_ + " held", "is a checkpoint of " + checkpoint->origin);
    return;
  }
  held_ = *checkpoint;
  if (held_->size == 0) held_root_ = empty_root();
  if (schema::format_note(*note) != value) {
    walk_.find(Table::kCheckpoint, origin_ + " held", "is not in its own form");
  }
  check_signatures(*note);
}

void LogCheck::check_signatures(const schema::Note& note) {
  bool own = false;
  for (const schema::NoteSignature& signature : note.signatures) {
    own = own || signature.name == origin_;
    check_signature(note, signature);
  }
  const auto key = key_for_ ? key_for_(origin_) : std::nullopt;
  if (key.has_value() && own) {
    const auto verified = schema::verify_note(note, *key);
    own = verified.ok();
  }
  if (!own) walk_.find(Table::kCheckpoint, origin_ + " held", "is not signed by its origin");
}

void LogCheck::check_signature(const schema::Note& note, const schema::NoteSignature& signature) {
  const std::string where = origin_ + " held";
  const auto key = key_for_ ? key_for_(signature.name) : std::nullopt;
  if (!key.has_value()) {
    walk_.find(Table::kCheckpoint, where, "not checked: no key of " + readable(signature.name));
    return;
  }
  for (const auto type : {schema::SignatureType::kEd25519, schema::SignatureType::kCosignature}) {
    const auto verifier =
        schema::NoteVerifier::create(signature.name, type, key->key().public_key());
    if (!verifier.ok() || verifier->key_id() != signature.key_id) continue;
    const schema::Note one{note.text, {signature}};
    if (schema::verify_note(one, *verifier).ok()) return;
    walk_.find(Table::kCheckpoint, where,
               "the signature of " + readable(signature.name) + " does not verify");
    return;
  }
  walk_.find(Table::kCheckpoint, where,
             "not checked: " + readable(signature.name) + " signed with a key that is not known");
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
    return;
  }
  const bool present = contents_.has(state.content_id);
  if (!present && !state.wanted) {
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
    } else if (kind == static_cast<char>(CheckpointPart::kEvidence) && single) {
      if (value.empty()) walk_.find(Table::kCheckpoint, origin_ + " evidence", "is empty");
    } else if (!single || (kind != static_cast<char>(CheckpointPart::kState) &&
                           kind != static_cast<char>(CheckpointPart::kHeld))) {
      walk_.find(Table::kCheckpoint, name(part), "no such entry is known");
    }
    return true;
  });
}

Bytes with_check(BytesView key, Bytes value) {
  value += base::sha256({key, value}).view().substr(0, kCheckBytes);
  return value;
}

void LogCheck::check_cosigned(BytesView key, BytesView value) {
  constexpr std::size_t kNumbers = 16;
  if (value != with_check(key, Bytes(value.substr(0, kNumbers))) ||
      value.size() != kNumbers + kCheckBytes) {
    walk_.find(Table::kCheckpoint, name(key.substr(prefix_.size())), "the cosignature is damaged");
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
  if (fits && stored != with_check(key, expected)) {
    walk_.find(Table::kCheckpoint, where, "the root or the check octets do not fit the updates");
  }
}

// The origins that any table knows of. What belongs to none is reported here.
std::set<std::string> find_origins(Walk& walk) {
  std::set<std::string> origins;
  for (const Table table :
       {Table::kUpdate, Table::kHash, Table::kRecord, Table::kCheckpoint, Table::kWant}) {
    Bytes from;
    bool more = true;
    while (more) {
      more = false;
      // Only the first key of each origin is looked at.
      walk.scan(table, from, "", [&](BytesView key, BytesView) {
        more = true;
        std::string_view origin;
        from = key;
        from.push_back('\0');
        if (!take_origin(key, origin) || !schema::is_origin(origin)) {
          walk.find(table, readable(BytesView(from).substr(0, from.size() - 1)),
                    "the key belongs to no origin");
          return false;
        }
        from = origin_end(origin);
        origins.emplace(origin);
        return false;
      });
    }
  }
  return origins;
}

// Numbers from 0 without a gap; the ranges of each log one after the other, up to its size.
void check_changes(Walk& walk, const std::map<std::string, std::uint64_t>& sizes) {
  std::map<std::string, std::uint64_t> reached;
  std::uint64_t next = 0;
  walk.scan(Table::kChange, "", "", [&](BytesView key, BytesView value) {
    base::ByteReader number_in(key);
    std::uint64_t number = 0;
    if (!number_in.take_u64(number) || !number_in.empty() || number != next) {
      walk.find(Table::kChange, readable(key), "the number is not " + std::to_string(next));
    }
    next = number + 1;
    std::string_view origin;
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    const bool whole = take_origin(value, origin);
    base::ByteReader in(value);
    if (!whole || !in.take_u64(first) || !in.take_u64(count) || !in.empty() || count == 0) {
      walk.find(Table::kChange, std::to_string(number), "not a range of a log");
      return true;
    }
    std::uint64_t& at = reached[std::string(origin)];
    if (first != at) {
      walk.find(Table::kChange, std::to_string(number),
                "begins at " + numbered(std::string(origin), first) + " and not at " +
                    std::to_string(at));
    }
    at = first + count;
    return true;
  });
  for (const auto& [origin, size] : sizes) reached.try_emplace(origin, 0);
  for (const auto& [origin, end] : reached) {
    const auto log = sizes.find(origin);
    if ((log == sizes.end() ? 0 : log->second) == end) continue;
    walk.find(Table::kChange, origin, "the changes do not end where the log does");
  }
}

bool fits_meta(BytesView key, BytesView value) {
  if (key == "format") return value == "1";
  if (key == "origin") return schema::is_origin(value);
  return key == "fresh" && (value == "0" || value == "1");
}

// What stands nowhere else: only its form can be checked.
void check_others(Walk& walk) {
  walk.scan(Table::kMeta, "", "", [&](BytesView key, BytesView value) {
    if (!fits_meta(key, value)) walk.find(Table::kMeta, readable(key), "no such entry is known");
    return true;
  });
  walk.scan(Table::kPeer, "", "", [&](BytesView key, BytesView value) {
    if (!schema::is_origin(key) || value != "paused") {
      walk.find(Table::kPeer, readable(key), "not a peer that is paused");
    }
    return true;
  });
  walk.scan(Table::kQuarantine, "", "", [&](BytesView key, BytesView value) {
    if (key.size() != sizeof(std::uint64_t)) {
      walk.find(Table::kQuarantine, readable(key), "the key is not a number");
    } else if (value.empty() || !base::is_utf8(value)) {
      walk.find(Table::kQuarantine, base::to_hex(key), "not a text");
    }
    return true;
  });
}

// Every state tells how much there will be to read. A wrong one only makes the estimate wrong.
void estimate(Walk& walk, const std::set<std::string>& origins) {
  for (const std::string& origin : origins) {
    Bytes state;
    const auto found =
        walk.store().get(Table::kCheckpoint, checkpoint_key(origin, CheckpointPart::kState), state);
    std::uint64_t size = 0;
    std::uint64_t live = 0;
    base::ByteReader in(state);
    if (!found.ok() || !in.take_u64(size) || !in.take_u64(live)) continue;
    constexpr std::uint64_t kPlausible = std::uint64_t{1} << 40;
    walk.expect(std::min(size, kPlausible) + 2 * std::min(live, kPlausible));
  }
}

}  // namespace

base::Result<CheckReport> check_store(const Reader& store, const KeyFor& key_for,
                                      const Progress& progress) {
  Walk walk(store, progress);
  const std::set<std::string> origins = find_origins(walk);
  estimate(walk, origins);
  Contents contents;
  contents.read(walk);
  std::map<std::string, std::uint64_t> sizes;
  for (const std::string& origin : origins) {
    sizes[origin] = LogCheck(walk, contents, key_for, origin).check();
  }
  check_changes(walk, sizes);
  check_others(walk);
  walk.report().unnamed = contents.unnamed();
  walk.finished();
  return std::move(walk.report());
}

}  // namespace rednode::storage
