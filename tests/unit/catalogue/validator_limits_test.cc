// Records and shapes that would take for ever: the answer is an error, soon.
#include "base/limits.h"
#include "catalogue/validator.h"
#include "tests/unit/catalogue/shacl_graphs.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

base::Error error_of(std::string_view shapes, std::string_view data, std::size_t work_max) {
  const Shapes held = shapes_of(shapes);
  Validator validator(held, {false, work_max});
  const Dataset record = graph_of(data);
  const auto report = validator.validate(record);
  REQUIRE_FALSE(report.ok());
  CHECK(report.error().code == base::Code::kExhausted);
  // The next record is not held to account for it.
  const Dataset empty = graph_of("");
  CHECK(validator.validate(empty).ok());
  return report.error();
}

std::string numbered(std::string_view before, int count, std::string_view after) {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += std::string(before) + std::to_string(i) + std::string(after);
  return text;
}

std::string chain(std::string_view predicate, int length) {
  std::string text;
  for (int i = 0; i < length; ++i) {
    text += ":c" + std::to_string(i) + " " + std::string(predicate) + " :c" +
            std::to_string(i + 1) + " .\n";
  }
  return text;
}

constexpr std::size_t kWork = 100'000;

}  // namespace

TEST_CASE("limits: shapes that branch at every level") {
  std::string shapes = ":s0 sh:targetSubjectsOf :p .";
  for (int i = 0; i < 40; ++i) {
    const std::string next = ":s" + std::to_string(i + 1);
    shapes += ":s" + std::to_string(i) + " sh:node [ sh:node " + next + " ], [ sh:node " + next +
              " ] .\n";
  }
  CHECK(error_of(shapes, ":a :p 1 .", kWork).message.find("limit of work") != std::string::npos);
}

TEST_CASE("limits: shapes within shapes") {
  std::string shapes = ":s0 sh:targetSubjectsOf :p .";
  for (std::size_t i = 0; i < base::limits::kShapeNestingMax; ++i) {
    shapes += ":s" + std::to_string(i) + " sh:node :s" + std::to_string(i + 1) + " .\n";
  }
  CHECK(error_of(shapes, ":a :p 1 .", kWork).message.find("nest deeper") != std::string::npos);
}

TEST_CASE("limits: many values against many") {
  const std::string data =
      ":a " + numbered(":p ", 1000, " ; ") + numbered(":q ", 999, " ; ") + ":r 1 .";
  error_of(":s sh:targetNode :a ; sh:path :p ; sh:lessThan :q .", data, kWork);
}

TEST_CASE("limits: a chain of classes with an instance of each") {
  error_of(":s sh:targetClass :c999 ; sh:nodeKind sh:IRI .",
           chain("rdfs:subClassOf", 1000) + numbered("[] a :c", 1000, " .\n"), kWork);
  error_of(
      ":s sh:targetClass :C ; sh:property [ sh:path :p ; sh:class :c999 ] .",
      chain("rdfs:subClassOf", 1000) + ":i a :c0 .\n" + numbered(":x", 200, " a :C ; :p :i .\n"),
      kWork);
}

TEST_CASE("limits: paths without bounds from every node of a chain") {
  error_of(":s sh:targetSubjectsOf :p ; sh:path [ sh:zeroOrMorePath :p ] ; sh:nodeKind sh:IRI .",
           chain(":p", 1000), kWork);
  error_of(
      ":s sh:targetNode :c0 ; sh:nodeKind sh:IRI ; sh:path [ sh:zeroOrMorePath ("
      " [ sh:zeroOrMorePath :p ] [ sh:zeroOrMorePath [ sh:inversePath :p ] ] ) ] .",
      chain(":p", 300), kWork);
}

TEST_CASE("limits: a long text that is read again and again") {
  error_of(
      ":s sh:targetSubjectsOf :p ; sh:path ( :p :q ) ; sh:pattern \"b\" .",
      ":hub :q \"" + std::string(200'000, 'a') + "\" .\n" + numbered(":n", 200, " :p :hub .\n"),
      kWork);
}

TEST_CASE("limits: results without number") {
  const std::string data =
      ":a " + numbered(":p ", 1100, " ; ") + numbered(":q -", 1100, " ; ") + ":r 1 .";
  const base::Error error =
      error_of(":s sh:targetNode :a ; sh:path :p ; sh:lessThan :q .", data, 100'000'000);
  CHECK(error.message.find("results") != std::string::npos);
}

TEST_CASE("limits: a record of a thousand statements is far from any") {
  const Shapes shapes = shapes_of(
      ":s sh:targetSubjectsOf :p ; sh:property [ sh:path :p ;"
      " sh:class :C ; sh:node [ sh:nodeKind sh:IRI ] ] .");
  Validator validator(shapes, {true, kWork});
  const Dataset record = graph_of(chain(":p", 1000));
  const auto report = validator.validate(record);
  REQUIRE(report.ok());
  CHECK(report->results.size() == 1000);
}

}  // namespace rednode::catalogue
