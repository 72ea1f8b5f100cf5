// The data that ships with rednode: JSON-LD contexts, mappings, profiles and vocabularies. They are
// files below config/ in the source tree, listed in catalogue/CMakeLists.txt and carried inside the
// programs, so that a tool works without an installation; a folder of the operator's goes first
// where a command or the configuration names one.
//
// Thread rule: pure functions. Lifetimes: the views live as long as the program.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace rednode::catalogue {

// By its path below config/: "mappings/ckan.toml".
std::optional<base::BytesView> shipped_file(std::string_view path);

// The paths that begin with `prefix`, sorted.
std::vector<std::string_view> shipped_files(std::string_view prefix);

}  // namespace rednode::catalogue
