#include "catalogue/xsd.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "catalogue/term.h"
#include "catalogue/xsd_time.h"

namespace rednode::catalogue {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// A decimal taken apart: no zeros that say nothing.
struct Decimal {
  bool negative = false;
  std::string_view whole;     // without leading zeros
  std::string_view fraction;  // without trailing zeros

  bool zero() const { return whole.empty() && fraction.empty(); }
};

std::optional<Decimal> parse_decimal(std::string_view text, bool integer) {
  Decimal value;
  if (text.starts_with('+') || text.starts_with('-')) {
    value.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const auto point = text.find('.');
  if (integer && point != text.npos) return std::nullopt;
  value.whole = text.substr(0, point);
  if (point != text.npos) value.fraction = text.substr(point + 1);
  if (value.whole.empty() && value.fraction.empty()) return std::nullopt;
  if (!value.whole.empty() && !all_digits(value.whole)) return std::nullopt;
  if (!value.fraction.empty() && !all_digits(value.fraction)) return std::nullopt;
  value.whole.remove_prefix(std::min(value.whole.find_first_not_of('0'), value.whole.size()));
  const auto last = value.fraction.find_last_not_of('0');
  value.fraction = last == std::string_view::npos ? "" : value.fraction.substr(0, last + 1);
  if (value.zero()) value.negative = false;
  return value;
}

Order order_of(int difference) {
  if (difference == 0) return Order::kEqual;
  return difference < 0 ? Order::kLess : Order::kGreater;
}

Order compare(const Decimal& a, const Decimal& b) {
  if (a.negative != b.negative) return a.negative ? Order::kLess : Order::kGreater;
  int difference = 0;
  if (a.whole.size() != b.whole.size()) {
    difference = a.whole.size() < b.whole.size() ? -1 : 1;
  } else {
    difference = a.whole.compare(b.whole);
    if (difference == 0) difference = a.fraction.compare(b.fraction);
  }
  return order_of(a.negative ? -difference : difference);
}

bool is_double(std::string_view text) {
  if (text == "INF" || text == "+INF" || text == "-INF" || text == "NaN") return true;
  const auto exponent = text.find_first_of("eE");
  if (!parse_decimal(text.substr(0, exponent), false)) return false;
  return exponent == text.npos || parse_decimal(text.substr(exponent + 1), true).has_value();
}

double to_double(std::string_view text) {
  if (text == "INF" || text == "+INF") return HUGE_VAL;
  if (text == "-INF") return -HUGE_VAL;
  if (text == "NaN") return std::nan("");
  return std::strtod(std::string(text).c_str(), nullptr);
}

// The integer types: least and greatest value, "" where there is none.
struct IntegerType {
  std::string_view name;
  std::string_view least;
  std::string_view greatest;
};
constexpr std::array kIntegers = {
    IntegerType{"integer", "", ""},
    IntegerType{"nonNegativeInteger", "0", ""},
    IntegerType{"positiveInteger", "1", ""},
    IntegerType{"nonPositiveInteger", "", "0"},
    IntegerType{"negativeInteger", "", "-1"},
    IntegerType{"int", "-2147483648", "2147483647"},
    IntegerType{"long", "-9223372036854775808", "9223372036854775807"},
    IntegerType{"short", "-32768", "32767"},
    IntegerType{"byte", "-128", "127"},
    IntegerType{"unsignedInt", "0", "4294967295"},
    IntegerType{"unsignedLong", "0", "18446744073709551615"},
    IntegerType{"unsignedShort", "0", "65535"},
    IntegerType{"unsignedByte", "0", "255"},
};

const IntegerType* integer_type(std::string_view name) {
  const auto* const found = std::find_if(kIntegers.begin(), kIntegers.end(),
                                         [name](const IntegerType& t) { return t.name == name; });
  return found == kIntegers.end() ? nullptr : found;
}

bool is_integer(std::string_view text, const IntegerType& type) {
  const auto value = parse_decimal(text, true);
  if (!value) return false;
  if (!type.least.empty() && compare(*value, *parse_decimal(type.least, true)) == Order::kLess) {
    return false;
  }
  return type.greatest.empty() ||
         compare(*value, *parse_decimal(type.greatest, true)) != Order::kGreater;
}

bool is_hex(std::string_view text) {
  return text.size() % 2 == 0 && std::all_of(text.begin(), text.end(), [](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
         });
}

bool is_base64(std::string_view text) {
  std::size_t letters = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    if (c == ' ') continue;
    if (c == '=') {
      ++padding;
    } else if (padding > 0 || !(is_letter(c) || is_digit(c) || c == '+' || c == '/')) {
      return false;
    } else {
      ++letters;
    }
  }
  return padding <= 2 && (letters + padding) % 4 == 0;
}

bool is_collapsed(std::string_view text) {
  return text.find_first_of("\t\n\r") == text.npos && !text.starts_with(' ') &&
         !text.ends_with(' ') && text.find("  ") == text.npos;
}

// Parts of one to eight letters, after the first of letters and digits.
bool is_language(std::string_view text) {
  if (!is_language_tag(text)) return false;
  for (auto part = text.find('-'); part != text.npos; part = text.find('-')) {
    if (part > 8) return false;
    text.remove_prefix(part + 1);
  }
  return text.size() <= 8;
}

// Name, NCName and NMTOKEN of XML, with every character beyond ASCII let through.
bool is_name(std::string_view text, bool colon, bool any_start) {
  if (text.empty()) return false;
  const auto good = [colon](char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.' || (colon && c == ':') ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  const char first = text.front();
  if (!any_start && (is_digit(first) || first == '-' || first == '.')) return false;
  return std::all_of(text.begin(), text.end(), good);
}

using Check = bool (*)(std::string_view);

struct TypeCheck {
  std::string_view name;
  Check check;
};

constexpr std::array kChecks = {
    TypeCheck{"string", [](std::string_view) { return true; }},
    TypeCheck{
        "boolean",
        [](std::string_view t) { return t == "true" || t == "false" || t == "1" || t == "0"; }},
    TypeCheck{"decimal", [](std::string_view t) { return parse_decimal(t, false).has_value(); }},
    TypeCheck{"double", is_double},
    TypeCheck{"float", is_double},
    TypeCheck{"hexBinary", is_hex},
    TypeCheck{"base64Binary", is_base64},
    TypeCheck{"anyURI", [](std::string_view) { return true; }},
    TypeCheck{"language", is_language},
    TypeCheck{"normalizedString",
              [](std::string_view t) { return t.find_first_of("\t\n\r") == t.npos; }},
    TypeCheck{"token", is_collapsed},
    TypeCheck{"Name", [](std::string_view t) { return is_name(t, true, false); }},
    TypeCheck{"NCName", [](std::string_view t) { return is_name(t, false, false); }},
    TypeCheck{"NMTOKEN", [](std::string_view t) { return is_name(t, true, true); }},
};

bool is_numeric(std::string_view name) {
  return name == "decimal" || name == "double" || name == "float" || integer_type(name) != nullptr;
}

Order compare_numbers(std::string_view a, std::string_view a_type, std::string_view b,
                      std::string_view b_type) {
  const auto exact = [](std::string_view type) { return type != "double" && type != "float"; };
  if (exact(a_type) && exact(b_type)) {
    const auto left = parse_decimal(a, a_type != "decimal");
    const auto right = parse_decimal(b, b_type != "decimal");
    return left && right ? compare(*left, *right) : Order::kNone;
  }
  if (!is_double(a) || !is_double(b)) return Order::kNone;
  const double left = to_double(a);
  const double right = to_double(b);
  if (std::isnan(left) || std::isnan(right)) return Order::kNone;
  if (left == right) return Order::kEqual;
  return left < right ? Order::kLess : Order::kGreater;
}

Order compare_booleans(std::string_view a, std::string_view b) {
  const auto value = [](std::string_view t) { return t == "true" || t == "1" ? 1 : 0; };
  return order_of(value(a) - value(b));
}

}  // namespace

LexicalForm check_lexical(std::string_view lexical, std::string_view datatype) {
  if (!datatype.starts_with(kXsd)) return LexicalForm::kUnknownType;
  const std::string_view name = datatype.substr(kXsd.size());
  const auto answer = [](bool valid) {
    return valid ? LexicalForm::kValid : LexicalForm::kInvalid;
  };
  if (const IntegerType* type = integer_type(name)) return answer(is_integer(lexical, *type));
  if (const auto kind = time_kind(name)) return answer(parse_time(lexical, *kind).has_value());
  const auto* const found = std::find_if(kChecks.begin(), kChecks.end(),
                                         [name](const TypeCheck& c) { return c.name == name; });
  if (found == kChecks.end()) return LexicalForm::kUnknownType;
  return answer(found->check(lexical));
}

Order compare_literals(std::string_view a, std::string_view b) {
  const std::string_view a_iri = datatype_of(a);
  const std::string_view b_iri = datatype_of(b);
  if (!a_iri.starts_with(kXsd) || !b_iri.starts_with(kXsd)) return Order::kNone;
  const std::string_view a_type = a_iri.substr(kXsd.size());
  const std::string_view b_type = b_iri.substr(kXsd.size());
  const std::string left = lexical_of(a);
  const std::string right = lexical_of(b);
  if (check_lexical(left, a_iri) == LexicalForm::kInvalid) return Order::kNone;
  if (check_lexical(right, b_iri) == LexicalForm::kInvalid) return Order::kNone;
  if (is_numeric(a_type) && is_numeric(b_type)) {
    return compare_numbers(left, a_type, right, b_type);
  }
  if (a_type != b_type) return Order::kNone;
  if (a_type == "string") return order_of(left.compare(right));
  if (a_type == "boolean") return compare_booleans(left, right);
  if (const auto kind = time_kind(a_type)) {
    switch (compare_times(*parse_time(left, *kind), *parse_time(right, *kind))) {
      case TimeOrder::kLess:
        return Order::kLess;
      case TimeOrder::kEqual:
        return Order::kEqual;
      case TimeOrder::kGreater:
        return Order::kGreater;
      case TimeOrder::kNone:
        return Order::kNone;
    }
  }
  return Order::kNone;
}

}  // namespace rednode::catalogue
