#include "catalogue/ntriples.h"

#include "catalogue/canonical.h"
#include "catalogue/rdf_reader.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

using Outcome = NQuadsParser::Outcome;

std::string parsed(std::string_view line, bool graphs = true) {
  NQuadsParser parser(graphs);
  QuadText quad;
  switch (parser.parse(line, quad)) {
    case Outcome::kNothing:
      return "nothing";
    case Outcome::kError:
      return "error: " + parser.reason();
    case Outcome::kQuad:
      break;
  }
  std::string out;
  append_nquad(out, quad);
  out.pop_back();
  return out;
}

std::string object(std::string_view text) {
  const std::string line = "<urn:a> <urn:b> " + std::string(text) + " .";
  const std::string out = parsed(line);
  constexpr std::size_t kFront = 16;
  return out.starts_with("error") ? out : out.substr(kFront, out.size() - kFront - 2);
}

}  // namespace

TEST_CASE("N-Quads: canonical lines come back as they were") {
  for (const char* line :
       {"<urn:a> <urn:b> <urn:c> .", "<urn:a> <urn:b> <urn:c> <urn:d> .", "_:a <urn:b> _:c _:d .",
        "<urn:a> <urn:b> \"x\" .", "<urn:a> <urn:b> \"\" .",
        "<urn:a> <urn:b> \"x\\n\\\"\\\\\"@fr-t-nl .", "<urn:a> <urn:b> \"5\"^^<urn:d> <urn:e> ."}) {
    INFO(line);
    CHECK(parsed(line) == line);
  }
}

TEST_CASE("N-Quads: what is not canonical becomes so") {
  CHECK(object("\"a\\u00e9\\U0001F600\\'\"") == "\"a\xc3\xa9\xf0\x9f\x98\x80'\"");
  CHECK(object("\"a\tb\"") == "\"a\\tb\"");
  CHECK(object("\"a\\tb\x7f\"") == "\"a\\tb\\u007F\"");
  CHECK(object("\"a\xef\xbf\xbf\"") == "\"a\\uFFFF\"");
  CHECK(object("\"a\"^^<http://www.w3.org/2001/XMLSchema#string>") == "\"a\"");
  CHECK(object("\"a\"^^<urn:\\u0061>") == "\"a\"^^<urn:a>");
  CHECK(object("\"a\\u0062\"^^<urn:\\u0061>") == "\"ab\"^^<urn:a>");
  CHECK(object("<urn:\\u00e9>") == "<urn:\xc3\xa9>");
  CHECK(parsed("  <urn:a>\t<urn:b><urn:c>.# note") == "<urn:a> <urn:b> <urn:c> .");
  CHECK(object("\"a\" ^^ <urn:a>") == "\"a\"^^<urn:a>");
  CHECK(parsed("") == "nothing");
  CHECK(parsed(" # only a comment") == "nothing");
}

TEST_CASE("N-Quads: strict") {
  for (const char* line : {"<a> <urn:b> <urn:c> .",
                           "<urn:a> <urn:b> <urn:c>",
                           "<urn:a> <urn:b> .",
                           "<urn:a> _:b <urn:c> .",
                           "\"a\" <urn:b> <urn:c> .",
                           "<urn:a> \"b\" <urn:c> .",
                           "<urn:a> <urn:b> <urn:c d> .",
                           "<urn:a> <urn:b> <urn:\\u0020> .",
                           "<urn:a> <urn:b> <urn:\\n> .",
                           "<urn:a> <urn:b> \"x .",
                           "<urn:a> <urn:b> \"x\\q\" .",
                           "<urn:a> <urn:b> \"\\uD800\" .",
                           "<urn:a> <urn:b> \"\\U00110000\" .",
                           "<urn:a> <urn:b> \"\\u12\" .",
                           "<urn:a> <urn:b> \"x\"@ .",
                           "<urn:a> <urn:b> \"x\"@e1 .",
                           "<urn:a> <urn:b> \"x\"@en- .",
                           "<urn:a> <urn:b> \"x\"^^x .",
                           "<urn:a> <urn:b> \"x\"^^<x> .",
                           "<urn:a> <urn:b> <urn:c> . x",
                           "<urn:a> <urn:b> <urn:c> <urn:d> <urn:e> .",
                           "_: <urn:b> <urn:c> .",
                           "_:-a <urn:b> <urn:c> .",
                           "<urn:a> <urn:b> \"\xff\" .",
                           "<urn:a> <urn:b> 'x' .",
                           "<urn:a> <urn:b> 5 .",
                           "<urn:a> <urn:b> \"a\rb\" .",
                           "<urn:a",
                           "_",
                           "\\"}) {
    INFO(line);
    CHECK(parsed(line).starts_with("error"));
  }
  CHECK(parsed("<urn:a> <urn:b> <urn:c> <urn:d> .", false).starts_with("error"));
  CHECK(parsed("_:a.b. <urn:b> _:c.").starts_with("error"));
  CHECK(parsed("_:a.b <urn:b> _:c.") == "_:a.b <urn:b> _:c .");
}

TEST_CASE("N-Quads: stored contents are read back, or the line is named") {
  const std::string content = "<urn:a> <urn:b> \"x\" .\n_:c14n0 <urn:b> <urn:a> <urn:g> .\n";
  const auto dataset = parse_nquads(content);
  REQUIRE(dataset.ok());
  CHECK(dataset->quads().size() == 2);
  CHECK(*canonicalize(*dataset) == content);
  const auto bad = parse_nquads(content + "<urn:a> .\n");
  REQUIRE_FALSE(bad.ok());
  CHECK(bad.error().message.find("line 3") != std::string::npos);
}

}  // namespace rednode::catalogue
