// The parameters of each constraint component of SHACL Core, section 4 of the Recommendation.
#include <algorithm>
#include <array>

#include "catalogue/shape_reader.h"

namespace rednode::catalogue {
namespace {

struct NamedComponent {
  std::string_view name;
  Component component;
};

constexpr std::array<NamedComponent, 2> kCounts = {{
    {"minCount", Component::kMinCount},
    {"maxCount", Component::kMaxCount},
}};
constexpr std::array<NamedComponent, 2> kLengths = {{
    {"minLength", Component::kMinLength},
    {"maxLength", Component::kMaxLength},
}};
constexpr std::array<NamedComponent, 4> kRanges = {{
    {"minExclusive", Component::kMinExclusive},
    {"minInclusive", Component::kMinInclusive},
    {"maxExclusive", Component::kMaxExclusive},
    {"maxInclusive", Component::kMaxInclusive},
}};
constexpr std::array<NamedComponent, 4> kPairs = {{
    {"equals", Component::kEquals},
    {"disjoint", Component::kDisjoint},
    {"lessThan", Component::kLessThan},
    {"lessThanOrEquals", Component::kLessThanOrEquals},
}};
constexpr std::array<NamedComponent, 3> kLists = {{
    {"and", Component::kAnd},
    {"or", Component::kOr},
    {"xone", Component::kXone},
}};
constexpr std::array<NamedComponent, 3> kSingles = {{
    {"not", Component::kNot},
    {"node", Component::kNode},
    {"property", Component::kProperty},
}};
constexpr std::array<NamedComponent, 2> kQualified = {{
    {"qualifiedMinCount", Component::kQualifiedMinCount},
    {"qualifiedMaxCount", Component::kQualifiedMaxCount},
}};

constexpr std::array<std::string_view, 6> kNodeKinds = {
    "BlankNode", "IRI", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"};

Constraint of(Component component) {
  Constraint constraint;
  constraint.component = component;
  return constraint;
}

std::string small_letters(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace

void ShapeReader::read_value_types(TermId node, Shape& shape) {
  for (const Quad& quad : values(node, "class")) {
    Constraint constraint = of(Component::kClass);
    constraint.term = constant(quad.object);
    add(shape, std::move(constraint));
  }
  if (const auto datatype = one_value(node, "datatype")) {
    Constraint constraint = of(Component::kDatatype);
    constraint.term = constant(*datatype);
    if (is_iri(graph_.text(*datatype))) {
      add(shape, std::move(constraint));
    } else {
      warn(node, "has a sh:datatype that is no IRI");
    }
  }
  if (const auto kind = one_value(node, "nodeKind")) {
    const std::string_view text = graph_.text(*kind);
    const std::string_view iri = is_iri(text) ? iri_of(text) : "";
    const auto* const known =
        std::find_if(kNodeKinds.begin(), kNodeKinds.end(), [iri](std::string_view name) {
          return iri.starts_with(kShacl) && iri.substr(kShacl.size()) == name;
        });
    if (known == kNodeKinds.end()) {
      warn(node, "has a sh:nodeKind that is none: " + std::string(text));
    } else {
      Constraint constraint = of(Component::kNodeKind);
      constraint.term = constant(*kind);
      add(shape, std::move(constraint));
    }
  }
}

void ShapeReader::read_counts(TermId node, Shape& shape) {
  for (const auto& [name, component] : kCounts) {
    const auto count = count_value(node, name);
    if (!count) continue;
    if (!shape.property) {
      warn(node, "has sh:" + std::string(name) + " and no sh:path: it is not checked");
      continue;
    }
    if (component == Component::kMinCount && *count == 0) continue;  // always so
    Constraint constraint = of(component);
    constraint.count = *count;
    add(shape, std::move(constraint));
  }
}

void ShapeReader::read_ranges(TermId node, Shape& shape) {
  for (const auto& [name, component] : kRanges) {
    const auto bound = one_value(node, name);
    if (!bound) continue;
    if (!is_literal(graph_.text(*bound))) {
      warn(node, "has a sh:" + std::string(name) + " that is no literal");
      continue;
    }
    Constraint constraint = of(component);
    constraint.term = constant(*bound);
    add(shape, std::move(constraint));
  }
}

void ShapeReader::read_strings(TermId node, Shape& shape) {
  for (const auto& [name, component] : kLengths) {
    const auto count = count_value(node, name);
    if (!count) continue;
    Constraint constraint = of(component);
    constraint.count = *count;
    add(shape, std::move(constraint));
  }
  read_pattern(node, shape);
}

void ShapeReader::read_pattern(TermId node, Shape& shape) {
  const auto expression = one_value(node, "pattern");
  if (!expression) return;
  const auto flags = one_value(node, "flags");
  const std::string_view text = graph_.text(*expression);
  auto pattern = is_literal(text)
                     ? Pattern::compile(lexical_of(text), flags && is_literal(graph_.text(*flags))
                                                              ? lexical_of(graph_.text(*flags))
                                                              : std::string())
                     : base::Result<std::shared_ptr<const Pattern>>(
                           base::invalid("the pattern is no literal"));
  if (!pattern.ok()) {
    warn(node, "has a sh:pattern that is not checked: " + pattern.error().message);
    return;
  }
  Constraint constraint = of(Component::kPattern);
  constraint.term = constant(*expression);
  constraint.pattern = std::move(*pattern);
  add(shape, std::move(constraint));
}

void ShapeReader::read_languages(TermId node, Shape& shape) {
  if (const auto list = one_value(node, "languageIn")) {
    const auto members = read_list(graph_, *list);
    if (!members.ok()) {
      warn(node, "has a sh:languageIn that is not checked: " + members.error().message);
    } else {
      Constraint constraint = of(Component::kLanguageIn);
      for (const TermId member : *members) {
        const std::string_view text = graph_.text(member);
        if (is_literal(text)) constraint.languages.push_back(small_letters(lexical_of(text)));
      }
      add(shape, std::move(constraint));
    }
  }
  if (true_value(node, "uniqueLang")) {
    if (shape.property) {
      add(shape, of(Component::kUniqueLang));
    } else {
      warn(node, "has sh:uniqueLang and no sh:path: it is not checked");
    }
  }
}

void ShapeReader::read_pairs(TermId node, Shape& shape) {
  for (const auto& [name, component] : kPairs) {
    const bool ordered =
        component == Component::kLessThan || component == Component::kLessThanOrEquals;
    for (const Quad& quad : values(node, name)) {
      if (!is_iri(graph_.text(quad.object)) || (ordered && !shape.property)) {
        warn(node, "has a sh:" + std::string(name) + " that cannot be checked");
        continue;
      }
      Constraint constraint = of(component);
      constraint.term = constant(quad.object);
      add(shape, std::move(constraint));
    }
  }
}

void ShapeReader::read_logic(TermId node, Shape& shape) {
  for (const auto& [name, component] : kLists) {
    for (const Quad& quad : values(node, name)) {
      const auto members = read_list(graph_, quad.object);
      if (!members.ok()) {
        warn(node,
             "has a sh:" + std::string(name) + " that is not checked: " + members.error().message);
        continue;
      }
      Constraint constraint = of(component);
      for (const TermId member : *members) constraint.shapes.push_back(shape_of(member));
      add(shape, std::move(constraint));
    }
  }
}

void ShapeReader::read_nested(TermId node, Shape& shape) {
  for (const auto& [name, component] : kSingles) {
    for (const Quad& quad : values(node, name)) {
      if (is_literal(graph_.text(quad.object))) {
        warn(node, "has a sh:" + std::string(name) +
                       " that is no shape: " + std::string(graph_.text(quad.object)));
        continue;
      }
      // Ill-formed, and yet used (HealthDCAT-AP Release 8); what it means is plain.
      if (component == Component::kProperty && values(quad.object, "path").empty()) {
        warn(node, "has a sh:property without sh:path: it is checked as a node shape");
      }
      Constraint constraint = of(component);
      constraint.shapes.push_back(shape_of(quad.object));
      add(shape, std::move(constraint));
    }
  }
  read_qualified(node, shape);
}

void ShapeReader::read_qualified(TermId node, Shape& shape) {
  const auto qualified = one_value(node, "qualifiedValueShape");
  if (!qualified) return;
  for (const auto& [name, component] : kQualified) {
    const auto count = count_value(node, name);
    if (!count || !shape.property) continue;
    Constraint constraint = of(component);
    constraint.count = *count;
    constraint.shapes.push_back(shape_of(*qualified));
    if (true_value(node, "qualifiedValueShapesDisjoint")) {
      constraint.siblings = siblings_of(node, *qualified);
    }
    add(shape, std::move(constraint));
  }
}

// The qualified value shapes of the other properties of whoever has this property shape.
std::vector<ShapeId> ShapeReader::siblings_of(TermId node, TermId own) {
  std::vector<ShapeId> siblings;
  const auto property = graph_.find_iri(std::string(kShacl) + "property");
  if (!property) return siblings;
  for (const Quad& quad : graph_.quads()) {
    if (quad.predicate != *property || quad.object != node) continue;
    for (const Quad& sibling : values(quad.subject, "property")) {
      for (const Quad& shape : values(sibling.object, "qualifiedValueShape")) {
        if (shape.object != own) siblings.push_back(shape_of(shape.object));
      }
    }
  }
  return siblings;
}

void ShapeReader::read_closed(TermId node, Shape& shape) {
  if (!true_value(node, "closed")) return;
  Constraint constraint = of(Component::kClosed);
  for (const Quad& quad : values(node, "property")) {
    for (const Quad& path : values(quad.object, "path")) {
      if (is_iri(graph_.text(path.object))) constraint.terms.push_back(constant(path.object));
    }
  }
  if (const auto ignored = one_value(node, "ignoredProperties")) {
    const auto members = read_list(graph_, *ignored);
    if (!members.ok()) {
      warn(node, "is closed, and that is not checked: " + members.error().message);
      return;
    }
    for (const TermId member : *members) constraint.terms.push_back(constant(member));
  }
  std::sort(constraint.terms.begin(), constraint.terms.end());
  add(shape, std::move(constraint));
}

void ShapeReader::read_others(TermId node, Shape& shape) {
  for (const Quad& quad : values(node, "hasValue")) {
    Constraint constraint = of(Component::kHasValue);
    constraint.term = constant(quad.object);
    add(shape, std::move(constraint));
  }
  if (const auto list = one_value(node, "in")) {
    const auto members = read_list(graph_, *list);
    if (!members.ok()) {
      warn(node, "has a sh:in that is not checked: " + members.error().message);
      return;
    }
    Constraint constraint = of(Component::kIn);
    for (const TermId member : *members) constraint.terms.push_back(constant(member));
    std::sort(constraint.terms.begin(), constraint.terms.end());
    add(shape, std::move(constraint));
  }
}

}  // namespace rednode::catalogue
