#include "node/json.h"

#include "tests/unit/test.h"

namespace rednode::node {
namespace {

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

std::string mistake(const std::string& text) {
  const auto parsed = parse_json(text);
  REQUIRE_FALSE(parsed.ok());
  CHECK(parsed.error().code == base::Code::kInvalid);
  return parsed.error().message;
}

using Catch::Matchers::Contains;

}  // namespace

TEST_CASE("JSON is read, and members keep their order") {
  const auto parsed = parse_json(R"({"b": 1, "a": [true, null, "é"]})");
  REQUIRE(parsed.ok());
  CHECK(to_line(*parsed) == R"({"b":1,"a":[true,null,"é"]})");
}

TEST_CASE("A member that stands twice is an error, at every depth") {
  CHECK_THAT(mistake(R"({"a": 1, "a": 2})"), Contains("\"a\" stands twice"));
  CHECK_THAT(mistake(R"([{"x": {"a": 1, "b": 2, "a": 3}}])"), Contains("\"a\" stands twice"));
  CHECK(parse_json(R"({"a": {"a": 1}, "b": {"a": 1}})").ok());
  CHECK(parse_json(R"([{"a": 1}, {"a": 2}])").ok());
}

TEST_CASE("Depth is bounded") {
  CHECK(parse_json(nested(base::limits::kJsonNestingMax)).ok());
  CHECK_THAT(mistake(nested(base::limits::kJsonNestingMax + 2)), Contains("nested too deeply"));
  CHECK_THAT(mistake(nested(1'000'000)), Contains("nested too deeply"));
  CHECK_THAT(mistake(std::string(1'000'000, '[')), Contains("nested too deeply"));
}

TEST_CASE("What is not JSON is an error") {
  for (const std::string text : {"", " ", "nonsense", "{", "{\"a\"}", "[1,]", "1 2", "'a'",
                                 "\"\x01\"", "{\"a\": 01}", "NaN"}) {
    CHECK_FALSE(parse_json(text).ok());
  }
}

TEST_CASE("What is not UTF-8 is not read, and never thrown on the way out") {
  CHECK_FALSE(parse_json("{\"a\": \"\xff\"}").ok());
  CHECK_FALSE(parse_json("\"\xed\xa0\x80\"").ok());
  const Json json = {{"a", "x\xff"}};
  CHECK(to_line(json) == "{\"a\":\"x\xef\xbf\xbd\"}");
}

TEST_CASE("A line never has a newline inside") {
  const Json json = {{"a", "one\ntwo"}};
  CHECK(to_line(json) == R"({"a":"one\ntwo"})");
}

}  // namespace rednode::node
