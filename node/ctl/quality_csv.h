// The rows of `redctl quality --csv`.
//
// Thread rule: pure functions.
#pragma once

#include <string>
#include <vector>

#include "catalogue/quality.h"

namespace rednode::node {

// One row a holder or record: the titles of its columns, and its cells behind those that say whose
// they are.
const std::vector<std::string>& quality_line_titles();
std::vector<std::string> quality_line_cells(const catalogue::QualitySums& sums);

// A whole catalogue, one figure a row: part, property, measure, n, of, percent.
std::vector<std::vector<std::string>> quality_figures(const catalogue::QualitySums& sums);

}  // namespace rednode::node
