// profile.toml: what a profile says of itself (docs/formats/profiles.md, "The folder").
//
// Thread rule: pure functions.
#pragma once

#include <string>

#include "catalogue/profile.h"

namespace rednode::catalogue {

// `file` is for messages. Errors: kInvalid, naming file, line and field, with the remedy.
base::Result<ProfileInfo> read_profile_table(const std::string& folder, const std::string& file,
                                             base::BytesView text);

}  // namespace rednode::catalogue
