// ShrinkGuard: whether what a complete catalogue does not contain may be withdrawn. Absence is weak
// evidence: a broken export looks exactly like a catalogue that got smaller.
//
// Thread rule: pure functions.
#pragma once

#include <cstdint>
#include <string>

namespace rednode::node {

struct ShrinkQuestion {
  std::uint64_t live = 0;       // records in the catalogue before the import
  std::uint64_t absent = 0;     // those of them that the documents do not contain
  std::uint64_t contained = 0;  // records that the documents contain
  std::uint64_t errors = 0;     // of the import: refused records, unreadable statements or files
  bool accepted = false;        // --accept-shrink
};

// Empty where the absent records may be withdrawn, else why not, with the numbers and the remedy.
//
// Never, whatever was accepted: from documents without any record, or with anything that could not
// be read, since what they contain is not known then. Only where accepted: more than 20 % of the
// live records, where these are more than 5.
std::string shrink_refusal(const ShrinkQuestion& question);

}  // namespace rednode::node
