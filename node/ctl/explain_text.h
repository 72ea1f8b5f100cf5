// The answer of `redctl record explain` for people, from the document that scripts get.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: pure functions.
#pragma once

#include <string>

#include "node/json.h"

namespace rednode::node {

// `findings`: those of the present verdict, as lines.
std::string explain_text(const Json& document, const std::string& findings);

// Where a record was looked for that nobody knows, and what may have been meant.
std::string unknown_text(const Json& looked);

}  // namespace rednode::node
