#include "catalogue/report_graph.h"

#include "catalogue/names.h"
#include "catalogue/shape_path.h"

namespace rednode::catalogue {
namespace {

std::string sh(std::string_view name) {
  return "http://www.w3.org/ns/shacl#" + std::string(name);
}

}  // namespace

ReportGraph::ReportGraph(const Explanations& explanations)
    : explanations_(explanations), report_(graph_.blank("report")) {
  graph_.add(report_, graph_.iri(names::kRdfType), graph_.iri(sh("ValidationReport")));
}

TermId ReportGraph::add_node(const ValidationResult& result) {
  const TermId node = graph_.blank("result" + std::to_string(++results_));
  const auto say = [this, node](std::string_view property, TermId value) {
    graph_.add(node, graph_.iri(sh(property)), value);
  };
  graph_.add(node, graph_.iri(names::kRdfType), graph_.iri(sh("ValidationResult")));
  say("focusNode", graph_.intern(result.focus_node));
  if (result.path != nullptr) say("resultPath", write_path(*result.path, graph_, next_));
  say("resultSeverity", graph_.iri(result.severity));
  say("sourceConstraintComponent", graph_.iri(result.component));
  say("sourceShape", graph_.intern(result.source_shape));
  if (!result.value.empty()) say("value", graph_.intern(result.value));
  if (result.messages.empty()) {
    say("resultMessage", graph_.literal(explanations_.message(result)));
  }
  for (const std::string_view message : result.messages) {
    say("resultMessage", graph_.intern(message));
  }
  for (const ValidationResult& detail : result.details) say("detail", add_node(detail));
  return node;
}

void ReportGraph::add(const ValidationResult& result) {
  const TermId node = add_node(result);
  graph_.add(report_, graph_.iri(sh("result")), node);
}

Dataset ReportGraph::finish() {
  graph_.add(report_, graph_.iri(sh("conforms")),
             graph_.literal(results_ == 0 ? "true" : "false", names::kXsdBoolean));
  graph_.index();
  return std::move(graph_);
}

}  // namespace rednode::catalogue
