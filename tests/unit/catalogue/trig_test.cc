#include "catalogue/ntriples.h"
#include "catalogue/rdf_reader.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

struct Outcome {
  std::string quads;
  std::vector<SyntaxError> errors;
};

Outcome read(std::string_view text) {
  Outcome outcome;
  ReaderEvents events;
  events.on_quad = [&outcome](const QuadText& quad, Position) -> base::Status {
    append_nquad(outcome.quads, quad);
    return {};
  };
  events.on_error = [&outcome](SyntaxError&& error) -> base::Status {
    outcome.errors.push_back(std::move(error));
    return {};
  };
  REQUIRE(read_rdf(source_of(text), Format::kTrig, {}, events).ok());
  return outcome;
}

}  // namespace

TEST_CASE("TriG: graphs are read statement by statement") {
  const Outcome outcome = read(
      "@prefix : <urn:> . :s :p :o0 .\n:g { :s :p :o1 . :s :p :o2 }\nGRAPH <urn:h> { :s :p :o3 . "
      "}\n"
      "{ :s :p :o4 } graph _:b1 {} _:b1 { :s :p :o5 } [] { :s :p :o6 . :s :p :o7 } [ ] { :s :p [] "
      "}");
  REQUIRE(outcome.errors.empty());
  CHECK(
      outcome.quads ==
      "<urn:s> <urn:p> <urn:o0> .\n<urn:s> <urn:p> <urn:o1> <urn:g> .\n"
      "<urn:s> <urn:p> <urn:o2> <urn:g> .\n<urn:s> <urn:p> <urn:o3> <urn:h> .\n"
      "<urn:s> <urn:p> <urn:o4> .\n<urn:s> <urn:p> <urn:o5> _:b1 .\n"
      "<urn:s> <urn:p> <urn:o6> _:anon-0000000001 .\n<urn:s> <urn:p> <urn:o7> _:anon-0000000001 .\n"
      "<urn:s> <urn:p> _:anon-0000000003 _:anon-0000000002 .\n");
}

TEST_CASE("TriG: errors inside and around graphs") {
  const Outcome inside = read("<urn:g> { <urn:s> u:p 1 . <urn:s> <urn:p> 2 } <urn:s> <urn:p> 3 .");
  CHECK(inside.errors.size() == 1);
  CHECK(inside.quads.find("\"2\"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:g> .") !=
        std::string::npos);
  CHECK(inside.quads.find("\"3\"^^<http://www.w3.org/2001/XMLSchema#integer> .") !=
        std::string::npos);
  const Outcome name = read("u:g { <urn:s> <urn:p> 1 . <urn:s> <urn:p> 2 } <urn:s> <urn:p> 3 .");
  CHECK(name.errors.size() == 3);
  CHECK(name.quads.find("\"3\"") != std::string::npos);
  for (const char* bad : {"<urn:g> { <urn:s> <urn:p> 1 .", "<urn:g> { @prefix : <urn:> . }",
                          "<urn:g> { PREFIX : <urn:> }", "( 1 ) { <urn:s> <urn:p> 1 }", "GRAPH { }",
                          "<urn:g> { <urn:h> { } }", "[ <urn:a> 1 ] { }", "\"x\" { }", "}",
                          "<urn:s> <urn:g> { <urn:s> <urn:p> 1 }"}) {
    INFO(bad);
    CHECK_FALSE(read(bad).errors.empty());
  }
}

TEST_CASE("Turtle has no graphs") {
  CHECK_FALSE(read_dataset("<urn:g> { <urn:s> <urn:p> 1 }", Format::kTurtle).ok());
}

}  // namespace rednode::catalogue
