// Which of the formats that are JSON a document is of, from the names in its beginning: JSON-LD has
// members that begin with "@", the others what the `detect` of their mappings says.
//
// Thread rule: pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "catalogue/format.h"

namespace rednode::catalogue {

// `head`: the beginning of a document that is JSON. Errors: kInvalid where it is none that we know.
base::Result<Format> detect_json(std::string_view head, std::optional<Format> named);

}  // namespace rednode::catalogue
