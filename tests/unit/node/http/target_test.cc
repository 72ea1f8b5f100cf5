#include "node/http/target.h"

#include "base/limits.h"
#include "tests/unit/test.h"

namespace rednode::node {
namespace {

using Segments = std::vector<std::string>;

Segments segments(const std::string& text) {
  const auto target = parse_target(text);
  return target.ok() ? target->segments : Segments{"refused: " + target.error().message};
}

bool is_refused(const std::string& text) {
  return !parse_target(text).ok();
}

}  // namespace

TEST_CASE("A path is cut at its slashes, and then decoded") {
  CHECK(segments("/") == Segments{""});
  CHECK(segments("/a/b") == Segments{"a", "b"});
  CHECK(segments("/a//b/") == Segments{"a", "", "b", ""});
  CHECK(segments("/d/FR/https%3A%2F%2Fexample.org%2Fd%2F1") ==
        Segments{"d", "FR", "https://example.org/d/1"});
  CHECK(segments("/a+b") == Segments{"a+b"});
  CHECK(segments("/caf%C3%A9") == Segments{"café"});
  CHECK(segments("http://red.example.fr/a?b") == Segments{"a"});
  CHECK(segments("https://red.example.fr:7403/a/b") == Segments{"a", "b"});
}

TEST_CASE("A query is names and values") {
  const auto target = parse_target("/s?q=two+words&lang=fr&q=%26%3D&flag&&=x&e=");
  REQUIRE(target.ok());
  REQUIRE(target->query.size() == 6);
  CHECK(target->query[0].value == "two words");
  CHECK(target->query[1].name == "lang");
  CHECK(target->query[2].value == "&=");
  CHECK(target->query[3].name == "flag");
  CHECK(target->query[3].value.empty());
  CHECK(target->query[4].name.empty());
  CHECK(target->query[5].value.empty());
  CHECK(parse_target("/s?").value().query.empty());
}

TEST_CASE("What is no target of a request is refused") {
  for (const char* text : {"", "a", "*", "ftp://host/a", "http://", "http:///a", "http://host",
                           "http://host?a=b", "host:80", "/a#b", "/a?b#c"}) {
    INFO(text);
    CHECK(is_refused(text));
  }
}

TEST_CASE("Escapes that stand for no text are refused") {
  for (const char* text : {"/%", "/%4", "/%4g", "/%00", "/%0a", "/%7f", "/%ff", "/%C3",
                           "/%ed%a0%80", "/a?b=%", "/a?%0d=b", "/\x01"}) {
    INFO(text);
    CHECK(is_refused(text));
  }
}

TEST_CASE("A target has limits") {
  CHECK_FALSE(is_refused("/" + std::string(base::limits::kHttpTargetBytesMax - 1, 'a')));
  const auto longer = parse_target("/" + std::string(base::limits::kHttpTargetBytesMax, 'a'));
  CHECK(longer.error().code == base::Code::kExhausted);
  std::string query = "/s?";
  for (std::size_t i = 0; i < base::limits::kHttpQueryFieldsMax; ++i) query += "a=b&";
  CHECK_FALSE(is_refused(query));
  CHECK(is_refused(query + "a=b"));
}

}  // namespace rednode::node
