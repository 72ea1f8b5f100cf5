// Shapes and validation: two documents of Turtle, shapes and data, with a line "%%" between them.
// What cannot be read is passed over, so that the rest is reached.
//
// Beyond not crashing, and being done soon: the same report again, and with details; results that
// name what SHACL wants named; paths and messages that can be written; a report that reads back.

#include <cstdint>
#include <string>

#include "base/assert.h"
#include "catalogue/explanation.h"
#include "catalogue/rdf_reader.h"
#include "catalogue/report_graph.h"
#include "catalogue/shape_path.h"
#include "catalogue/shapes.h"
#include "catalogue/validator.h"

namespace {

namespace base = rednode::base;
namespace cat = rednode::catalogue;

constexpr std::string_view kSeparator = "\n%%\n";
constexpr std::size_t kWorkMax = 50'000;
constexpr std::string_view kBackground =
    "@prefix : <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    ":a a :C ; :p :b, \"x\"@en . :D rdfs:subClassOf :C . :C rdfs:subClassOf :D . :b :q :a .";

cat::Dataset read(std::string_view text) {
  cat::Dataset dataset;
  cat::ReaderEvents events;
  events.on_quad = [&dataset](const cat::QuadText& quad, cat::Position) -> base::Status {
    dataset.add(quad);
    return {};
  };
  events.on_error = [](cat::SyntaxError&&) -> base::Status { return {}; };
  [[maybe_unused]] const auto counts =
      cat::read_rdf(cat::source_of(text), cat::Format::kTurtle, {"http://e/"}, events);
  dataset.index();
  return dataset;
}

void check_result(const cat::ValidationResult& result, const cat::Explanations& explanations) {
  REDNODE_ASSERT(!result.focus_node.empty() && !result.source_shape.empty());
  REDNODE_ASSERT(result.component.starts_with("http://www.w3.org/ns/shacl#"));
  REDNODE_ASSERT(!result.severity.empty());
  REDNODE_ASSERT((result.path == nullptr) == result.path_text.empty());
  const std::string message = explanations.message(result);
  REDNODE_ASSERT(base::is_utf8(message) && base::is_utf8(cat::readable_path(result)));
  if (result.path != nullptr) {
    cat::Dataset graph;
    std::uint64_t next = 0;
    const cat::TermId node = cat::write_path(*result.path, graph, next);
    graph.index();
    const auto again = cat::read_path(graph, node);
    REDNODE_ASSERT(again.ok() && cat::path_text(*again) == result.path_text);
  }
  for (const auto& detail : result.details) check_result(detail, explanations);
}

const cat::Explanations& explanations() {
  static const auto vocabularies = cat::Vocabularies::shipped();
  static const auto all = cat::Explanations::shipped(*vocabularies, {"fr"});
  return *all;
}

void check(const cat::Shapes& shapes, const cat::Dataset& record) {
  cat::Validator detailed(shapes, {true, kWorkMax});
  const auto report = detailed.validate(record);
  if (!report.ok()) {
    REDNODE_ASSERT(report.error().code == base::Code::kExhausted);
    return;
  }
  cat::ReportGraph graph(explanations());
  for (const auto& result : report->results) {
    check_result(result, explanations());
    graph.add(result);
  }
  REDNODE_ASSERT(!graph.finish().empty());
  const std::size_t results = report->results.size();
  cat::Validator plain(shapes, {false, kWorkMax});
  const auto again = plain.validate(record);
  REDNODE_ASSERT(again.ok() && again->results.size() == results);
  const auto third = detailed.validate(record);
  REDNODE_ASSERT(third.ok() && third->results.size() == results);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto middle = text.find(kSeparator);
  if (middle == std::string_view::npos) return 0;
  std::vector<cat::ShapesFile> files;
  files.push_back({"fuzz", read(text.substr(0, middle))});
  const auto shapes = cat::Shapes::read(files, read(kBackground));
  if (!shapes.ok()) return 0;
  for (const std::string& warning : shapes->warnings()) REDNODE_ASSERT(base::is_utf8(warning));
  check(*shapes, read(text.substr(middle + kSeparator.size())));
  return 0;
}
