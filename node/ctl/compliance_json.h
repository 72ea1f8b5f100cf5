// The JSON of `redctl compliance`: docs/operations/compliance.md.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: pure functions.
#pragma once

#include <string>
#include <vector>

#include "catalogue/compliance_sums.h"
#include "node/json.h"

namespace rednode::node {

Json holder_json(const catalogue::Holder& holder, bool trusted,
                 const std::vector<std::string>& languages);
// Without the members that say whose they are.
Json sums_json(const catalogue::ComplianceSums& sums);
Json standing_json(const catalogue::Standing& standing, catalogue::Day on,
                   const std::vector<std::string>& languages);

}  // namespace rednode::node
