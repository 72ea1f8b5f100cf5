// Evidence: a portable text that proves that an origin signed two histories.
//
//   rednode-evidence/v1
//   FR                                  the origin
//   <octets of the first note>          decimal, then the note itself
//   <octets of the second note>
//   <base64 root>                       that the second history had at the first note's size
//   <base64 hash>...                    consistency proof from there to the second note, one a line
//
// It holds where both notes carry a signature of a key that the origin had, the root differs from
// the first note's, and the proof leads from that root to the second note. Anyone can check it with
// the origin's keys alone.
//
// Thread rule: pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "schema/checkpoint.h"
#include "schema/log_keys.h"

namespace rednode::peers {

inline constexpr std::string_view kEvidenceTitle = "rednode-evidence/v1";

struct Evidence {
  schema::SignedCheckpoint first;  // of the smaller, or equal, size
  schema::SignedCheckpoint second;
  base::Digest other_root;          // of the second history at the first's size
  std::vector<base::Digest> proof;  // from there to the second
};

base::Bytes format_evidence(const Evidence& evidence);

// The evidence, where it proves what it says; else why not.
base::Result<Evidence> open_evidence(base::BytesView text, const schema::LogKeys& keys);

}  // namespace rednode::peers
