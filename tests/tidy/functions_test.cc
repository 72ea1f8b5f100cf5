// Functions are short.
#include "tests/tidy/functions.h"

#include <map>

#include "tests/tidy/tree.h"
#include "tests/unit/test.h"

namespace rednode::tidy {
namespace {

constexpr std::size_t kFunctionLinesMax = 70;

// "path: header begins with" and why it is longer. Empty is best.
const std::map<std::string, std::string> kLonger = {};

bool is_allowed(const File& file, const Function& function) {
  for (const auto& [where, reason] : kLonger) {
    if ((file.path + ": " + function.header).starts_with(where)) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("The counter finds functions and their lengths") {
  const File file{"a.cc",
                  {"namespace a {", "struct B {", "  B() : x{1}, y(2) {", "    f();", "  }",
                   "  int x = f({1});", "};", "int f(std::vector<int> v) {  // {",
                   "  if (v.empty()) {", "    return '{';", "  }", "  return 1'000;", "}",
                   "const int c[] = {f(), 2};", "}  // namespace a"}};
  const auto found = functions_of(code_of(file));
  REQUIRE(found.size() == 2);
  CHECK(found[0].header.starts_with("B() : x"));
  CHECK(found[0].lines() == 3);
  CHECK(found[1].header.starts_with("int f("));
  CHECK(found[1].lines() == 6);
}

TEST_CASE("Functions are short") {
  std::vector<std::string> findings;
  std::size_t seen = 0;
  for (const File& file : tree()) {
    if (!file.is_code()) continue;
    for (const auto& function : functions_of(code_of(file))) {
      ++seen;
      if (function.lines() <= kFunctionLinesMax || is_allowed(file, function)) continue;
      findings.push_back(at(file, function.first_index,
                            std::to_string(function.lines()) + " lines: " + function.header));
    }
  }
  expect_none(findings);
  CHECK(seen > 500);  // the counter reads what it is given
}

}  // namespace rednode::tidy
