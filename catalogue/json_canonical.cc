#include "catalogue/json_canonical.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "catalogue/utf8.h"

namespace rednode::catalogue {
namespace {

// The digits of the shortest decimal that reads back as this double, and the place of the point:
// 0.d1d2d3... times ten to the `point`.
struct Decimal {
  std::string digits;
  int point = 0;
};

Decimal shortest(double value) {
  char buffer[32];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
  const std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
  const auto mark = text.find('e');
  Decimal decimal;
  for (const char c : text.substr(0, mark)) {
    if (c != '.') decimal.digits.push_back(c);
  }
  const std::size_t sign = text[mark + 1] == '+' ? 2 : 1;
  std::from_chars(text.data() + mark + sign, text.data() + text.size(), decimal.point);
  ++decimal.point;
  return decimal;
}

// ECMAScript, Number::toString, which RFC 8785 section 3.2.2.3 refers to.
std::string number_text(double value) {
  if (value == 0) return "0";
  const Decimal decimal = shortest(std::abs(value));
  const std::string& digits = decimal.digits;
  const int count = static_cast<int>(digits.size());
  const int point = decimal.point;
  const auto zeros = [](int n) { return std::string(static_cast<std::size_t>(n), '0'); };
  std::string text = value < 0 ? "-" : "";
  if (count <= point && point <= 21) {
    text += digits + zeros(point - count);
  } else if (point > 0 && point <= 21) {
    text += digits;
    text.insert(text.size() - static_cast<std::size_t>(count - point), ".");
  } else if (point > -6 && point <= 0) {
    text += "0." + zeros(-point) + digits;
  } else {
    text += digits.front();
    if (count > 1) text.append(".").append(digits, 1);
    text += point > 0 ? "e+" : "e-";
    text += std::to_string(std::abs(point - 1));
  }
  return text;
}

// The order of UTF-16 code units, RFC 8785 section 3.2.3.
bool utf16_less(std::string_view a, std::string_view b) {
  std::size_t at = 0;
  while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
  if (at == a.size() || at == b.size()) return a.size() < b.size();
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
  while (at > 0 && (continues(a[at]) || continues(b[at]))) --at;
  const std::uint32_t x = character_at(a, at).code;
  const std::uint32_t y = character_at(b, at).code;
  // Characters beyond U+FFFF are written with surrogates, which stand before U+E000.
  const auto unit = [](std::uint32_t code) { return code > 0xffff ? 0xd800 : code; };
  return unit(x) != unit(y) ? unit(x) < unit(y) : x < y;
}

bool append_object(std::string& out, const JsonObject& object) {
  std::vector<const JsonMember*> members;
  for (const JsonMember& member : object) members.push_back(&member);
  std::sort(members.begin(), members.end(),
            [](const auto* a, const auto* b) { return utf16_less(a->key, b->key); });
  out.push_back('{');
  for (const JsonMember* member : members) {
    if (member != members.front()) out.push_back(',');
    append_json_string(out, member->key);
    out.push_back(':');
    if (!append_canonical_json(out, member->value)) return false;
  }
  out.push_back('}');
  return true;
}

bool append_array(std::string& out, const JsonValue::Array& items) {
  out.push_back('[');
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out.push_back(',');
    if (!append_canonical_json(out, items[i])) return false;
  }
  out.push_back(']');
  return true;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  constexpr std::string_view kFrom = "\"\\\b\f\n\r\t";
  constexpr std::string_view kTo = "\"\\bfnrt";
  out.push_back('"');
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet >= 0x20 && c != '"' && c != '\\') {
      out.push_back(c);
    } else if (const auto known = kFrom.find(c); known != std::string_view::npos) {
      out.push_back('\\');
      out.push_back(kTo[known]);
    } else {
      out.append("\\u00");
      out.push_back(kHex[octet >> 4]);
      out.push_back(kHex[octet & 0x0f]);
    }
  }
  out.push_back('"');
}

bool append_canonical_json(std::string& out, const JsonValue& value) {
  switch (value.kind()) {
    case JsonValue::Kind::kNull:
      out.append("null");
      return true;
    case JsonValue::Kind::kBoolean:
      out.append(value.boolean() ? "true" : "false");
      return true;
    case JsonValue::Kind::kNumber: {
      const double number = value.number();
      if (!std::isfinite(number)) return false;
      out.append(number_text(number));
      return true;
    }
    case JsonValue::Kind::kString:
      append_json_string(out, value.text());
      return true;
    case JsonValue::Kind::kArray:
      return append_array(out, value.items());
    case JsonValue::Kind::kObject:
      return append_object(out, value.members());
  }
  return true;
}

}  // namespace rednode::catalogue
