// The profile that an operator names: one that ships, or a folder of the operator's own
// (docs/formats/profiles.md).
//
// Thread rule: pure functions; they read files.
#pragma once

#include <string>

#include "catalogue/profile.h"
#include "node/ctl/output.h"

namespace rednode::node {

// A name of one that ships means that one, wherever the command runs; everything else is a folder.
// What of its shapes is not checked is said on `out`. Errors: kNotFound, kInvalid, naming file,
// line and remedy.
base::Result<catalogue::Profile> named_profile(const std::string& name,
                                               const catalogue::Vocabularies& vocabularies,
                                               Output& out);

}  // namespace rednode::node
