// One dataset as statements of Turtle or TriG, for people. For catalogue/writer.cc.
//
// Thread rule: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "catalogue/dataset.h"

namespace rednode::catalogue {

// "@prefix dcat: <...> .\n" and so on.
base::Bytes turtle_prefixes();

// `labels` by term (blank_labels.h); `first`: the IRI described first, or "". Named graphs become
// TriG blocks. REQUIRES: dataset.indexed().
base::Bytes to_turtle(const Dataset& dataset, const std::vector<std::string>& labels,
                      std::string_view first);

}  // namespace rednode::catalogue
