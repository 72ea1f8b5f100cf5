// Rows of comma-separated values (RFC 4180), for spreadsheets.
//
// Thread rule: pure functions.
#pragma once

#include <string>
#include <vector>

namespace rednode::node {

// With the line's end. A text that a spreadsheet would take for a formula (it begins with = + - @,
// a tab or a carriage return, and is no number) gets an apostrophe in front: names in catalogues
// are written by others.
std::string csv_row(const std::vector<std::string>& cells);

}  // namespace rednode::node
