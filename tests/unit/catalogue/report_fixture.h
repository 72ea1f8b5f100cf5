// What the tests of the reports on catalogues have in common.
#pragma once

#include <string>

#include "catalogue/dataset.h"
#include "catalogue/record_judge.h"

namespace rednode::catalogue {

// The profiles that ship, read once: HealthDCAT-AP Release 8 and the minimum elements.
struct Judges {
  const Vocabularies& vocabularies;
  RecordJudge& judge;
};
Judges& judges();

// Turtle with the usual prefixes, h: and geo: among them; indexed.
Dataset graph_of(const std::string& turtle);

// <urn:d>, not public, with everything that Release 8 and the law ask for but an access body.
// <urn:agent> is an agent that may be one.
std::string full_dataset();

}  // namespace rednode::catalogue
