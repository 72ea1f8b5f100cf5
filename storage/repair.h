// repair_store: builds a new store from what can be read of a damaged one, and proves what it
// takes.
//
// Of each log it takes the longest beginning whose updates hash to a root that somebody signed: the
// held checkpoint, the checkpoint of a change of its key, or a cosignature, by keys that are known.
// Where an update is lost, what lies behind it still helps to prove what lies before it, by the
// updates and tiles there that can be read. Of our own log the root in its state counts too: what
// was acknowledged last may have been signed without the signature having been stored. Contents are
// taken by their ids; everything that is derived is computed again. Of a mirror the rest comes from
// the peers; of our own log too, before the node writes.
//
// Memory: about 50 octets a content that is damaged; otherwise that of storage/logs.h.
//
// Thread rule: a function; nobody else uses the stores meanwhile.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/fsck.h"

namespace rednode::storage {

struct RepairedLog {
  std::string origin;
  std::uint64_t taken = 0;           // updates that the new store has
  std::optional<std::uint64_t> had;  // as the damaged store says; nothing where it does not
  std::uint64_t wanted = 0;          // live records of it whose content must come from the peers
  std::uint64_t wanted_before = 0;   // of these, those that the damaged store waited for as well
  std::string ends_because;          // why no more was taken; empty where it is whole

  bool whole() const { return ends_because.empty() && wanted <= wanted_before; }
};

struct RepairReport {
  std::vector<RepairedLog> logs;    // by origin
  std::uint64_t contents = 0;       // that were taken
  std::uint64_t contents_left = 0;  // that are not what their ids say
  // Cosignatures and checkpoints of key changes that do not verify, and other entries without form.
  std::uint64_t entries_left = 0;
  std::uint64_t unreadable =
      0;  // places where reading failed, in the tables that cannot be computed

  bool whole() const;
};

// `damaged`: views of one store, the best first: what one cannot read is looked for in the next.
// `fresh` is empty. kExhausted where the disk is full; else what `fresh` answers.
base::Result<RepairReport> repair_store(std::span<const Reader* const> damaged, Store& fresh,
                                        const std::string& own_origin, const KeyFor& key_for,
                                        const Progress& progress);

}  // namespace rednode::storage
