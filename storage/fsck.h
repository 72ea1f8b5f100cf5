// check_store: recomputes everything in a store from its bytes (docs/formats/storage.md).
//
// The updates are what is given; the tree, the record states, the counts, the wants and the changes
// are derived from them once more and compared. What could not be checked is a finding too: a clean
// report means that everything was read and that everything fits.
//
// Memory: 32 octets a content and about 200 octets a record of the largest log.
//
// Thread rule: a function over a Reader. On a store that is in use, hand it a snapshot.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "schema/note.h"
#include "storage/store.h"

namespace rednode::storage {

struct Finding {
  std::string table;    // the name of the table
  std::string key;      // readable: "FR 17", "FR https://...", a content id in hexadecimal
  std::string problem;  // what is wrong, in a sentence
};

struct CheckReport {
  static constexpr std::size_t kFindingsKept = 1'000;

  std::vector<Finding> findings;  // the first kFindingsKept of them
  std::uint64_t total_findings = 0;

  std::uint64_t updates = 0;
  std::uint64_t records = 0;
  std::uint64_t contents = 0;
  std::uint64_t tiles = 0;
  std::uint64_t bytes = 0;  // keys and values that were read

  // Information, not damage.
  std::uint64_t not_applied = 0;  // entries of logs that are no update that this version knows
  std::uint64_t unnamed = 0;      // contents that no update ever named
  std::uint64_t arrived = 0;      // wanted contents that are here: the next pull will notice

  bool clean() const { return total_findings == 0; }
};

// The key that signs the checkpoints of an origin, or that cosigns under a name; nothing where it
// is not known. Cosignatures are checked with the same public key as the origin's own signatures.
using KeyFor = std::function<std::optional<schema::NoteVerifier>(const std::string& name)>;

// Called now and then with the entries that were read and an estimate of all of them; at the end
// both are equal. May be empty.
using Progress = std::function<void(std::uint64_t done, std::uint64_t total)>;

// Reads that fail are findings, and the check goes on behind them.
base::Result<CheckReport> check_store(const Reader& store, const KeyFor& key_for,
                                      const Progress& progress);

}  // namespace rednode::storage
