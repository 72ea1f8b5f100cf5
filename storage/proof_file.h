// Proof files: texts that prove something about a log with the origin's key alone
// (docs/formats/proofs.md): c2sp.org/tlog-proof, and the consistency of two sizes.
//
// Parsing looks at the form only. What a file proves is what verify() says of it together with a
// checkpoint whose signature the caller has checked.
//
// Thread rule: value types and pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "schema/checkpoint.h"

namespace rednode::storage {

inline constexpr std::string_view kInclusionTitle = "c2sp.org/tlog-proof@v1";
inline constexpr std::string_view kConsistencyTitle = "rednode-consistency/v1";

// That an entry stands in a log.
struct InclusionFile {
  base::Bytes entry;  // the extra data
  std::uint64_t index = 0;
  std::vector<base::Digest> hashes;
  base::Bytes checkpoint;  // a signed note
};

base::Bytes format_inclusion(const InclusionFile& file);
// kInvalid with what is wrong about the form.
base::Result<InclusionFile> parse_inclusion(base::BytesView text);
// kConflict where the entry is not at that place in the tree of the checkpoint.
base::Status verify(const InclusionFile& file, const schema::Checkpoint& checkpoint);

// That the log of an earlier size is the beginning of that of the checkpoint.
struct ConsistencyFile {
  std::string origin;
  std::uint64_t old_size = 0;
  base::Digest old_root;
  std::vector<base::Digest> hashes;
  base::Bytes checkpoint;  // a signed note
};

base::Bytes format_consistency(const ConsistencyFile& file);
base::Result<ConsistencyFile> parse_consistency(base::BytesView text);
// kConflict where the old tree is not the beginning of the checkpoint's.
base::Status verify(const ConsistencyFile& file, const schema::Checkpoint& checkpoint);

}  // namespace rednode::storage
