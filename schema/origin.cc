#include "schema/origin.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/limits.h"

namespace rednode::schema {
namespace {

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_alpha(char c) {
  return is_upper(c) || (c >= 'a' && c <= 'z');
}

}  // namespace

bool is_origin(std::string_view text) {
  if (text.size() < 2 || !is_upper(text[0]) || !is_upper(text[1])) return false;
  if (text.size() == 2) return true;
  const std::string_view part = text.substr(3);
  return text[2] == '-' && !part.empty() && part.size() <= 16 &&
         std::all_of(part.begin(), part.end(), [](char c) { return is_upper(c) || is_digit(c); });
}

base::Result<std::string> parse_origin(std::string_view text) {
  if (is_origin(text)) return std::string(text);
  return base::invalid("\"" + std::string(text.substr(0, 64)) +
                       "\" is not an origin: two capital letters, and where there are several in "
                       "one state a hyphen and up to 16 capitals or digits, as in FR or FR-HDH");
}

bool is_record_iri(std::string_view text) {
  if (text.empty() || text.size() > base::limits::kIriBytesMax || !is_alpha(text[0])) return false;
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon + 1 == text.size()) return false;
  for (const char c : text.substr(0, colon)) {
    if (!is_alpha(c) && !is_digit(c) && c != '+' && c != '-' && c != '.') return false;
  }
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= 0x20) return false;
    if (std::string_view("<>\"{}|^`\\").find(c) != std::string_view::npos) return false;
  }
  return base::is_utf8(text);
}

}  // namespace rednode::schema
