// The check of one log, from its updates to its state; and of the contents that all logs share.
//
// Thread rule: the thread that checks.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <set>
#include <unordered_map>
#include <vector>

#include "schema/checkpoint.h"
#include "schema/log_keys.h"
#include "storage/fsck_walk.h"
#include "storage/keys.h"
#include "storage/logs.h"
#include "storage/records.h"
#include "storage/tree.h"

namespace rednode::storage {

// The contents of the store: which there are, and which an update named.
class Contents {
 public:
  void read(Walk& walk);
  bool has(const base::Digest& id) const { return at(id) != ids_.size(); }
  void name(const base::Digest& id) {
    const std::size_t index = at(id);
    if (index != ids_.size()) named_[index] = true;
  }
  std::uint64_t unnamed() const {
    return static_cast<std::uint64_t>(std::count(named_.begin(), named_.end(), false));
  }

 private:
  std::size_t at(const base::Digest& id) const {
    const auto found = std::lower_bound(ids_.begin(), ids_.end(), id);
    if (found == ids_.end() || *found != id) return ids_.size();
    return static_cast<std::size_t>(found - ids_.begin());
  }

  std::vector<base::Digest> ids_;  // ascending, as they are scanned
  std::vector<bool> named_;
};

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

// What the updates have made of a record. The history is kept as a digest, so that the size of
// the whole does not depend on the number of updates: it is compared and never shown.
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
  base::Digest content;
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
        end_(origin_end(origin_)) {
    keys_.origin = origin_;
  }

  // Answers with the size of the log.
  std::uint64_t check();

 private:
  void read_generation();
  void read_held();
  // In fsck_signatures.cc:
  std::optional<schema::LogKeys> keys_of(const std::string& name) const;
  void read_signed_sizes();
  void check_held_signatures();
  void check_generation(base::BytesView detail, base::BytesView note);
  void check_rotation(base::BytesView detail, base::BytesView note);
  std::string rotation_problem(std::uint64_t sequence, base::BytesView bytes) const;
  void check_cosigned(base::BytesView key, base::BytesView value);
  std::string cosignature_problem(const std::string& cosigner, std::uint64_t size,
                                  const schema::NoteSignature& signature) const;

  void check_updates();
  void bridge(std::uint64_t to);
  std::optional<base::Digest> leaf_from_tile(std::uint64_t sequence);
  void add_leaf(const base::Digest& leaf);
  void check_tile(const LogTree::Tile& tile);
  void fold(base::BytesView bytes);
  void fold_long();
  void check_tiles();
  void read_wants();
  void check_records();
  void check_record(base::BytesView iri, base::BytesView value);
  void check_content(base::BytesView iri, const RecordState& state);
  void find_missing_records();
  void check_wants();
  void check_checkpoints();
  void check_state();
  void check_root();

  std::string name(base::BytesView iri) const { return origin_ + " " + readable(iri); }

  Walk& walk_;
  Contents& contents_;
  const KeyFor& key_for_;
  const std::string origin_;
  const base::Bytes prefix_;
  const base::Bytes end_;

  std::uint32_t generation_ = 1;
  std::optional<schema::Checkpoint> held_;
  std::optional<schema::Note> held_note_;
  std::map<std::uint64_t, std::optional<base::Digest>> roots_;  // at the sizes that were signed
  LogState keys_;                                               // only what the updates say of keys
  std::set<std::uint64_t> rotations_;      // the updates that do, until their entry was seen
  std::optional<base::Digest> held_root_;  // what the updates give at the held size
  LogTree tree_;
  bool unknown_leaves_ = false;
  std::int64_t time_ms_ = 0;
  std::uint64_t live_ = 0;
  std::uint64_t withdrawn_ = 0;
  std::uint64_t wanted_ = 0;
  std::uint64_t left_ = 0;
  std::vector<Want> wants_;  // ascending
  std::unordered_map<RecordId, Folded, RecordIdHash> folded_;
  std::unordered_map<RecordId, std::optional<RecordState>, RecordIdHash> long_;
};

}  // namespace rednode::storage
