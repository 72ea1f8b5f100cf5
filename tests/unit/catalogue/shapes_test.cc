// What loads, and what is left out with which warning.
#include "catalogue/shapes.h"

#include <algorithm>

#include "base/limits.h"
#include "tests/unit/catalogue/shacl_graphs.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

// Whether one of the warnings says it.
bool warns(const Shapes& shapes, std::string_view text) {
  return std::any_of(
      shapes.warnings().begin(), shapes.warnings().end(),
      [text](const std::string& warning) { return warning.find(text) != std::string::npos; });
}
bool warns(std::string_view shapes, std::string_view text) {
  return warns(shapes_of(shapes), text);
}

}  // namespace

TEST_CASE("shapes: good ones load without a word") {
  const Shapes shapes = shapes_of(R"(
    :s a sh:NodeShape ; sh:targetClass :C ; sh:closed true ; sh:ignoredProperties ( rdf:type ) ;
       sh:property [ sh:path :p ; sh:minCount 1 ; sh:maxCount 3 ; sh:datatype xsd:string ;
                     sh:name "p" ; sh:description "d" ; sh:order 1 ; sh:group :g ;
                     sh:defaultValue "x" ; sh:message "wrong"@en, "faux"@fr ] .)");
  CHECK(shapes.warnings().empty());
  CHECK(shapes.size() == 2);
}

TEST_CASE("shapes: what SHACL Core does not have is not checked, and named") {
  CHECK(warns(":s a sh:NodeShape ; sh:sparql [ sh:select \"\" ] .", "sh:sparql"));
  CHECK(warns(":s a sh:NodeShape ; sh:js [] .", "sh:js, which SHACL Core does not have"));
  CHECK(warns(":s a sh:NodeShape ; sh:target [] .", "shape <http://e/s>"));
  CHECK(warns(":s a sh:NodeShape ; sh:mincount 1 .", "sh:mincount"));
  CHECK(warns("[] sh:path :p ; sh:expression [] .", "a shape of the property <http://e/p>"));
}

TEST_CASE("shapes: parameters that are ill-formed") {
  CHECK(warns(":s sh:path :p ; sh:minCount \"many\" .", "sh:minCount that is no count: \"many\""));
  CHECK(warns(":s sh:path :p ; sh:maxCount -1 .", "no count"));
  CHECK(warns(":s sh:path :p ; sh:maxCount 1.5 .", "no count"));
  CHECK(warns(":s sh:path :p ; sh:minLength :x .", "no count"));
  CHECK(warns(":s sh:path :p ; sh:maxCount 1, 2 .", "sh:maxCount more than once"));
  CHECK(warns(":s sh:targetNode :a ; sh:minCount 1 .", "no sh:path"));
  CHECK(warns(":s sh:targetNode :a ; sh:uniqueLang true .", "no sh:path"));
  CHECK(warns(":s sh:datatype \"x\" .", "no IRI"));
  CHECK(warns(":s sh:nodeKind sh:Blank .", "sh:nodeKind that is none"));
  CHECK(warns(":s sh:minInclusive :a .", "no literal"));
  CHECK(warns(":s sh:pattern \"a(\" .", "sh:pattern that is not checked"));
  CHECK(warns(":s sh:pattern \"a\" ; sh:flags \"z\" .", "the flag \"z\""));
  CHECK(warns(":s sh:pattern :a .", "no literal"));
  CHECK(warns(":s sh:lessThan :q .", "cannot be checked"));
  CHECK(warns(":s sh:path :p ; sh:equals \"q\" .", "cannot be checked"));
  CHECK(warns(":s sh:severity \"bad\" .", "violations are meant"));
  CHECK(warns(":s sh:qualifiedValueShape :q ; sh:qualifiedMinCount 1 .", "no sh:path"));
}

TEST_CASE("shapes: lists and shapes that are none") {
  for (const char* const name : {"in", "languageIn", "and", "or", "xone"}) {
    const std::string shape = ":s sh:" + std::string(name);
    CHECK(warns(shape + " :nothing .", "not well formed"));
    CHECK(warns(shape + " _:l . _:l rdf:first :a ; rdf:rest _:l .", "no end"));
    CHECK(warns(shape + " _:l . _:l rdf:first :a, :b ; rdf:rest () .", "not well formed"));
  }
  CHECK(warns(":s sh:closed true ; sh:ignoredProperties :p .", "is closed, and that is not"));
  for (const char* const shape :
       {":s sh:not \"x\" .", ":s sh:node 1 .", ":s sh:property true .", ":s sh:or ( :a \"x\" ) .",
        ":s sh:path :p ; sh:qualifiedValueShape \"x\" ; sh:qualifiedMinCount 1 ."}) {
    INFO(shape);
    CHECK(warns(shape, "that is no shape"));
  }
  CHECK(warns(":s sh:property [ sh:class :C ] .", "sh:property without sh:path"));
}

TEST_CASE("shapes: one without a path that can be read is not checked at all") {
  const Shapes shapes = shapes_of(
      ":s sh:targetNode :a ; sh:path [ sh:inversePath \"x\" ] ; sh:minCount 1 .\n"
      ":t sh:targetNode :a ; sh:path :p, :q ; sh:minCount 1 .");
  CHECK(warns(shapes, "shape <http://e/s> cannot be checked"));
  CHECK(warns(shapes, "shape <http://e/t> cannot be checked: the property sh:path stands there"));
  CHECK(check(shapes, ":a :p 1 .").empty());
}

TEST_CASE("shapes: what is ill-formed costs itself, and the rest is checked") {
  CHECK(check(":s sh:targetNode :a ; sh:pattern \"(\" ; sh:sparql [] ; sh:nodeKind sh:Literal .",
              "") == Lines{":a NodeKind :a"});
}

TEST_CASE("shapes: recursion is named, with all that takes part") {
  const Shapes shapes = shapes_of(R"(
    :a sh:node :b . :b sh:property [ sh:path :p ; sh:node :c ] . :c sh:or ( :a :d ) .
    :d sh:node :e . :e a sh:NodeShape . :self sh:not :self .)");
  for (const char* const name : {"a", "b", "c", "self"}) {
    CHECK(warns(shapes, "<http://e/" + std::string(name) + "> refers to itself"));
  }
  CHECK_FALSE(warns(shapes, "<http://e/d>"));
  CHECK_FALSE(warns(shapes, "<http://e/e>"));
}

TEST_CASE("shapes: several files are one graph, but for their blank nodes") {
  std::vector<ShapesFile> files;
  files.push_back({"a.ttl", graph_of(":s sh:property _:b . _:b sh:path :p ; sh:minCount 1 .")});
  files.push_back({"b.ttl", graph_of(":s sh:targetNode :x . _:b sh:path :q ; sh:minCount 1 .")});
  const auto shapes = Shapes::read(files);
  REQUIRE(shapes.ok());
  CHECK(check(*shapes, "") == Lines{":x :p MinCount"});
}

TEST_CASE("shapes: imports are answered by the other files, else named") {
  std::vector<ShapesFile> files;
  files.push_back({"a.ttl", graph_of("<urn:a> a owl:Ontology ; owl:imports <urn:b>, <urn:c> .")});
  files.push_back({"b.ttl", graph_of("<urn:b> a owl:Ontology ; owl:imports <urn:b> .")});
  const auto shapes = Shapes::read(files);
  REQUIRE(shapes.ok());
  CHECK(shapes->warnings().size() == 2);
  CHECK(warns(*shapes, "a.ttl imports <urn:c>"));
  CHECK(warns(*shapes, "b.ttl imports <urn:b>"));
}

TEST_CASE("shapes: those that ask for an entailment regime are refused") {
  std::vector<ShapesFile> files;
  files.push_back(
      {"a.ttl", graph_of("<urn:a> sh:entailment <http://www.w3.org/ns/entailment/RDFS> .")});
  const auto shapes = Shapes::read(files);
  REQUIRE_FALSE(shapes.ok());
  CHECK(shapes.error().message.find("a.ttl") == 0);
}

TEST_CASE("shapes: there may be so many, and not more") {
  std::string turtle = ":s sh:or (";
  for (std::size_t i = 0; i < base::limits::kShapesMax; ++i) turtle += " []";
  std::vector<ShapesFile> files;
  files.push_back({"many.ttl", graph_of(turtle + " ) .")});
  const auto shapes = Shapes::read(files);
  REQUIRE_FALSE(shapes.ok());
  CHECK(shapes.error().code == base::Code::kExhausted);
}

}  // namespace rednode::catalogue
