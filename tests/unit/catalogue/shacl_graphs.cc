#include "tests/unit/catalogue/shacl_graphs.h"

#include "catalogue/rdf_reader.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kPrefixes =
    "@prefix : <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    "@prefix dct: <http://purl.org/dc/terms/> . @prefix dcat: <http://www.w3.org/ns/dcat#> .\n";

void replace(std::string& text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
    const auto end = text.find('>', at);
    if (end != std::string::npos) text.erase(end, 1);
    text.replace(at, what.size(), with);
  }
}

}  // namespace

Dataset graph_of(std::string_view turtle) {
  auto graph = read_dataset(std::string(kPrefixes) + std::string(turtle), Format::kTurtle);
  INFO((graph.ok() ? "" : graph.error().message));
  REQUIRE(graph.ok());
  return std::move(*graph);
}

Shapes shapes_of(std::string_view turtle, std::string_view background) {
  std::vector<ShapesFile> files;
  files.push_back({"shapes.ttl", graph_of(turtle)});
  auto shapes = Shapes::read(files, graph_of(background));
  INFO((shapes.ok() ? "" : shapes.error().message));
  REQUIRE(shapes.ok());
  return std::move(*shapes);
}

std::string short_text(std::string_view text) {
  std::string out(text);
  replace(out, "<http://e/", ":");
  replace(out, "<http://www.w3.org/ns/shacl#", "sh:");
  replace(out, "<http://www.w3.org/2001/XMLSchema#", "xsd:");
  return out;
}

std::vector<std::string> lines_of(const ValidationReport& report) {
  constexpr std::string_view kBegin = "http://www.w3.org/ns/shacl#";
  constexpr std::string_view kEnd = "ConstraintComponent";
  Lines lines;
  for (const ValidationResult& result : report.results) {
    std::string_view component = result.component;
    REQUIRE(component.starts_with(kBegin));
    REQUIRE(component.ends_with(kEnd));
    component.remove_prefix(kBegin.size());
    component.remove_suffix(kEnd.size());
    std::string line = short_text(result.focus_node);
    if (!result.path_text.empty()) line += " " + short_text(result.path_text);
    line += " " + std::string(component);
    if (!result.value.empty()) line += " " + short_text(result.value);
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> check(const Shapes& shapes, std::string_view data) {
  Validator validator(shapes);
  const Dataset record = graph_of(data);
  const auto report = validator.validate(record);
  INFO((report.ok() ? "" : report.error().message));
  REQUIRE(report.ok());
  return lines_of(*report);
}

std::vector<std::string> check(std::string_view shapes, std::string_view data) {
  return check(shapes_of(shapes), data);
}

}  // namespace rednode::catalogue
