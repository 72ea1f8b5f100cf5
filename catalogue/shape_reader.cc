#include "catalogue/shape_reader.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/limits.h"
#include "catalogue/xsd.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kRdfsClass = "http://www.w3.org/2000/01/rdf-schema#Class";
constexpr std::string_view kViolation = "http://www.w3.org/ns/shacl#Violation";

constexpr std::string_view kTrue = "\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean>";

// Properties that make their subject a shape: parameters and targets (sections 2.1 and 4).
constexpr std::array<std::string_view, 37> kOfShapes = {
    "targetNode",
    "targetClass",
    "targetSubjectsOf",
    "targetObjectsOf",
    "property",
    "class",
    "datatype",
    "nodeKind",
    "minCount",
    "maxCount",
    "minExclusive",
    "minInclusive",
    "maxExclusive",
    "maxInclusive",
    "minLength",
    "maxLength",
    "pattern",
    "languageIn",
    "uniqueLang",
    "equals",
    "disjoint",
    "lessThan",
    "lessThanOrEquals",
    "not",
    "and",
    "or",
    "xone",
    "node",
    "qualifiedMinCount",
    "qualifiedMaxCount",
    "closed",
    "hasValue",
    "in",
    "path",
    "deactivated",
    "severity",
    "message",
};
// Properties of SHACL that say nothing to check.
constexpr std::array<std::string_view, 9> kDescriptive = {
    "name",
    "description",
    "order",
    "group",
    "defaultValue",
    "flags",
    "qualifiedValueShape",
    "qualifiedValueShapesDisjoint",
    "ignoredProperties",
};

bool is_known(std::string_view name) {
  return std::find(kOfShapes.begin(), kOfShapes.end(), name) != kOfShapes.end() ||
         std::find(kDescriptive.begin(), kDescriptive.end(), name) != kDescriptive.end();
}

// Components that have nothing to say where there are no values.
bool needs_values(const Constraint& constraint) {
  switch (constraint.component) {
    case Component::kMinCount:
    case Component::kEquals:
    case Component::kQualifiedMinCount:
    case Component::kHasValue:
      return false;
    default:
      return true;
  }
}

}  // namespace

ShapeReader::Values ShapeReader::values(TermId subject, std::string_view name) const {
  const auto predicate = graph_.find_iri(std::string(kShacl) + std::string(name));
  if (!predicate) return {};
  return graph_.about(subject, *predicate);
}

std::optional<TermId> ShapeReader::one_value(TermId shape, std::string_view name) {
  const Values found = values(shape, name);
  if (found.empty()) return std::nullopt;
  if (found.size() > 1) {
    warn(shape, "has sh:" + std::string(name) + " more than once: none of them is checked");
    return std::nullopt;
  }
  return found.front().object;
}

std::optional<std::uint64_t> ShapeReader::count_value(TermId shape, std::string_view name) {
  const auto value = one_value(shape, name);
  if (!value) return std::nullopt;
  const std::string_view text = graph_.text(*value);
  std::uint64_t count = 0;
  if (is_literal(text)) {
    const std::string lexical = lexical_of(text);
    const char* const end = lexical.data() + lexical.size();
    const auto [stop, fault] = std::from_chars(lexical.data(), end, count);
    if (fault == std::errc() && stop == end) return count;
  }
  warn(shape, "has a sh:" + std::string(name) + " that is no count: " + std::string(text));
  return std::nullopt;
}

// `true` and not another way to say it: the Recommendation compares terms.
bool ShapeReader::true_value(TermId shape, std::string_view name) const {
  const Values found = values(shape, name);
  return std::any_of(found.begin(), found.end(),
                     [this](const Quad& quad) { return graph_.text(quad.object) == kTrue; });
}

bool ShapeReader::is_instance(TermId node, std::string_view type_iri) const {
  const auto type = graph_.find_iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type");
  const auto wanted = graph_.find_iri(type_iri);
  if (!type || !wanted) return false;
  std::vector<TermId> classes;
  for (const Quad& quad : graph_.about(node, *type)) classes.push_back(quad.object);
  const auto above = graph_.find_iri("http://www.w3.org/2000/01/rdf-schema#subClassOf");
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (classes[i] == *wanted) return true;
    if (!above) continue;
    for (const Quad& quad : graph_.about(classes[i], *above)) {
      if (std::find(classes.begin(), classes.end(), quad.object) == classes.end()) {
        classes.push_back(quad.object);
      }
    }
  }
  return false;
}

// A blank shape is called by its path.
std::string ShapeReader::name_of(TermId shape) const {
  const std::string_view text = graph_.text(shape);
  if (!is_blank(text)) return "shape " + std::string(text);
  const Values path = values(shape, "path");
  if (path.empty()) return "a shape without a name";
  return "a shape of the property " + std::string(graph_.text(path.front().object));
}

void ShapeReader::warn(TermId shape, const std::string& text) {
  std::string warning = name_of(shape) + " " + text;
  if (said_.insert(warning).second) warnings_.push_back(std::move(warning));
}

void ShapeReader::warn_of_unknown(TermId shape) {
  TermId last = kDefaultGraph;
  for (const Quad& quad : graph_.about(shape)) {
    if (quad.predicate == last) continue;
    last = quad.predicate;
    const std::string_view iri = iri_of(graph_.text(quad.predicate));
    if (!iri.starts_with(kShacl) || is_known(iri.substr(kShacl.size()))) continue;
    warn(shape, "has sh:" + std::string(iri.substr(kShacl.size())) +
                    ", which SHACL Core does not have: it is not checked");
  }
}

std::vector<TermId> ShapeReader::find_shapes() const {
  std::vector<bool> makes_shape(graph_.term_count());
  for (const std::string_view name : kOfShapes) {
    if (const auto id = graph_.find_iri(std::string(kShacl) + std::string(name))) {
      makes_shape[*id] = true;
    }
  }
  const auto type = graph_.find_iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type");
  const auto node_shape = graph_.find_iri(std::string(kShacl) + "NodeShape");
  const auto property_shape = graph_.find_iri(std::string(kShacl) + "PropertyShape");
  std::vector<TermId> found;
  for (const Quad& quad : graph_.quads()) {
    const bool typed = type && quad.predicate == *type &&
                       (quad.object == node_shape || quad.object == property_shape);
    if (!typed && !makes_shape[quad.predicate]) continue;
    if (found.empty() || found.back() != quad.subject) found.push_back(quad.subject);
  }
  return found;
}

ShapeId ShapeReader::shape_of(TermId node) {
  const auto [entry, added] = ids_.emplace(node, static_cast<ShapeId>(shapes_.size()));
  if (added) {
    shapes_.emplace_back().text = graph_.text(node);
    pending_.push_back(node);
  }
  return entry->second;
}

base::Status ShapeReader::read() {
  for (const TermId node : find_shapes()) shape_of(node);
  for (std::size_t next = 0; next < pending_.size(); ++next) {
    if (shapes_.size() > base::limits::kShapesMax) {
      return base::exhausted("more than " + std::to_string(base::limits::kShapesMax) + " shapes");
    }
    const ShapeId id = ids_.at(pending_[next]);
    Shape shape = std::move(shapes_[id]);  // reading it may add others
    const TermId node = pending_[next];
    read_path_of(node, shape);
    read_texts(node, shape);
    read_value_types(node, shape);
    read_counts(node, shape);
    read_ranges(node, shape);
    read_strings(node, shape);
    read_languages(node, shape);
    read_pairs(node, shape);
    read_logic(node, shape);
    read_nested(node, shape);
    read_closed(node, shape);
    read_others(node, shape);
    shape.needs_values = shape.property && std::all_of(shape.constraints.begin(),
                                                       shape.constraints.end(), needs_values);
    shapes_[id] = std::move(shape);
    read_targets(node, id);
    warn_of_unknown(node);
  }
  mark_recursive();
  return {};
}

void ShapeReader::read_path_of(TermId node, Shape& shape) {
  shape.deactivated = true_value(node, "deactivated");
  const Values paths = values(node, "path");
  if (paths.empty()) return;
  shape.property = true;
  auto path = paths.size() > 1
                  ? base::Result<Path>(base::invalid("the property sh:path stands there twice"))
                  : read_path(graph_, paths.front().object);
  if (!path.ok()) {
    warn(node, "cannot be checked: " + path.error().message);
    shape.deactivated = true;
    return;
  }
  shape.path = std::move(*path);
  shape.path_text = path_text(shape.path);
  // Numbers for its predicates, so that walking it compares numbers.
  std::vector<Path*> parts = {&shape.path};
  while (!parts.empty()) {
    Path* const part = parts.back();
    parts.pop_back();
    if (part->kind == Path::Kind::kPredicate) part->predicate = constants_.iri(part->iri);
    for (Path& inner : part->parts) parts.push_back(&inner);
  }
}

void ShapeReader::read_texts(TermId node, Shape& shape) {
  shape.severity = kViolation;
  if (const auto severity = one_value(node, "severity")) {
    const std::string_view text = graph_.text(*severity);
    if (is_iri(text)) {
      shape.severity = iri_of(text);
    } else {
      warn(node, "has a sh:severity that is no IRI: violations are meant");
    }
  }
  const auto literals = [this, node](std::string_view name, std::vector<std::string>& out) {
    for (const Quad& quad : values(node, name)) {
      const std::string_view text = graph_.text(quad.object);
      if (is_literal(text)) out.emplace_back(text);
    }
  };
  literals("message", shape.messages);
  literals("name", shape.names);
}

void ShapeReader::read_targets(TermId node, ShapeId id) {
  for (const Quad& quad : values(node, "targetNode")) {
    targets_.nodes.emplace_back(constant(quad.object), id);
  }
  for (const Quad& quad : values(node, "targetClass")) {
    targets_.classes[constant(quad.object)].push_back(id);
  }
  if (is_iri(graph_.text(node)) && is_instance(node, kRdfsClass)) {
    targets_.classes[constant(node)].push_back(id);
  }
  for (const Quad& quad : values(node, "targetSubjectsOf")) {
    targets_.subjects_of[constant(quad.object)].push_back(id);
  }
  for (const Quad& quad : values(node, "targetObjectsOf")) {
    targets_.objects_of[constant(quad.object)].push_back(id);
  }
}

void ShapeReader::mark_recursive() {
  // A shape is recursive where it can be reached from itself; found for all at once (a walk from
  // each would be quadratic) as Tarjan's strongly connected components, without recursion here.
  struct Visit {
    ShapeId shape;
    std::vector<ShapeId> next;
  };
  const auto references = [this](ShapeId id) {
    std::vector<ShapeId> all;
    for (const Constraint& constraint : shapes_[id].constraints) {
      all.insert(all.end(), constraint.shapes.begin(), constraint.shapes.end());
      all.insert(all.end(), constraint.siblings.begin(), constraint.siblings.end());
    }
    return all;
  };
  constexpr std::uint32_t kNew = 0;
  std::vector<std::uint32_t> order(shapes_.size(), kNew);
  std::vector<std::uint32_t> low(shapes_.size());
  std::vector<bool> open(shapes_.size());
  std::vector<ShapeId> component;
  std::uint32_t count = 0;
  for (ShapeId root = 0; root < shapes_.size(); ++root) {
    if (order[root] != kNew) continue;
    std::vector<Visit> stack;
    const auto enter = [&](ShapeId id) {
      order[id] = low[id] = ++count;
      open[id] = true;
      component.push_back(id);
      stack.push_back({id, references(id)});
    };
    enter(root);
    while (!stack.empty()) {
      Visit& top = stack.back();
      const ShapeId id = top.shape;
      if (!top.next.empty()) {
        const ShapeId to = top.next.back();
        top.next.pop_back();
        if (to == id) shapes_[id].recursive = true;
        if (order[to] == kNew) {
          enter(to);
        } else if (open[to]) {
          low[id] = std::min(low[id], order[to]);
        }
        continue;
      }
      stack.pop_back();
      if (!stack.empty()) low[stack.back().shape] = std::min(low[stack.back().shape], low[id]);
      if (low[id] != order[id]) continue;
      const bool cycle = component.back() != id;
      for (bool more = true; more;) {
        const ShapeId member = component.back();
        component.pop_back();
        open[member] = false;
        if (cycle) shapes_[member].recursive = true;
        more = member != id;
      }
    }
  }
  for (const auto& [node, id] : ids_) {
    if (shapes_[id].recursive && is_iri(graph_.text(node))) {
      warn(node, "refers to itself: SHACL leaves open what that means");
    }
  }
}

}  // namespace rednode::catalogue
