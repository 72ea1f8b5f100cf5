#include "node/ctl/csv.h"

#include <algorithm>

namespace rednode::node {
namespace {

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("+-.0123456789") == text.npos &&
         std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string cell_text(const std::string& cell) {
  std::string text = cell;
  if (!text.empty() && std::string("=+-@\t\r").find(text.front()) != std::string::npos &&
      !is_number(text)) {
    text.insert(text.begin(), '\'');
  }
  if (text.find_first_of(",\"\r\n") == text.npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted.push_back('"');
    quoted.push_back(c);
  }
  return quoted + "\"";
}

}  // namespace

std::string csv_row(const std::vector<std::string>& cells) {
  std::string row;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) row.push_back(',');
    row += cell_text(cells[i]);
  }
  return row + "\r\n";
}

}  // namespace rednode::node
