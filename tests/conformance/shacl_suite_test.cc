// The W3C SHACL test suite, core: every report result for result.

#include <algorithm>
#include <array>
#include <filesystem>

#include "catalogue/rdf_reader.h"
#include "catalogue/shape_path.h"
#include "catalogue/validator.h"
#include "tests/conformance/suite.h"
#include "tests/unit/test.h"

namespace rednode::conformance {
namespace {

namespace cat = rednode::catalogue;

constexpr std::string_view kBase = "http://suite.invalid/";
constexpr std::string_view kManifest = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
constexpr std::string_view kTest = "http://www.w3.org/ns/shacl-test#";
constexpr std::string_view kSh = "http://www.w3.org/ns/shacl#";

cat::Dataset read(const std::filesystem::path& file) {
  const std::string base = std::string(kBase) + file.filename().string();
  auto dataset = cat::read_dataset(read_file(file), cat::Format::kTurtle, base);
  INFO(file << ": " << (dataset.ok() ? "" : dataset.error().message));
  REQUIRE(dataset.ok());
  return std::move(*dataset);
}

std::vector<cat::TermId> objects(const cat::Dataset& dataset, cat::TermId subject,
                                 std::string_view space, std::string_view name) {
  std::vector<cat::TermId> found;
  const auto predicate = dataset.find_iri(std::string(space) + std::string(name));
  if (!predicate) return found;
  for (const auto& quad : dataset.about(subject, *predicate)) found.push_back(quad.object);
  return found;
}

cat::TermId object(const cat::Dataset& dataset, cat::TermId subject, std::string_view space,
                   std::string_view name) {
  const auto found = objects(dataset, subject, space, name);
  INFO(name);
  REQUIRE(found.size() == 1);
  return found.front();
}

// Blank nodes of another file than the expected report's cannot be told from one another.
struct Comparison {
  bool same_data = false;
  bool same_shapes = false;

  std::string node(std::string_view text) const {
    return cat::is_blank(text) && !same_data ? "_:" : std::string(text);
  }
  std::string shape(std::string_view text) const {
    if (!cat::is_blank(text)) return std::string(text);
    return same_shapes ? std::string(text) : "_:";
  }
};

std::vector<std::string> expected_results(const cat::Dataset& manifest, cat::TermId report,
                                          const Comparison& comparison) {
  std::vector<std::string> lines;
  for (const cat::TermId result : objects(manifest, report, kSh, "result")) {
    std::string line = comparison.node(manifest.text(object(manifest, result, kSh, "focusNode")));
    for (const cat::TermId path : objects(manifest, result, kSh, "resultPath")) {
      const auto read = cat::read_path(manifest, path);
      REQUIRE(read.ok());
      line += " path " + cat::path_text(*read);
    }
    line += " " + std::string(manifest.text(object(manifest, result, kSh, "resultSeverity")));
    line += " " +
            std::string(manifest.text(object(manifest, result, kSh, "sourceConstraintComponent")));
    for (const cat::TermId shape : objects(manifest, result, kSh, "sourceShape")) {
      const std::string_view text = manifest.text(shape);
      line += " shape " + comparison.shape(cat::is_blank(text)
                                               ? "_:f0-" + std::string(cat::label_of(text))
                                               : std::string(text));
    }
    for (const cat::TermId value : objects(manifest, result, kSh, "value")) {
      line += " value " + comparison.node(manifest.text(value));
    }
    lines.push_back(std::move(line));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<std::string> actual_results(const cat::ValidationReport& report,
                                        const Comparison& comparison) {
  std::vector<std::string> lines;
  for (const cat::ValidationResult& result : report.results) {
    std::string line = comparison.node(result.focus_node);
    if (result.path != nullptr) line += " path " + std::string(result.path_text);
    line += " <" + std::string(result.severity) + "> <" + std::string(result.component) + ">";
    line += " shape " + comparison.shape(result.source_shape);
    if (!result.value.empty()) line += " value " + comparison.node(result.value);
    lines.push_back(std::move(line));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += "  " + line + "\n";
  return text;
}

struct Graphs {
  cat::Dataset data;
  std::vector<cat::ShapesFile> shapes;
  Comparison comparison;
};

Graphs graphs_of(const std::filesystem::path& file, const cat::Dataset& manifest,
                 cat::TermId action) {
  const auto path_of = [&](cat::TermId graph) {
    return file.parent_path() / cat::iri_of(manifest.text(graph)).substr(kBase.size());
  };
  Graphs graphs;
  const auto data = path_of(object(manifest, action, kTest, "dataGraph"));
  const auto shapes = path_of(object(manifest, action, kTest, "shapesGraph"));
  graphs.comparison = {data == file, shapes == file};
  graphs.data = read(data);
  graphs.shapes.push_back({shapes.filename().string(), read(shapes)});
  return graphs;
}

void run(const std::filesystem::path& file, const cat::Dataset& manifest, cat::TermId test) {
  const Graphs graphs = graphs_of(file, manifest, object(manifest, test, kManifest, "action"));
  const cat::TermId report = object(manifest, test, kManifest, "result");
  const auto expected = expected_results(manifest, report, graphs.comparison);

  const auto shapes = cat::Shapes::read(graphs.shapes);
  REQUIRE(shapes.ok());
  cat::Validator validator(*shapes);
  const auto actual = validator.validate(graphs.data);
  REQUIRE(actual.ok());
  const auto results = actual_results(*actual, graphs.comparison);
  INFO("expected\n" << joined(expected) << "and got\n" << joined(results));
  CHECK(results == expected);
  const std::string_view conforms = manifest.text(object(manifest, report, kSh, "conforms"));
  CHECK((cat::lexical_of(conforms) == "true") == actual->conforms());
  for (const cat::TermId message : objects(manifest, report, kSh, "resultMessage")) {
    CHECK(std::any_of(actual->results.begin(), actual->results.end(), [&](const auto& result) {
      return std::find(result.messages.begin(), result.messages.end(), manifest.text(message)) !=
             result.messages.end();
    }));
  }
}

}  // namespace

TEST_CASE("SHACL: the W3C core suite") {
  const auto folder = fixtures("conformance/shacl-test-suite/tests/core");
  if (!folder) return;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder)) {
    if (entry.path().extension() == ".ttl") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::size_t tests = 0;
  for (const auto& file : files) {
    if (file.filename() == "manifest.ttl") continue;
    const cat::Dataset manifest = read(file);
    const auto validate = manifest.find_iri(std::string(kTest) + "Validate");
    const auto type = manifest.find_iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type");
    if (!validate || !type) continue;
    for (const auto& quad : manifest.quads()) {
      if (quad.predicate != *type || quad.object != *validate) continue;
      INFO(file << " " << manifest.text(quad.subject));
      run(file, manifest, quad.subject);
      ++tests;
    }
  }
  WARN("SHACL core: " << tests << " tests");
  CHECK(tests >= 98);
}

}  // namespace rednode::conformance
