// The values of a record that stand under an IRI of an older release of their list
// (docs/formats/vocabularies.md, "Aliases").
//
// Thread rule: pure functions.
#pragma once

#include <string>
#include <vector>

#include "catalogue/dataset.h"
#include "catalogue/vocabulary.h"

namespace rednode::catalogue {

struct OlderTerm {
  std::string property;  // IRIs, all three
  std::string value;
  std::string now;
  auto operator<=>(const OlderTerm&) const = default;
};

// Sorted, each once.
std::vector<OlderTerm> older_terms(const Dataset& record, const Aliases& aliases);

}  // namespace rednode::catalogue
