// LogRepair: one log of a damaged store, proved and written into a new one; a part of
// storage/repair.h.
//
// Thread rule: one thread.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "storage/keys.h"
#include "storage/logs.h"
#include "storage/repair.h"
#include "storage/repair_sources.h"

namespace rednode::storage {

// Where the new store is built, and the logs that it has so far.
struct RepairTarget {
  Store& store;
  Logs logs;
};

// The entries of the checkpoint table about one log, behind the origin: part and detail, value. A
// key may stand there twice, from two views.
using CheckpointParts = std::vector<std::pair<base::Bytes, base::Bytes>>;

class LogRepair {
 public:
  LogRepair(RepairSources& sources, RepairTarget& target, const KeyFor& key_for, std::string origin,
            bool own);

  // Proves and writes. `entries_left` grows by what was not taken over from the parts.
  base::Result<RepairedLog> run(const CheckpointParts& parts, std::uint64_t& entries_left);

 private:
  // A statement about the tree at a size. Which key must have signed it is known once the updates
  // were read.
  struct Statement {
    std::uint64_t size = 0;
    CheckpointPart part = CheckpointPart::kHeld;
    std::optional<schema::SignedCheckpoint> checkpoint;  // of kHeld and kKey
    std::string cosigner;                                // of kCosigned
    Cosigned cosigned;
    base::Digest root;  // of kState
    bool proved = false;
  };

  void read_part(base::BytesView key, base::BytesView value, std::uint64_t& left);
  void read_note(CheckpointPart part, base::BytesView value, std::uint64_t& left);
  void read_cosigned(base::BytesView key, base::BytesView value, std::uint64_t& left);
  void read_state(base::BytesView value);
  void read_generation(base::BytesView key, base::BytesView value, std::uint64_t& left);
  // Of the notes that were read, those from the second generation on without a gap.
  std::uint32_t generation() const;
  void hash_updates();
  void bridge();
  std::optional<base::Digest> leaf_behind_gap(std::uint64_t sequence);
  void add_leaf(const base::Digest& leaf);
  bool holds(const Statement& statement) const;
  bool signed_by_origin(const Statement& statement) const;
  bool cosignature_holds(const Statement& statement, const base::Digest& root) const;
  void prove(RepairedLog& log);
  base::Status write(std::uint64_t count);
  base::Status write_signatures(std::uint64_t count, std::uint64_t& left);

  RepairSources& sources_;
  RepairTarget& target_;
  const KeyFor& key_for_;
  const std::string origin_;
  const bool own_;
  std::vector<Statement> statements_;
  std::vector<base::Bytes> evidence_;
  std::map<std::uint32_t, base::Bytes> generations_;        // by number
  std::vector<std::pair<base::Bytes, base::Bytes>> aside_;  // of earlier generations: key, value
  std::optional<std::uint64_t> had_;
  std::uint64_t wanted_before_ = 0;
  std::uint64_t readable_ = 0;  // updates from the first on, without a gap
  LogTree tree_;
  LogState keys_;                                               // what these say of the log's keys
  std::map<std::uint64_t, std::optional<base::Digest>> roots_;  // at the sizes of the statements
};

}  // namespace rednode::storage
