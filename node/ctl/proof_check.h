// Proof files (docs/formats/proofs.md): what a file proves, in words, with the keys that are given
// or known. Without a daemon and without a store.
//
// Thread rule: one thread.
#pragma once

#include "node/ctl/commands.h"

namespace rednode::node {

// REQUIRES: options.file.
Exit run_proof_check(Context& context, const LogVerifyOptions& options);

}  // namespace rednode::node
