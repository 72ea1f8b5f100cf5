// Which nodes are checked, and what a result says. Each constraint component by itself is the
// matter of the W3C suite (tests/conformance).
#include "catalogue/validator.h"

#include <algorithm>

#include "tests/unit/catalogue/shacl_graphs.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

Lines sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

struct Held {
  Shapes shapes;
  Dataset record;
  std::unique_ptr<Validator> validator;
  ValidationReport report;
};

// A report with what its views point at.
std::unique_ptr<Held> report_of(std::string_view shapes, std::string_view data,
                                ValidatorOptions options = {}) {
  auto held = std::make_unique<Held>(Held{shapes_of(shapes), graph_of(data), nullptr, {}});
  held->validator = std::make_unique<Validator>(held->shapes, options);
  auto report = held->validator->validate(held->record);
  REQUIRE(report.ok());
  held->report = std::move(*report);
  return held;
}

}  // namespace

TEST_CASE("validator: targets of every kind") {
  CHECK(check(":s sh:targetNode :a, \"x\" ; sh:nodeKind sh:BlankNode .", "") ==
        Lines{":a NodeKind :a", "\"x\" NodeKind \"x\""});
  CHECK(check(":s sh:targetClass :C ; sh:nodeKind sh:Literal .",
              ":a a :C . :b a :D . :D rdfs:subClassOf :C . :c a :E .") ==
        Lines{":a NodeKind :a", ":b NodeKind :b"});
  CHECK(check(":C a rdfs:Class, sh:NodeShape ; sh:nodeKind sh:Literal .", ":a a :C . :b a :D .") ==
        Lines{":a NodeKind :a"});
  CHECK(check(":K rdfs:subClassOf rdfs:Class . :C a :K ; sh:nodeKind sh:Literal .", ":a a :C .") ==
        Lines{":a NodeKind :a"});
  CHECK(check(":C a owl:Class, sh:NodeShape ; sh:nodeKind sh:Literal .", ":a a :C .").empty());
  CHECK(check(":s sh:targetSubjectsOf :p ; sh:nodeKind sh:Literal .", ":a :p :b . :c :q :d .") ==
        Lines{":a NodeKind :a"});
  CHECK(check(":s sh:targetObjectsOf :p ; sh:nodeKind sh:BlankNode .", ":a :p :b, \"x\" .") ==
        Lines{":b NodeKind :b", "\"x\" NodeKind \"x\""});
}

TEST_CASE("validator: a node with several targets is checked once") {
  CHECK(check(":s sh:targetNode :a ; sh:targetClass :C, :D ; sh:targetSubjectsOf :p ;"
              "   sh:nodeKind sh:Literal .",
              ":a a :C, :D ; :p 1, 2 .") == Lines{":a NodeKind :a"});
}

TEST_CASE("validator: a node of the background is no focus, unless the record speaks of it") {
  const Shapes shapes = shapes_of(
      ":s sh:targetClass :C ; sh:targetSubjectsOf :p ; sh:targetObjectsOf :p ;"
      "   sh:property [ sh:path :q ; sh:minCount 1 ] . :t sh:targetNode :z ;"
      "   sh:property [ sh:path :q ; sh:minCount 1 ] .",
      ":k a :C ; :p :o . :l a :C ; :q 1 . :z :r 1 .");
  CHECK(check(shapes, "") == Lines{":z :q MinCount"});
  CHECK(check(shapes, ":x :r :k .") == Lines{":z :q MinCount"});
  CHECK(sorted(check(shapes, ":k :r 1 . :l :r 1 .")) == Lines{":k :q MinCount", ":z :q MinCount"});
  CHECK(sorted(check(shapes, ":k :r 1 ; :q 1 .")) == Lines{":z :q MinCount"});
}

TEST_CASE("validator: what the background says of a value counts") {
  const Shapes shapes = shapes_of(
      ":s sh:targetClass :C ; sh:property [ sh:path :theme ; sh:class skos:Concept ;"
      "   sh:node [ sh:property [ sh:path skos:inScheme ; sh:hasValue :list ] ] ] .",
      ":t a skos:Concept ; skos:inScheme :list . :u a skos:Concept ; skos:inScheme :other .");
  CHECK(check(shapes, ":a a :C ; :theme :t .").empty());
  CHECK(check(shapes, ":a a :C ; :theme :u .") == Lines{":a :theme Node :u"});
  CHECK(check(shapes, ":a a :C ; :theme :v .") == Lines{":a :theme Class :v", ":a :theme Node :v"});
}

TEST_CASE("validator: a result says all that is known") {
  const auto held = report_of(
      ":s sh:targetNode :a ; sh:property :p1, :p2 . :p1 sh:path :p ; sh:maxLength 3 ;"
      " sh:severity sh:Warning ; sh:message \"too long\"@en, \"trop long\"@fr . "
      ":p2 sh:path [ sh:inversePath :q ] ; sh:maxCount 1 ; sh:severity :own .",
      ":a :p \"long\" . :b :q :a . :c :q :a .");
  REQUIRE(held->report.results.size() == 2);
  CHECK_FALSE(held->report.conforms());
  const ValidationResult& length = held->report.results[0];
  CHECK(length.focus_node == "<http://e/a>");
  CHECK(length.path_text == "<http://e/p>");
  CHECK(length.value == "\"long\"");
  CHECK(length.severity == kShaclWarning);
  CHECK(length.source_shape == "<http://e/p1>");
  CHECK(length.count == 3);
  CHECK(length.messages.size() == 2);
  const ValidationResult& count = held->report.results[1];
  CHECK(count.path_text == "^<http://e/q>");
  CHECK(count.value.empty());
  CHECK(count.severity == "http://e/own");
  CHECK(count.messages.empty());
}

TEST_CASE("validator: sh:node is one result, at its own severity, with details where wanted") {
  const std::string_view shapes =
      ":s sh:targetNode :a ; sh:severity sh:Info ; sh:node [ sh:property [ sh:path :p ;"
      "   sh:minCount 1 ], [ sh:path :q ; sh:node [ sh:nodeKind sh:IRI ] ] ] .";
  const auto plain = report_of(shapes, ":a :q 1 .");
  REQUIRE(lines_of(plain->report) == Lines{":a Node :a"});
  CHECK(plain->report.results.front().severity == kShaclInfo);
  CHECK(plain->report.results.front().details.empty());
  const auto detailed = report_of(shapes, ":a :q 1 .", {true});
  REQUIRE(lines_of(detailed->report) == Lines{":a Node :a"});
  const auto& details = detailed->report.results.front().details;
  REQUIRE(details.size() == 2);
  CHECK(details[0].path_text == "<http://e/p>");
  REQUIRE(details[1].details.size() == 1);
  CHECK(details[1].details[0].component ==
        "http://www.w3.org/ns/shacl#NodeKindConstraintComponent");
}

TEST_CASE("validator: severity does not matter where shapes refer to shapes") {
  CHECK(check(":s sh:targetNode :a ; sh:not [ sh:nodeKind sh:Literal ; sh:severity sh:Info ] .", "")
            .empty());
  CHECK(check(":s sh:targetNode :a ; sh:node [ sh:nodeKind sh:Literal ; sh:severity sh:Info ] .",
              "") == Lines{":a Node :a"});
}

TEST_CASE("validator: what is deactivated finds nothing, and everything conforms to it") {
  CHECK(check(":s sh:targetNode :a ; sh:deactivated true ; sh:nodeKind sh:Literal .", "").empty());
  CHECK(
      check(":s sh:targetNode :a ; sh:node :t . :t sh:deactivated true ; sh:nodeKind sh:Literal .",
            "")
          .empty());
  CHECK(check(":s sh:targetNode :a ; sh:not :t . :t sh:deactivated true .", "") ==
        Lines{":a Not :a"});
  CHECK(check(":s sh:targetNode :a ; sh:deactivated false ; sh:nodeKind sh:Literal .", "") ==
        Lines{":a NodeKind :a"});
}

TEST_CASE("validator: recursive shapes: a node that is being checked conforms while that lasts") {
  const std::string_view person =
      ":s sh:targetClass :P ; sh:property [ sh:path :knows ; sh:node :s ] ;"
      "   sh:property [ sh:path :name ; sh:minCount 1 ] .";
  CHECK(check(person, ":a a :P ; :name 1 ; :knows :b . :b :name 2 ; :knows :a .").empty());
  CHECK(check(person, ":a a :P ; :name 1 ; :knows :b . :b :knows :a .") ==
        Lines{":a :knows Node :b"});
}

TEST_CASE("validator: closed shapes name the property that is too much") {
  const std::string_view record = ":a :p :b ; :q 1 ; rdf:type :C . :b :r 2 .";
  CHECK(check(":s sh:targetNode :a ; sh:closed true ; sh:ignoredProperties ( rdf:type ) ;"
              "   sh:property [ sh:path :p ; sh:deactivated true ] .",
              record) == Lines{":a :q Closed \"1\"^^xsd:integer"});
  // Of a property shape too: it is the property of the statement, not that of the shape.
  CHECK(check(":s sh:targetNode :a ; sh:path :p ; sh:closed true .", record) ==
        Lines{":a :r Closed \"2\"^^xsd:integer"});
  CHECK(check(":s sh:targetNode :a ; sh:closed false .", record).empty());
}

TEST_CASE("validator: pairs of properties") {
  const std::string_view less = ":s sh:targetNode :a ; sh:path :p ; sh:lessThan :q .";
  CHECK(check(less, ":a :p 1, 3 ; :q 2, 4 .") == Lines{":a :p LessThan \"3\"^^xsd:integer"});
  CHECK(check(less, ":a :p 1 ; :q \"x\" .") == Lines{":a :p LessThan \"1\"^^xsd:integer"});
  CHECK(check(less, ":a :p 1 .").empty());
  // What record and background both say is one pair.
  CHECK(check(shapes_of(less, ":a :q 1 ."), ":a :p 2 ; :q 1 .").size() == 1);
  CHECK(sorted(check(":s sh:targetNode :a ; sh:path :p ; sh:equals :q .",
                     ":a :p :x, :y ; :q :y, :z .")) == Lines{":a :p Equals :x", ":a :p Equals :z"});
  CHECK(check(":s sh:targetNode :a ; sh:disjoint :q .", ":a :q :a .") == Lines{":a Disjoint :a"});
}

TEST_CASE("validator: qualified shapes count those that are no sibling's") {
  const std::string_view shapes = R"(
    :hand sh:targetNode :h ; sh:property
      [ sh:path :digit ; sh:qualifiedValueShape [ sh:class :Thumb ] ; sh:qualifiedMinCount 1 ;
        sh:qualifiedValueShapesDisjoint true ],
      [ sh:path :digit ; sh:qualifiedValueShape [ sh:class :Finger ] ; sh:qualifiedMaxCount 1 ;
        sh:qualifiedValueShapesDisjoint true ] .)";
  CHECK(check(shapes, ":h :digit :a, :b . :a a :Thumb . :b a :Finger .").empty());
  CHECK(check(shapes, ":h :digit :a . :a a :Thumb, :Finger .") ==
        Lines{":h :digit QualifiedMinCount"});
  CHECK(check(shapes, ":h :digit :a, :b, :c . :a a :Thumb . :b a :Finger . :c a :Finger .") ==
        Lines{":h :digit QualifiedMaxCount"});
}

TEST_CASE("validator: the same report, however often") {
  const Shapes shapes = shapes_of(
      ":s sh:targetSubjectsOf :p ; sh:property [ sh:path :p ;"
      "   sh:maxCount 1 ; sh:nodeKind sh:IRI ] .");
  Validator validator(shapes);
  const Dataset record = graph_of(":b :p 1, 2 . :a :p :x, 3 .");
  const Dataset other = graph_of(":c :p :x .");
  const auto first = validator.validate(record);
  REQUIRE(first.ok());
  const Lines lines = lines_of(*first);
  CHECK(lines.size() == 5);
  CHECK(validator.validate(other)->conforms());
  CHECK(lines_of(*validator.validate(record)) == lines);
}

}  // namespace rednode::catalogue
