// A report is written as W3C SHACL, section 3.6, says, and read back as the W3C suite reads one.
#include "catalogue/report_graph.h"

#include <algorithm>

#include "catalogue/rdf_reader.h"
#include "catalogue/shape_path.h"
#include "catalogue/writer.h"
#include "tests/unit/catalogue/shacl_graphs.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

std::vector<TermId> objects(const Dataset& graph, TermId subject, std::string_view name) {
  std::vector<TermId> found;
  const auto predicate = graph.find_iri("http://www.w3.org/ns/shacl#" + std::string(name));
  if (!predicate) return found;
  for (const Quad& quad : graph.about(subject, *predicate)) found.push_back(quad.object);
  return found;
}

TermId report_node(const Dataset& graph) {
  const auto type = graph.find_iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type");
  const auto report = graph.find_iri("http://www.w3.org/ns/shacl#ValidationReport");
  REQUIRE((type && report));
  for (const Quad& quad : graph.quads()) {
    if (quad.predicate == *type && quad.object == *report) return quad.subject;
  }
  FAIL("no report");
  return 0;
}

std::string one(const Dataset& graph, TermId subject, std::string_view name) {
  const auto found = objects(graph, subject, name);
  INFO(name);
  REQUIRE(found.size() == 1);
  return std::string(graph.text(found.front()));
}

// As lines_of() has them, from the graph.
Lines read_results(const Dataset& graph, TermId report) {
  Lines lines;
  for (const TermId result : objects(graph, report, "result")) {
    std::string line = short_text(one(graph, result, "focusNode"));
    for (const TermId path : objects(graph, result, "resultPath")) {
      const auto read = read_path(graph, path);
      REQUIRE(read.ok());
      line += " " + short_text(path_text(*read));
    }
    std::string component = short_text(one(graph, result, "sourceConstraintComponent"));
    component = component.substr(3, component.find("Constraint") - 3);
    line += " " + component;
    for (const TermId value : objects(graph, result, "value")) {
      line += " " + short_text(graph.text(value));
    }
    CHECK_FALSE(one(graph, result, "sourceShape").empty());
    CHECK(one(graph, result, "resultSeverity").front() == '<');
    CHECK_FALSE(objects(graph, result, "resultMessage").empty());
    lines.push_back(std::move(line));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

Explanations english() {
  static const auto vocabularies = Vocabularies::shipped();
  REQUIRE(vocabularies.ok());
  auto explanations = Explanations::shipped(*vocabularies, {"en"});
  REQUIRE(explanations.ok());
  return std::move(*explanations);
}

}  // namespace

TEST_CASE("report: through Turtle and back") {
  const Shapes shapes = shapes_of(R"(
    :s sh:targetNode :a ; sh:nodeKind sh:Literal ; sh:property
       [ sh:path ( :p [ sh:inversePath :q ] ) ; sh:maxCount 0 ; sh:severity sh:Warning ],
       [ sh:path [ sh:alternativePath ( :p :r ) ] ; sh:class :C ;
         sh:message "own"@en, "b"@fr ] .)");
  Validator validator(shapes);
  const Dataset record = graph_of(":a :p :b, \"x\\n\"@en . :c :q :b .");
  const auto checked = validator.validate(record);
  REQUIRE(checked.ok());
  const Explanations explanations = english();
  ReportGraph report(explanations);
  for (const ValidationResult& result : checked->results) report.add(result);
  const auto turtle = write_dataset(report.finish(), Format::kTurtle);
  REQUIRE(turtle.ok());
  const auto graph = read_dataset(*turtle, Format::kTurtle);
  REQUIRE(graph.ok());

  Lines expected = lines_of(*checked);
  std::sort(expected.begin(), expected.end());
  CHECK(expected.size() == 4);
  const TermId node = report_node(*graph);
  CHECK(read_results(*graph, node) == expected);
  CHECK(one(*graph, node, "conforms") == "\"false\"^^<http://www.w3.org/2001/XMLSchema#boolean>");
  for (const TermId result : objects(*graph, node, "result")) {
    const bool own =
        one(*graph, result, "sourceConstraintComponent").find("#Class") != std::string::npos;
    CHECK(objects(*graph, result, "resultMessage").size() == (own ? 2u : 1u));
  }
}

TEST_CASE("report: details of sh:node are results of their own") {
  const Shapes shapes =
      shapes_of(":s sh:targetNode :a ; sh:node [ sh:property [ sh:path :p ; sh:minCount 1 ] ] .");
  Validator validator(shapes, {true});
  const Dataset record = graph_of("");
  const auto checked = validator.validate(record);
  REQUIRE(checked.ok());
  const Explanations explanations = english();
  ReportGraph report(explanations);
  for (const ValidationResult& result : checked->results) report.add(result);
  const Dataset graph = report.finish();
  const auto results = objects(graph, report_node(graph), "result");
  REQUIRE(results.size() == 1);
  const auto details = objects(graph, results.front(), "detail");
  REQUIRE(details.size() == 1);
  CHECK(one(graph, details.front(), "resultPath") == "<http://e/p>");
}

TEST_CASE("report: one without results conforms") {
  const Explanations explanations = english();
  const Dataset graph = ReportGraph(explanations).finish();
  const TermId node = report_node(graph);
  CHECK(one(graph, node, "conforms") == "\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean>");
  CHECK(objects(graph, node, "result").empty());
}

}  // namespace rednode::catalogue
