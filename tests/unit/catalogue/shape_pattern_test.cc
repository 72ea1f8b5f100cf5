#include "catalogue/shape_pattern.h"

#include <string>

#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

bool matches(std::string_view expression, std::string_view text, std::string_view flags = "") {
  const auto pattern = Pattern::compile(expression, flags);
  INFO(expression << ": " << (pattern.ok() ? "" : pattern.error().message));
  REQUIRE(pattern.ok());
  return (*pattern)->matches(text);
}

std::string problem(std::string_view expression, std::string_view flags = "") {
  const auto pattern = Pattern::compile(expression, flags);
  return pattern.ok() ? "" : pattern.error().message;
}

}  // namespace

TEST_CASE("patterns: found anywhere, unless they say where") {
  CHECK(matches("b", "abc"));
  CHECK_FALSE(matches("^b", "abc"));
  CHECK_FALSE(matches("b$", "abc"));
  CHECK(matches("", ""));
  CHECK(matches("^https://e\\.org/[0-9]{2,}$", "https://e.org/42"));
  CHECK_FALSE(matches("^a$", "a\n"));
}

TEST_CASE("patterns: the flags") {
  CHECK(matches("STRASSE|É", "é", "i"));
  CHECK_FALSE(matches("É", "é"));
  CHECK_FALSE(matches("^b$", "a\nb\nc"));
  CHECK(matches("^b$", "a\nb\nc", "m"));
  CHECK_FALSE(matches("a.b", "a\nb"));
  CHECK(matches("a.b", "a\nb", "s"));
  CHECK(matches("a b\t[c d]", "ab ", "x"));
  CHECK_FALSE(matches("a b", "a b", "x"));
  CHECK(matches("a.b[", "xa.b[x", "q"));
  CHECK(matches("A.B", "a.b", "qi"));
  CHECK_FALSE(matches("a.b", "acb", "q"));
  CHECK(matches("a b", "a b", "qx"));
  CHECK(matches("a b", "a b", "xq"));
  CHECK(problem("a", "g").find("\"g\"") != std::string::npos);
}

TEST_CASE("patterns: words, digits and names are those of Unicode") {
  CHECK(matches("^\\w+$", "naïveté+1"));
  CHECK_FALSE(matches("\\w", "_-. \n"));
  CHECK(matches("^\\W+$", "_-. \n"));
  CHECK(matches("^[\\w_]+$", "a_b"));
  CHECK(matches("^\\d+$", "1٣"));
  CHECK_FALSE(matches("\\d", "x"));
  CHECK(matches("^[^\\d]$", "x"));
  CHECK(matches("^[\\D]$", "x"));
  CHECK(matches("^\\i\\c*$", "é:a-1.b"));
  CHECK_FALSE(matches("^\\i", "1a"));
  CHECK(matches("^\\I\\C$", "1 "));
  CHECK(matches("^[\\i0]+$", "a0"));
  CHECK(matches("^.$", "𝄞"));
  CHECK(matches("\\p{Lu}", "É"));
  CHECK(matches("[\\s\\S]", "\n"));
}

TEST_CASE("patterns: what cannot be checked says so") {
  CHECK(problem("(a)\\1").find("back-references") != std::string::npos);
  CHECK(problem("[a-z-[aeiou]]").find("subtraction") != std::string::npos);
  CHECK(problem("[\\I]").find("brackets") != std::string::npos);
  CHECK_FALSE(problem("\\p{IsGreek}").empty());
  CHECK_FALSE(problem("a(b").empty());
  CHECK_FALSE(problem("(?=a)").empty());
  CHECK_FALSE(problem("a{1,2000}").empty());
  CHECK(problem("\\\\1\\[").empty());
}

TEST_CASE("patterns: linear, where back-tracking would take longer than anyone lives") {
  CHECK_FALSE(matches("^(a+)+$", std::string(50'000, 'a') + "b"));
  CHECK_FALSE(matches("(a|a)*(a|a)*(a|a)*c", std::string(50'000, 'a')));
}

}  // namespace rednode::catalogue
