// JSON: strict parsing with places, canonical text, and where a value ends.

#include "catalogue/json_canonical.h"
#include "catalogue/json_extent.h"
#include "catalogue/json_parser.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

std::string fault(std::string_view text) {
  const JsonParse parse = parse_json(text);
  if (parse.ok()) return "";
  return std::to_string(parse.at.at.line) + ":" + std::to_string(parse.at.at.column) + " " +
         parse.fault;
}

std::string canonical(std::string_view text) {
  const JsonParse parse = parse_json(text);
  INFO(parse.fault);
  REQUIRE(parse.ok());
  std::string out;
  return append_canonical_json(out, parse.value) ? out : "none";
}

}  // namespace

TEST_CASE("JSON values know where they stand") {
  const JsonParse parse = parse_json("{\n  \"\xc3\xa9\": [1.50, \"x\"],\n\"b\": {}}", {7, 3});
  REQUIRE(parse.ok());
  const JsonObject& object = parse.value.members();
  REQUIRE(object.size() == 2);
  CHECK(parse.value.place.at.line == 7);
  CHECK(parse.value.place.at.column == 3);
  CHECK(object.begin()->key == "\xc3\xa9");
  const JsonValue& list = object.begin()->value;
  CHECK(list.place.at.line == 8);
  CHECK(list.place.at.column == 8);
  CHECK(list.place.begin == 10);
  CHECK(list.place.end == 21);
  CHECK(list.items()[0].written() == "1.50");
  CHECK(list.items()[0].number() == 1.5);
  CHECK(list.items()[1].place.at.column == 15);
  CHECK(object.find("b")->place.at.line == 9);
}

TEST_CASE("JSON that is none says where and why") {
  CHECK(fault("[1,]") == "1:4 expected a JSON value");
  CHECK(fault("{\"a\":1,\n }") == "2:2 expected a key in quotation marks");
  CHECK(fault("{\"a\":1,\n\"b\":2, \"a\":3}") == "2:8 the key \"a\" stands twice in one object");
  CHECK(fault("[01]").starts_with("1:3 a number begins with a superfluous 0"));
  CHECK(fault("[1.]").starts_with("1:4 expected a digit"));
  CHECK(fault("[\"\n\"]").starts_with("1:3 a string holds a line break"));
  CHECK(fault("[\"\\x\"]").starts_with("1:3 a backslash"));
  CHECK(fault("[\"\\ud800\"]").starts_with("1:3 half of a surrogate pair"));
  CHECK(fault("[\"\\ud83d\\u0041\"]").starts_with("1:3 half of a surrogate pair"));
  CHECK(fault("[\"\xff\"]").find("UTF-8") != std::string::npos);
  CHECK(fault("[\"a").find("ends inside a string") != std::string::npos);
  CHECK(fault("{} {}").find("behind the end") != std::string::npos);
  CHECK(fault("").find("the text ends") != std::string::npos);
  CHECK(fault("nul").find("expected a JSON value") != std::string::npos);
  CHECK(fault("[" + std::string(2000, '1') + "]").find("a number of more than") !=
        std::string::npos);
  CHECK(fault(std::string(64, '[') + std::string(64, ']')).empty());
  CHECK(fault(std::string(65, '[') + std::string(65, ']')).find("nest") != std::string::npos);
  CHECK(fault(std::string(1'000'000, '[')).find("nest") != std::string::npos);
}

TEST_CASE("JSON objects of many members find each of them") {
  std::string text = "{";
  for (int i = 0; i < 100; ++i) {
    text += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":" + std::to_string(i);
  }
  const JsonParse parse = parse_json(text + "}");
  REQUIRE(parse.ok());
  for (int i = 0; i < 100; ++i) {
    const JsonValue* found = parse.value.find("k" + std::to_string(i));
    REQUIRE(found != nullptr);
    CHECK(found->written() == std::to_string(i));
  }
  CHECK(parse.value.find("k100") == nullptr);
  CHECK(fault(text + ",\"k57\":0}").find("\"k57\" stands twice") != std::string::npos);
  CHECK(parse.value.clone() == parse.value);
}

// RFC 8785, appendix B and section 3.2.3.
TEST_CASE("canonical JSON is that of RFC 8785") {
  const std::pair<const char*, const char*> numbers[] = {
      {"0", "0"},
      {"-0", "0"},
      {"5e-324", "5e-324"},
      {"1.7976931348623157e308", "1.7976931348623157e+308"},
      {"9007199254740992", "9007199254740992"},
      {"295147905179352830000", "295147905179352830000"},
      {"999999999999999900000", "999999999999999900000"},
      {"1e21", "1e+21"},
      {"0.000001", "0.000001"},
      {"0.0000001", "1e-7"},
      {"333333333.33333329", "333333333.3333333"},
      {"-0.0000033333333333333333", "-0.0000033333333333333333"},
      {"4.50", "4.5"},
      {"1e400", "none"},
  };
  for (const auto& [written, expected] : numbers) {
    INFO(written);
    CHECK(canonical(written) == expected);
  }
  CHECK(canonical("{\"\xe2\x82\xac\":1,\"\\r\":2,\"\xef\xac\xb3\":3,\"1\":4,\"\xf0\x9f\x98\x80\":5,"
                  "\"\xc2\x80\":6,\"\xc3\xb6\":7}") ==
        "{\"\\r\":2,\"1\":4,\"\xc2\x80\":6,\"\xc3\xb6\":7,\"\xe2\x82\xac\":1,"
        "\"\xf0\x9f\x98\x80\":5,\"\xef\xac\xb3\":3}");
  CHECK(canonical("[ \"\\u0001\\/\\u007f\\\"\", null , true ]") ==
        "[\"\\u0001/\x7f\\\"\",null,true]");
}

TEST_CASE("where a JSON value ends, in one view and in many") {
  const std::pair<std::string_view, std::size_t> cases[] = {
      {"{\"a\":[1,{}]} ,", 12},
      {"\"a\\\"b\",", 6},
      {"12,", 2},
      {"true]", 4},
      {"[\"]\"]x", 5},
      {"{\"a\":[1}, {", 8},
      {"{\"a\":1], {", 6},
      {"{\"a\":\"x\n}\n,", 9},
      {"[", 1},
  };
  for (const auto& [text, end] : cases) {
    INFO(text);
    JsonExtent whole;
    whole.start();
    CHECK(whole.find_end(text, true));
    CHECK(whole.size() == end);
    JsonExtent parts;
    parts.start();
    for (std::size_t seen = 0; seen <= text.size(); ++seen) {
      if (parts.find_end(text.substr(0, seen), seen == text.size())) break;
    }
    CHECK(parts.size() == end);
  }
  JsonExtent line;
  line.start(true);
  CHECK(line.find_end("{\"a\": [\n{\"b\": 1}", false));
  CHECK(line.size() == 7);
}

TEST_CASE("names are found in what is no JSON") {
  const auto members = text_members("{\"@id\" : \"x\\u0041\", \"a\": [1, {\"@id\":\"y\"}, \"z\"}");
  REQUIRE(members.size() == 2);
  CHECK(members[0].key == "@id");
  CHECK(members[0].value == "xA");
  CHECK(members[1].value == "y");
  CHECK(text_members("\"a").empty());
  CHECK(text_members("\"a\":\"b").front().value.empty());
}

}  // namespace rednode::catalogue
