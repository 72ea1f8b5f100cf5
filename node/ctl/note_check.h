// The signatures of a checkpoint, checked with keys that are known, said in a CheckList.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread.
#pragma once

#include <optional>
#include <string>

#include "node/ctl/check_list.h"
#include "node/ctl/known_keys.h"
#include "schema/checkpoint.h"

namespace rednode::node {

// The checkpoint where the origin's signature is good. Cosignatures by others are judged where
// their keys are known, and said where not.
std::optional<schema::SignedCheckpoint> check_note(const KnownKeys& keys, const std::string& origin,
                                                   base::BytesView note, CheckList& checks);

}  // namespace rednode::node
