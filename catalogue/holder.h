// Holder: who answers for a record, the health data holder of Regulation (EU) 2025/327,
// Article 2(2)(t): geodcatap:custodian (HealthDCAT-AP Release 8), and where there is none, the
// dct:publisher.
//
// Thread rule: value type and pure functions.
#pragma once

#include <string>
#include <vector>

#include "catalogue/dataset.h"
#include "catalogue/summary.h"

namespace rednode::catalogue {

struct Holder {
  // By which the records of one holder are put together: its IRI in brackets, and where it is a
  // blank node or a text, its name. "" for records that name nobody.
  std::string key;
  std::string iri;               // "" where it has none
  std::vector<LocalText> names;  // sorted

  // In the first of the languages that there is, else as best_text() chooses; the IRI for a holder
  // without a name.
  std::string name(const std::vector<std::string>& languages) const;
};

// Of several holders the first in the order of their keys. REQUIRES: an indexed dataset.
Holder holder_of(const Dataset& graph, TermId record);

}  // namespace rednode::catalogue
