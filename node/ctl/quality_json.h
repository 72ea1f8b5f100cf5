// The JSON of `redctl quality` (docs/operations/quality.md), and its figures as people read them.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: pure functions.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "catalogue/quality.h"
#include "node/json.h"

namespace rednode::node {

// Without the members that say whose they are.
Json quality_json(const catalogue::QualitySums& sums);
// The member "languages" of it alone.
Json languages_json(const std::map<std::string, catalogue::LanguageTally>& tallies);

// Percent, rounded down, so that 100 is all. 0 of 0 is nothing.
std::string percent(std::uint64_t have, std::uint64_t of);
// The same for people: "87 %", and "< 1 %" for few of many. REQUIRES: of > 0.
std::string percent_text(std::uint64_t have, std::uint64_t of);
// "42 of 48 (87 %)", "-" for nothing of nothing.
std::string share_text(std::uint64_t have, std::uint64_t of);
// "<http://...>/<http://...>" as "dcat:distribution/dcat:accessURL".
std::string readable_steps(std::string_view steps);

}  // namespace rednode::node
