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

TEST_CASE("RDF/XML is written for people and programs") {
  const Dataset dataset = parsed(R"(
    @prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    <d> dct:title "Titel <&>"@nl ; a dcat:Dataset, <urn:1>, rdf:li ; dct:publisher <a?b&c> ;
      <urn:x/y> "2020"^^<urn:t&t>, "" ; dct:source _:two ; dcat:has _:two ;
      dct:temporal [ dcat:startDate "2020" ; dct:source [] ] ;
      dct:spatial [ a dct:Location ; dct:title "x" ] ;
      dct:hasPart ( <e> [ a dcat:Thing ] ( 1 <e> ) ) ;
      dct:description "a\r\nb" . <g> a <H> .)");
  const auto text = write_dataset(dataset, Format::kRdfXml, "http://e/d");
  REQUIRE(text.ok());
  CHECK(text->starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF\n    xmlns:adms="));
  CHECK(text->substr(text->find("\n\n") + 2) == R"(  <dcat:Dataset rdf:about="http://e/d">
    <rdf:type rdf:resource="http://www.w3.org/1999/02/22-rdf-syntax-ns#li"/>
    <rdf:type rdf:resource="urn:1"/>
    <dct:description>a&#xD;
b</dct:description>
    <dct:hasPart rdf:parseType="Collection">
      <rdf:Description rdf:about="http://e/e"/>
      <dcat:Thing/>
      <rdf:Description rdf:nodeID="b8"/>
    </dct:hasPart>
    <dct:publisher rdf:resource="http://e/a?b&amp;c"/>
    <dct:source rdf:nodeID="b0"/>
    <dct:spatial>
      <dct:Location>
        <dct:title>x</dct:title>
      </dct:Location>
    </dct:spatial>
    <dct:temporal rdf:parseType="Resource">
      <dct:source rdf:parseType="Resource">
      </dct:source>
      <dcat:startDate>2020</dcat:startDate>
    </dct:temporal>
    <dct:title xml:lang="nl">Titel &lt;&amp;&gt;</dct:title>
    <dcat:has rdf:nodeID="b0"/>
    <ns:y xmlns:ns="urn:x/"></ns:y>
    <ns:y xmlns:ns="urn:x/" rdf:datatype="urn:t&amp;t">2020</ns:y>
  </dcat:Dataset>

  <rdf:Description rdf:nodeID="b8">
    <rdf:first rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">1</rdf:first>
    <rdf:rest rdf:parseType="Collection">
      <rdf:Description rdf:about="http://e/e"/>
    </rdf:rest>
  </rdf:Description>

  <ns:H xmlns:ns="http://e/" rdf:about="http://e/g"/>

</rdf:RDF>
)");
}

TEST_CASE("RDF/XML: several records in one document") {
  std::string out;
  Writer writer({.format = Format::kRdfXml, .merge_shared = true},
                [&out](base::BytesView bytes) -> base::Status {
                  out += bytes;
                  return {};
                });
  REQUIRE(writer.write(parsed("<a> <p> <o> . <o> <q> [ <r> 'x' ] ."), "http://e/a").ok());
  REQUIRE(writer.write(parsed("<b> <p> <o>, [] . <o> <q> [ <r> 'x' ] ."), "http://e/b").ok());
  // One that RDF/XML cannot say leaves no trace, and the document goes on.
  REQUIRE_FALSE(writer.write(parsed("<c> <p> 1 ; <http://e/> 2 ."), "http://e/c").ok());
  REQUIRE(writer.finish().ok());
  const Dataset expected = parsed("<a> <p> <o> . <b> <p> <o>, [] . <o> <q> [ <r> 'x' ] .");
  CHECK(*canonicalize(parsed(out, Format::kRdfXml)) == *canonicalize(expected));
  CHECK(*write_dataset(Dataset(), Format::kRdfXml) ==
        out.substr(0, out.find("\n\n") + 2) + "</rdf:RDF>\n");
}

TEST_CASE("RDF/XML: what it cannot say is an error, and nothing is altered") {
  const auto problem = [](std::string_view turtle) {
    const auto text = write_dataset(parsed(turtle), Format::kRdfXml);
    return text.ok() ? "written" : text.error().message;
  };
  CHECK(problem("<s> <http://e/> 1 .").find("the property <http://e/>") != std::string::npos);
  CHECK(problem("<s> <http://e/1> 1 .").find("name of XML") != std::string::npos);
  CHECK(problem("<s> <http://www.w3.org/2000/xmlns/a> 1 .").find("name of XML") !=
        std::string::npos);
  for (const char* word : {"li", "about", "Description", "bagID", "RDF"}) {
    const std::string iri =
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#" + std::string(word) + ">";
    CHECK(problem("<s> " + iri + " 1 .").find(iri + " is a word of RDF/XML") != std::string::npos);
    CHECK(problem("<s> a " + iri + " .") == "written");
  }
  const std::string control = problem("<s> <p> 'a\\u0001b' .");
  CHECK(control.find("U+0001 (<http://e/p> of <http://e/s>)") != std::string::npos);
  CHECK(control.find("write turtle") != std::string::npos);
  CHECK(problem("<s> <p> '\\uFFFF' .").find("U+FFFF") != std::string::npos);
  CHECK(problem("<s> <p> <\\uFFFE> .").find("U+FFFE") != std::string::npos);
  CHECK(problem("<g> { <s> <p> 1 }").find("named graphs") != std::string::npos);
  CHECK(problem("<s> <p> '\\u0009\\u007f\\u0085\\ufffd' .") == "written");
}

}  // namespace rednode::catalogue
