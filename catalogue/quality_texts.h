// The languages of a record's texts, for catalogue/quality.h, and the walk along properties that
// its parts share.
//
// Thread rule: pure functions. REQUIRES: an indexed dataset.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalogue/dataset.h"
#include "catalogue/quality.h"

namespace rednode::catalogue {

// "<iri>/<iri>": a path as SPARQL writes it.
std::string steps_text(const std::vector<std::string>& steps);

// What the properties lead to, each term once.
std::vector<TermId> walk_steps(const Dataset& graph, TermId from,
                               const std::vector<std::string>& steps);

// Of one record, by path: titles, descriptions, keywords and the other texts that HealthDCAT-AP
// lets catalogues write in several languages.
std::map<std::string, LanguageTally> language_tallies(const Dataset& graph, TermId record);

// Title and description are there in an official language of the Union (Regulation (EU) 2025/327,
// Article 77(2)), supplied by the publisher. Of one record's tallies.
bool has_official_language(const std::map<std::string, LanguageTally>& tallies);

// Adds up what was counted in different records.
void add_languages(LanguageTally& into, const LanguageTally& from);

}  // namespace rednode::catalogue
