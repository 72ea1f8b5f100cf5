// The status document as tables, and the exit code that it stands for.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: pure functions.
#pragma once

#include <string>

#include "node/ctl/output.h"

namespace rednode::node {

std::string status_text(const Json& status, bool color);

// kRefused where a log diverged or the node may not write, kPartial where anything is not live.
Exit status_exit(const Json& status);

}  // namespace rednode::node
