#include "catalogue/jsonld_numbers.h"

#include <cmath>
#include <cstdio>

namespace rednode::catalogue {
namespace {

constexpr double kIntegersEnd = 1e21;  // from here on integers are written as doubles

// The canonical form of xsd:double with up to 15 digits behind the point.
std::string double_text(double value) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%.15E", value);
  std::string text(buffer);
  const auto mark = text.find('E');
  std::string mantissa = text.substr(0, mark);
  while (mantissa.ends_with('0') && !mantissa.ends_with(".0")) mantissa.pop_back();
  std::string exponent = text.substr(mark + 1);
  const bool negative = exponent.front() == '-';
  exponent.erase(0, exponent.find_first_not_of("+-0"));
  if (exponent.empty()) exponent = "0";
  return mantissa + (negative && exponent != "0" ? "E-" : "E") + exponent;
}

}  // namespace

JsonLdNumber rdf_number(std::string_view written, double value, bool as_double) {
  if (!std::isfinite(value)) return {};
  const bool whole = std::trunc(value) == value && std::abs(value) < kIntegersEnd;
  if (as_double || !whole) return {double_text(value), true};
  if (value == 0) return {"0", false};
  if (written.find_first_of(".eE") == std::string_view::npos) return {std::string(written), false};
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%.0f", value);
  return {buffer, false};
}

}  // namespace rednode::catalogue
