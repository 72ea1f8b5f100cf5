// The status document as tables, and the exit code that it stands for.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: pure functions.
#pragma once

#include <string>

#include "base/clock.h"
#include "node/ctl/output.h"

namespace rednode::node {

// Keys whose day is near at that time are named.
std::string status_text(const Json& status, bool color, base::UnixTime now);

// kRefused where a log diverged or the node may not write, kPartial where anything is not live.
Exit status_exit(const Json& status);

}  // namespace rednode::node
