#include "catalogue/validator.h"

#include <algorithm>
#include <array>
#include <string>

#include "catalogue/shape_check.h"

namespace rednode::catalogue {
namespace {

constexpr std::array<std::string_view, 29> kComponents = {
    "http://www.w3.org/ns/shacl#ClassConstraintComponent",
    "http://www.w3.org/ns/shacl#DatatypeConstraintComponent",
    "http://www.w3.org/ns/shacl#NodeKindConstraintComponent",
    "http://www.w3.org/ns/shacl#MinCountConstraintComponent",
    "http://www.w3.org/ns/shacl#MaxCountConstraintComponent",
    "http://www.w3.org/ns/shacl#MinExclusiveConstraintComponent",
    "http://www.w3.org/ns/shacl#MinInclusiveConstraintComponent",
    "http://www.w3.org/ns/shacl#MaxExclusiveConstraintComponent",
    "http://www.w3.org/ns/shacl#MaxInclusiveConstraintComponent",
    "http://www.w3.org/ns/shacl#MinLengthConstraintComponent",
    "http://www.w3.org/ns/shacl#MaxLengthConstraintComponent",
    "http://www.w3.org/ns/shacl#PatternConstraintComponent",
    "http://www.w3.org/ns/shacl#LanguageInConstraintComponent",
    "http://www.w3.org/ns/shacl#UniqueLangConstraintComponent",
    "http://www.w3.org/ns/shacl#EqualsConstraintComponent",
    "http://www.w3.org/ns/shacl#DisjointConstraintComponent",
    "http://www.w3.org/ns/shacl#LessThanConstraintComponent",
    "http://www.w3.org/ns/shacl#LessThanOrEqualsConstraintComponent",
    "http://www.w3.org/ns/shacl#NotConstraintComponent",
    "http://www.w3.org/ns/shacl#AndConstraintComponent",
    "http://www.w3.org/ns/shacl#OrConstraintComponent",
    "http://www.w3.org/ns/shacl#XoneConstraintComponent",
    "http://www.w3.org/ns/shacl#NodeConstraintComponent",
    "http://www.w3.org/ns/shacl#PropertyConstraintComponent",
    "http://www.w3.org/ns/shacl#QualifiedMinCountConstraintComponent",
    "http://www.w3.org/ns/shacl#QualifiedMaxCountConstraintComponent",
    "http://www.w3.org/ns/shacl#ClosedConstraintComponent",
    "http://www.w3.org/ns/shacl#HasValueConstraintComponent",
    "http://www.w3.org/ns/shacl#InConstraintComponent",
};

}  // namespace

std::string_view component_iri(Component component) {
  return kComponents[static_cast<std::size_t>(component)];
}

struct Validator::State {
  State(const Shapes& shapes, ValidatorOptions options)
      : model(shapes.model()),
        graph(model.background),
        check(model, graph, options.details, options.work_max) {}

  void find_targets();
  void add_targets(const std::unordered_map<NodeId, std::vector<ShapeId>>& shapes, NodeId key,
                   NodeId focus);
  void add_instances(const Edge& type);
  ValidationResult result(const Finding& finding);

  const ShapeModel& model;
  DataGraph graph;
  ShapeCheck check;
  std::vector<std::pair<ShapeId, NodeId>> targets;
  std::vector<NodeId> classes;
  std::vector<Finding> findings;
  // Paths that sh:closed names: there is none in the shapes to point at.
  std::vector<std::unique_ptr<std::pair<Path, std::string>>> closed_paths;
};

void Validator::State::add_targets(const std::unordered_map<NodeId, std::vector<ShapeId>>& shapes,
                                   NodeId key, NodeId focus) {
  const auto found = shapes.find(key);
  if (found == shapes.end()) return;
  for (const ShapeId shape : found->second) targets.emplace_back(shape, focus);
}

void Validator::State::add_instances(const Edge& type) {
  classes.clear();
  graph.append_classes(type.object, classes);
  for (const NodeId each : classes) add_targets(model.targets.classes, each, type.subject);
}

void Validator::State::find_targets() {
  targets.clear();
  for (const auto& [node, shape] : model.targets.nodes) targets.emplace_back(shape, node);
  NodeId subject = kNoNode;
  for (const Edge& edge : graph.statements()) {
    if (edge.predicate == model.background.rdf_type()) add_instances(edge);
    add_targets(model.targets.subjects_of, edge.predicate, edge.subject);
    add_targets(model.targets.objects_of, edge.predicate, edge.object);
    // What the record says more of a term of the background.
    if (edge.subject == subject || edge.subject >= model.background.size()) continue;
    subject = edge.subject;
    for (const Edge& type : model.background.from(subject, model.background.rdf_type())) {
      add_instances(type);
    }
  }
  std::sort(targets.begin(), targets.end());
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
}

ValidationResult Validator::State::result(const Finding& finding) {
  const Shape& shape = model.shapes[finding.shape];
  const Constraint& constraint = shape.constraints[finding.constraint];
  ValidationResult result;
  result.focus_node = graph.text(finding.focus);
  if (shape.property) {
    result.path = &shape.path;
    result.path_text = shape.path_text;
  } else if (finding.predicate != kNoNode) {
    Path path;
    path.iri = iri_of(graph.text(finding.predicate));
    std::string text = path_text(path);
    closed_paths.push_back(
        std::make_unique<std::pair<Path, std::string>>(std::move(path), std::move(text)));
    result.path = &closed_paths.back()->first;
    result.path_text = closed_paths.back()->second;
  }
  result.component = component_iri(constraint.component);
  result.severity = shape.severity;
  if (finding.value != kNoNode) result.value = graph.text(finding.value);
  result.source_shape = shape.text;
  result.messages.assign(shape.messages.begin(), shape.messages.end());
  result.count = constraint.count;
  switch (constraint.component) {
    case Component::kClass:
    case Component::kDatatype:
    case Component::kNodeKind:
    case Component::kMinExclusive:
    case Component::kMinInclusive:
    case Component::kMaxExclusive:
    case Component::kMaxInclusive:
    case Component::kPattern:
    case Component::kEquals:
    case Component::kDisjoint:
    case Component::kLessThan:
    case Component::kLessThanOrEquals:
    case Component::kHasValue:
      result.parameter = graph.text(constraint.term);
      break;
    default:
      break;
  }
  for (const Finding& detail : finding.details) result.details.push_back(this->result(detail));
  return result;
}

Validator::Validator(const Shapes& shapes, ValidatorOptions options)
    : state_(std::make_unique<State>(shapes, options)) {}
Validator::~Validator() = default;

base::Result<ValidationReport> Validator::validate(const Dataset& record) {
  State& state = *state_;
  state.graph.load(record);
  state.find_targets();
  state.findings.clear();
  state.closed_paths.clear();
  state.check.begin();
  for (const auto& [shape, focus] : state.targets) {
    state.check.check(shape, focus, &state.findings);
  }
  if (state.check.fault() == ShapeCheck::Fault::kWork) {
    return base::exhausted("the record cannot be checked within the limit of work for one record");
  }
  if (state.check.fault() == ShapeCheck::Fault::kNesting) {
    return base::exhausted("the shapes nest deeper than " +
                           std::to_string(base::limits::kShapeNestingMax) + " on this record");
  }
  ValidationReport report;
  report.results.reserve(state.findings.size());
  for (const Finding& finding : state.findings) report.results.push_back(state.result(finding));
  return report;
}

}  // namespace rednode::catalogue
