// JSON-LD as it is written: readable, complete in itself, and read back as what it was.

#include "catalogue/canonical.h"
#include "catalogue/json_parser.h"
#include "catalogue/jsonld_context.h"
#include "catalogue/prefixes.h"
#include "catalogue/rdf_reader.h"
#include "catalogue/shipped.h"
#include "catalogue/writer.h"
#include "tests/unit/catalogue/graph_maker.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

Dataset turtle(const std::string& text) {
  auto dataset = read_dataset(text, Format::kTrig);
  INFO((dataset.ok() ? "" : dataset.error().message));
  REQUIRE(dataset.ok());
  return std::move(*dataset);
}

// The elements of "@graph", without the context.
std::string elements(const Dataset& dataset, std::string_view first = {}) {
  const auto text = write_dataset(dataset, Format::kJsonLd, first);
  REQUIRE(text.ok());
  CHECK(parse_json(*text).ok());
  const auto again = read_dataset(*text, Format::kJsonLd);
  INFO(*text << (again.ok() ? "" : again.error().message));
  REQUIRE(again.ok());
  CHECK(*canonicalize(*again) == *canonicalize(dataset));
  return text->substr(text->find("  \"@graph\""));
}

constexpr const char* kPrefixes =
    "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
    "@prefix health: <http://healthdataportal.eu/ns/health#> . @prefix e: <http://e/> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n";

}  // namespace

TEST_CASE("JSON-LD: a record as people read it") {
  const Dataset dataset = turtle(std::string(kPrefixes) + R"(
e:1 a dcat:Dataset ; dct:title "Cancer register"@en, "Kankerregister"@nl ;
  dcat:keyword "a"@en, "b"@en, "c" ; dct:publisher e:org ; dct:issued "2024-01-01"^^xsd:date ;
  health:numberOfRecords "0120"^^xsd:nonNegativeInteger ;
  dct:temporal [ dcat:startDate "2004"^^xsd:gYear ] ; e:list ( 1 "1"^^xsd:decimal [ e:p true ] ) .
)");
  CHECK(elements(dataset, "http://e/1") == R"(  "@graph": [
    {
      "@id": "http://e/1",
      "@type": "dcat:Dataset",
      "http://e/list": {"@list": [
        1,
        {"@value": "1", "@type": "xsd:decimal"},
        {
          "http://e/p": true
        }
      ]},
      "healthdcatap:numberOfRecords": "0120",
      "dct:issued": {"@value": "2024-01-01", "@type": "xsd:date"},
      "dct:publisher": "http://e/org",
      "dct:temporal": {
        "dcat:startDate": {"@value": "2004", "@type": "xsd:gYear"}
      },
      "dct:title": {
        "en": "Cancer register",
        "nl": "Kankerregister"
      },
      "dcat:keyword": {
        "@none": "c",
        "en": [
          "a",
          "b"
        ]
      }
    }
  ]
}
)");
}

TEST_CASE("JSON-LD: what the context would read otherwise is written out") {
  const char* cases[] = {
      // texts, names and numbers where the context expects something else
      "e:1 dct:title e:2 .",
      "e:1 dct:title \"x\"@en, e:2, 5, \"y\" .",
      "e:1 dct:title [ e:p 1 ] .",
      "e:1 dct:publisher \"text\", 5, \"x\"@en, e:2, _:b, [] . _:b e:p _:b .",
      "e:1 health:numberOfRecords 5, \"5\", \"5\"^^xsd:decimal, e:2 .",
      "e:1 dct:title ( \"x\"@en e:2 ) ; dct:publisher ( \"x\" e:2 ( ) ) .",
      // numbers that are not as JSON-LD makes them
      "e:1 e:p 05, -0, +5, 0, -5, 1.5, 1e0, \"1.0E0\"^^xsd:double, 9007199254740993, true .",
      "e:1 e:p \"1\"^^xsd:boolean, \"x\"^^xsd:integer, \"\"^^xsd:integer .",
      // classes that are no names
      "e:1 a \"text\", e:C, [ e:p 1 ], _:b . _:b e:p 1 .",
      // IRIs that look like short names
      "e:1 e:p <geo:48.2,16.3> . e:2 a <dct:title> .",
      "e:1 e:p \"x\"^^<time:now> . e:g { e:1 <org:p> [ e:p 1 ] }",
      // graphs
      "e:g { e:1 e:p 1 . _:b e:p [ e:p 2 ] } _:g { e:2 e:p 2 } _:g e:p 3 .",
      "e:1 e:json \"{}\"^^rdf:JSON ; e:nil () ; e:p \"\\u0000\\u001f\\u007f\\\"\\\\\" .",
  };
  for (const char* text : cases) {
    INFO(text);
    elements(turtle(std::string(kPrefixes) + text));
  }
  CHECK(elements(turtle("<http://e/1> <http://e/p> <geo:1,2> .")).find("\"@context\": null") !=
        std::string::npos);
}

TEST_CASE("JSON-LD: an empty document, and one of several records") {
  CHECK(elements(Dataset()) == "  \"@graph\": []\n}\n");
  base::Bytes out;
  Writer writer({.format = Format::kJsonLd}, [&out](base::BytesView bytes) -> base::Status {
    out += bytes;
    return {};
  });
  const Dataset one = turtle("<http://e/1> <http://e/p> _:b . _:b <http://e/p> _:b .");
  REQUIRE(writer.write(one).ok());
  REQUIRE(writer.write(one).ok());
  REQUIRE(writer.write(Dataset()).ok());
  REQUIRE(writer.finish().ok());
  const auto both = read_dataset(out, Format::kJsonLd);
  REQUIRE(both.ok());
  CHECK(both->quads().size() == 4);
}

TEST_CASE("JSON-LD: the context that is written knows the usual prefixes") {
  const JsonParse parse = parse_json(*shipped_file("contexts/healthdcat-ap.jsonld"));
  REQUIRE(parse.ok());
  for (const Prefix& prefix : usual_prefixes()) {
    INFO(prefix.name);
    const JsonValue* iri = parse.value.find("@context")->find(prefix.name);
    REQUIRE(iri != nullptr);
    CHECK(iri->is_text(prefix.iri));
  }
}

TEST_CASE("JSON-LD: what is written is read back as it was, for many graphs") {
  base::Random random(11);
  for (int round = 0; round < 1500; ++round) {
    const Dataset dataset = make_graph(random, {round % 3 != 0});
    const auto form = canonical_form(dataset);
    REQUIRE(form.ok());
    if (!form->stable) continue;
    const auto text = write_dataset(dataset, Format::kJsonLd, "http://example.org/1");
    REQUIRE(text.ok());
    const auto again = read_dataset(*text, Format::kJsonLd);
    INFO(round << (again.ok() ? "" : ": " + again.error().message) << "\n" << *text);
    REQUIRE(again.ok());
    CHECK(*canonicalize(*again) == form->bytes);
  }
}

}  // namespace rednode::catalogue
