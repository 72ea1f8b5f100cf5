// A new passphrase for keys: from a file, or asked for twice on the terminal, where it is not
// shown.
//
// Thread rule: one thread.
#pragma once

#include <string>

#include "base/secret.h"

namespace rednode::node {

// "-": from the terminal; kUnavailable where there is none. kInvalid where it is too short, or the
// second time another one.
base::Result<base::Secret> new_passphrase(const std::string& file);

}  // namespace rednode::node
