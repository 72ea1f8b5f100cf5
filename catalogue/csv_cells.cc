#include "catalogue/csv_cells.h"

#include <algorithm>

namespace rednode::catalogue {
namespace {

constexpr std::string_view kFormula = "=+-@\t\r";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const auto point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view part = point == std::string_view::npos ? "0" : text.substr(point + 1);
  return !whole.empty() && !part.empty() && std::all_of(whole.begin(), whole.end(), is_digit) &&
         std::all_of(part.begin(), part.end(), is_digit);
}

// Also what begins with an apostrophe before such a character, so that unguarded() is exact.
bool needs_guard(std::string_view text) {
  const auto first = text.find_first_not_of('\'');
  return first != std::string_view::npos && kFormula.find(text[first]) != std::string_view::npos &&
         !(first == 0 && is_number(text));
}

}  // namespace

void append_cell(std::string& out, std::string_view text) {
  const bool guard = needs_guard(text);
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    if (guard) out += '\'';
    out += text;
    return;
  }
  out += guard ? "\"'" : "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string_view unguarded(std::string_view cell) {
  const auto first = cell.find_first_not_of('\'');
  const bool guarded = first != std::string_view::npos && first > 0 &&
                       kFormula.find(cell[first]) != std::string_view::npos;
  return guarded ? cell.substr(1) : cell;
}

}  // namespace rednode::catalogue
