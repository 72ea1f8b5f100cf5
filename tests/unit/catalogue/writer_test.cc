#include "catalogue/writer.h"

#include "catalogue/canonical.h"
#include "catalogue/rdf_reader.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

Dataset parsed(std::string_view text, Format format = Format::kTrig) {
  auto dataset = read_dataset(text, format, "http://e/");
  INFO((dataset.ok() ? "" : dataset.error().message));
  REQUIRE(dataset.ok());
  return std::move(*dataset);
}

// Without the prefixes.
std::string body(const Dataset& dataset, Format format, std::string_view first = {}) {
  const auto text = write_dataset(dataset, format, first);
  REQUIRE(text.ok());
  const auto end = text->find("\n\n");
  return format == Format::kTurtle || format == Format::kTrig ? text->substr(end + 2) : *text;
}

}  // namespace

TEST_CASE("Turtle is written for people") {
  const Dataset dataset = parsed(R"(
    @prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
    <d> dct:title "Titel"@nl, "Title"@en ; a dcat:Dataset ; dct:publisher <a> ;
      dcat:version 5, 1.5, true ;
      dct:temporal [ dcat:startDate "2020"^^<http://www.w3.org/2001/XMLSchema#gYear> ;
        dct:source [] ] ;
      dct:hasPart ( 1 "two" ) ; dct:description "one\ntwo \"x\"" .
    <a> dct:title "A" .)");
  CHECK(body(dataset, Format::kTurtle, "http://e/d") == R"(<http://e/d>
    a dcat:Dataset ;
    dct:description """one
two \"x\"""" ;
    dct:hasPart ( 1 "two" ) ;
    dct:publisher <http://e/a> ;
    dct:temporal [
        dct:source [] ;
        dcat:startDate "2020"^^xsd:gYear
    ] ;
    dct:title "Titel"@nl, "Title"@en ;
    dcat:version 1.5, 5, true .

<http://e/a>
    dct:title "A" .

)");
}

TEST_CASE("TriG is written with its graphs") {
  const Dataset dataset = parsed("<s> <p> 'o' . <g> { <s> <p> [ <q> 'x' ] } _:g { <s> <p> _:g }");
  CHECK(body(dataset, Format::kTrig) == R"(<http://e/s>
    <http://e/p> "o" .

<http://e/g> {
    <http://e/s>
        <http://e/p> [
            <http://e/q> "x"
        ] .
}

_:b0 {
    <http://e/s>
        <http://e/p> _:b0 .
}

)");
}

TEST_CASE("formats without graphs refuse named graphs, unless told to drop the names") {
  const Dataset dataset = parsed("<g> { <s> <p> 'o' }");
  for (const Format format : {Format::kTurtle, Format::kNTriples}) {
    const auto refused = write_dataset(dataset, format);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message.find("named graphs") != std::string::npos);
    base::Bytes out;
    Writer writer({.format = format, .drop_graph_names = true},
                  [&out](base::BytesView bytes) -> base::Status {
                    out += bytes;
                    return {};
                  });
    CHECK(writer.write(dataset).ok());
    CHECK(out.find("\"o\"") != std::string::npos);
    CHECK(out.find("http://e/g") == std::string::npos);
  }
  CHECK_FALSE(write_dataset(dataset, Format::kRdfXml).ok());
}

TEST_CASE("an empty document is one") {
  CHECK(body(Dataset(), Format::kTurtle).empty());
  CHECK(body(Dataset(), Format::kNQuads).empty());
}

TEST_CASE("blank nodes of several records stay apart, and shared ones are said once") {
  const std::string shared = " <p> dctp: [ <name> 'Office' ], [ <name> 'Office' ], [ <of> <p> ] .";
  const std::string prefix = "@prefix dctp: <urn:contact> . ";
  const Dataset one = parsed(prefix + "<1> <by> <p> ; <t> [ <from> 1 ] ." + shared);
  const Dataset two = parsed(prefix + "<2> <by> <p> ; <t> [ <from> 1 ] ." + shared);
  const std::pair<const Dataset*, const char*> records[] = {{&one, "http://e/1"},
                                                            {&two, "http://e/2"}};
  for (const Format format : {Format::kTurtle, Format::kTrig, Format::kNTriples, Format::kNQuads}) {
    for (const bool merge : {false, true}) {
      base::Bytes out;
      Writer writer({.format = format, .merge_shared = merge},
                    [&out](base::BytesView b) -> base::Status {
                      out += b;
                      return {};
                    });
      for (const auto& [record, iri] : records) REQUIRE(writer.write(*record, iri).ok());
      REQUIRE(writer.finish().ok());
      const Dataset together = parsed(out, format);
      // by, t, from of each; the six about <p>, twice where they are not merged
      CHECK(together.quads().size() == (merge ? 2u * 3 + 6 : 2u * 3 + 12));
    }
  }
}

TEST_CASE("writers pass on what the sink says") {
  Writer writer({.format = Format::kNTriples},
                [](base::BytesView) -> base::Status { return base::unavailable("full"); });
  CHECK(writer.write(parsed("<s> <p> 1 .")).error().message == "full");
}

}  // namespace rednode::catalogue
