// How the values of two literals compare.
#include <string>

#include "catalogue/term.h"
#include "catalogue/xsd.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

// "5^integer"; without a type, a string.
std::string literal(std::string_view text) {
  const auto at = text.rfind('^');
  if (at == text.npos) return literal_text(text);
  return literal_text(text.substr(0, at), std::string(kXsd) + std::string(text.substr(at + 1)));
}

// "<", "=", ">" or "?", and the same seen from the other side.
std::string order(std::string_view a, std::string_view b) {
  constexpr std::string_view kSigns = "<=>?";
  const Order there = compare_literals(literal(a), literal(b));
  const Order back = compare_literals(literal(b), literal(a));
  INFO(a << " and " << b);
  switch (there) {
    case Order::kLess:
      CHECK(back == Order::kGreater);
      break;
    case Order::kGreater:
      CHECK(back == Order::kLess);
      break;
    default:
      CHECK(back == there);
  }
  return std::string(1, kSigns[static_cast<std::size_t>(there)]);
}

}  // namespace

TEST_CASE("order: numbers of all types compare by their value") {
  CHECK(order("1^integer", "2^integer") == "<");
  CHECK(order("-2^integer", "-1^integer") == "<");
  CHECK(order("-1^byte", "1^unsignedLong") == "<");
  CHECK(order("0^integer", "-0.00^decimal") == "=");
  CHECK(order("007^integer", "7.000^decimal") == "=");
  CHECK(order("9^integer", "10^integer") == "<");
  CHECK(order("0.10^decimal", "0.09^decimal") == ">");
  CHECK(order("1^integer", "1.5^double") == "<");
  CHECK(order("1e400^double", "INF^double") == "=");
  CHECK(order("-INF^float", "-1e300^double") == "<");
  CHECK(order("NaN^double", "NaN^double") == "?");
  CHECK(order("NaN^double", "1^integer") == "?");
}

TEST_CASE("order: integers and decimals of any length compare exactly") {
  const std::string big = "1" + std::string(300, '0');
  CHECK(order(big + "^integer", big + ".0^decimal") == "=");
  CHECK(order(big + "^integer", big + "." + std::string(300, '0') + "1^decimal") == "<");
  CHECK(order("9007199254740993^integer", "9007199254740992^integer") == ">");
  CHECK(order("9007199254740993^integer", "9007199254740992^double") == "=");
}

TEST_CASE("order: what is compared with a float is rounded to it, but for a double") {
  CHECK(order("16777217^integer", "16777216^float") == "=");
  CHECK(order("16777217^double", "16777216^float") == ">");
  CHECK(order("0.1^float", "0.1^double") == ">");
  CHECK(order("0.1^float", "0.1^decimal") == "=");
}

TEST_CASE("order: strings by their characters, booleans with false first") {
  CHECK(order("a", "b") == "<");
  CHECK(order("", "a") == "<");
  CHECK(order("Z", "a") == "<");
  CHECK(order("z", "é") == "<");
  CHECK(order("a", "a^string") == "=");
  CHECK(order("false^boolean", "1^boolean") == "<");
  CHECK(order("0^boolean", "false^boolean") == "=");
}

TEST_CASE("order: kinds that do not compare") {
  CHECK(order("1^integer", "1") == "?");
  CHECK(order("2026-01-01^date", "2026-01-01T00:00:00^dateTime") == "?");
  CHECK(order("true^boolean", "1^integer") == "?");
  CHECK(order("x^integer", "1^integer") == "?");
  CHECK(order("http://e/a^anyURI", "http://e/b^anyURI") == "?");
  CHECK(compare_literals(literal_text("a", {}, "en"), literal_text("b", {}, "en")) == Order::kNone);
  CHECK(compare_literals(literal_text("a", "http://e/t"), literal_text("a", "http://e/t")) ==
        Order::kNone);
}

TEST_CASE("order: moments, in their time zones") {
  CHECK(order("2026-01-01T00:00:00^dateTime", "2026-01-01T00:00:00.000000001^dateTime") == "<");
  CHECK(order("2026-01-01T12:00:00+02:00^dateTime", "2026-01-01T10:00:00Z^dateTime") == "=");
  CHECK(order("2026-01-01T24:00:00Z^dateTime", "2026-01-02T00:00:00Z^dateTime") == "=");
  CHECK(order("-0001-12-31T00:00:00Z^dateTime", "0000-01-01T00:00:00Z^dateTime") == "<");
  CHECK(order("1969-12-31^date", "1970-01-01^date") == "<");
  CHECK(order("2026-01-01-05:00^date", "2026-01-01Z^date") == ">");
  CHECK(order("23:00:00^time", "01:00:00^time") == ">");
  CHECK(order("2025^gYear", "2026^gYear") == "<");
  CHECK(order("2025-12^gYearMonth", "2026-01^gYearMonth") == "<");
  CHECK(order("--02-29^gMonthDay", "--03-01^gMonthDay") == "<");
  CHECK(order("--11^gMonth", "--12^gMonth") == "<");
  CHECK(order("---30^gDay", "---31^gDay") == "<");
}

TEST_CASE("order: a local time and one with a zone, where fourteen hours make no difference") {
  CHECK(order("2026-01-01T00:00:00^dateTime", "2026-01-01T14:00:00Z^dateTime") == "?");
  CHECK(order("2026-01-01T00:00:00^dateTime", "2026-01-01T14:00:01Z^dateTime") == "<");
  CHECK(order("2026-01-01T14:00:01^dateTime", "2026-01-01T00:00:00Z^dateTime") == ">");
  CHECK(order("2026-01-01T00:00:00^dateTime", "2026-01-01T00:00:00Z^dateTime") == "?");
  CHECK(order("2026-01-01^date", "2026-01-02Z^date") == "<");
  CHECK(order("2026^gYear", "2026Z^gYear") == "?");
}

TEST_CASE("order: durations, where every month agrees") {
  CHECK(order("P1Y^duration", "P12M^duration") == "=");
  CHECK(order("P1D^duration", "PT24H^duration") == "=");
  CHECK(order("P1M^duration", "P27D^duration") == ">");
  CHECK(order("P1M^duration", "P30D^duration") == "?");
  CHECK(order("P1M^duration", "P32D^duration") == "<");
  CHECK(order("-P1D^duration", "PT0S^duration") == "<");
  CHECK(order("PT1.5S^dayTimeDuration", "PT1.25S^dayTimeDuration") == ">");
  CHECK(order("-PT1.5S^dayTimeDuration", "-PT1.25S^dayTimeDuration") == "<");
  CHECK(order("P1Y^yearMonthDuration", "P13M^yearMonthDuration") == "<");
  CHECK(order("P999999999Y^duration", "P999999998Y999999999999M^duration") == "<");
  CHECK(order("-P999999999Y^duration", "P999999999Y^duration") == "<");
}

}  // namespace rednode::catalogue
