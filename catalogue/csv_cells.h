// One cell of a table that spreadsheets open without harm.
//
// A spreadsheet takes a cell that begins with = + - @, a tab or a carriage return for a formula,
// quoted or not, and formulas can send data away (OWASP, "CSV Injection"). Such cells get an
// apostrophe in front, which spreadsheets show as text; plain numbers do not, because -5 is only a
// number. unguarded() takes it off again, so that a table comes back as it was.
//
// Thread rule: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace rednode::catalogue {

// Appends the cell as RFC 4180 wants it: in quotes where it holds a comma, a quote or a line end.
void append_cell(std::string& out, std::string_view text);

std::string_view unguarded(std::string_view cell);

}  // namespace rednode::catalogue
