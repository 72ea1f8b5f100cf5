#include "catalogue/shape_check.h"

#include <algorithm>
#include <string>

#include "base/limits.h"
#include "catalogue/term.h"
#include "catalogue/utf8.h"
#include "catalogue/xsd.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kLangString = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";

std::string small_letters(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// RFC 4647, section 3.3.1: basic filtering. Both in small letters.
bool language_matches(std::string_view tag, std::string_view range) {
  if (range == "*") return !tag.empty();
  if (!tag.starts_with(range)) return false;
  return tag.size() == range.size() || tag[range.size()] == '-';
}

// str() of SPARQL, for what is not a blank node.
std::string string_of(std::string_view text) {
  return is_literal(text) ? lexical_of(text) : std::string(iri_of(text));
}

}  // namespace

bool ShapeCheck::fail(const Place& place, NodeId value) {
  if (place.findings != nullptr) {
    place.findings->push_back({place.id, place.constraint, place.focus, value, kNoNode, {}});
  }
  return false;
}

bool ShapeCheck::check(ShapeId id, NodeId focus, std::vector<Finding>* findings) {
  const Shape& shape = model_.shapes[id];
  if (shape.deactivated || fault_ != Fault::kNone) return true;
  if (++work_ > work_max_ || nesting_ >= base::limits::kShapeNestingMax) {
    fault_ = work_ > work_max_ ? Fault::kWork : Fault::kNesting;
    return true;
  }
  if (shape.recursive) {
    if (std::find(open_.begin(), open_.end(), std::pair(id, focus)) != open_.end()) return true;
    open_.emplace_back(id, focus);
  }
  ++nesting_;
  const std::size_t begin = values_.size();
  if (shape.property) {
    walk_path(shape.path, graph_, focus, values_);
  } else {
    values_.push_back(focus);
  }
  const Range values{begin, values_.size()};
  bool good = true;
  if (values.begin != values.end || !shape.needs_values) {
    for (std::uint32_t i = 0; i < shape.constraints.size(); ++i) {
      const Place place{shape, id, i, focus, findings};
      good &= check_values(place, shape.constraints[i], values);
      if (!good && findings == nullptr) break;
    }
  }
  values_.resize(begin);
  --nesting_;
  if (shape.recursive) open_.pop_back();
  return good;
}

bool ShapeCheck::check_values(const Place& place, const Constraint& constraint, Range values) {
  const std::size_t count = values.end - values.begin;
  switch (constraint.component) {
    case Component::kMinCount:
      return count >= constraint.count || fail(place);
    case Component::kMaxCount:
      return count <= constraint.count || fail(place);
    case Component::kUniqueLang:
      return check_unique_languages(place, values);
    case Component::kEquals:
      return check_equals(place, constraint, values);
    case Component::kLessThan:
    case Component::kLessThanOrEquals:
      return check_order(place, constraint, values);
    case Component::kClosed:
      return check_closed(place, constraint, values);
    case Component::kQualifiedMinCount:
    case Component::kQualifiedMaxCount:
      return check_qualified(place, constraint, values);
    case Component::kProperty:
      return check_property(place, constraint, values);
    case Component::kHasValue:
      return check_has_value(place, constraint, values);
    default:
      return check_each(place, constraint, values);
  }
}

bool ShapeCheck::check_each(const Place& place, const Constraint& constraint, Range values) {
  bool good = true;
  for (std::size_t i = values.begin; i < values.end; ++i) {
    const NodeId value = values_[i];
    std::vector<Finding> details;
    if (value_is_good(constraint, value, place, details)) continue;
    good = fail(place, value);
    if (place.findings == nullptr) return false;
    place.findings->back().details = std::move(details);
  }
  return good;
}

bool ShapeCheck::value_is_good(const Constraint& constraint, NodeId value, const Place& place,
                               std::vector<Finding>& details) {
  switch (constraint.component) {
    case Component::kClass:
      return !graph_.is_literal(value) && graph_.is_instance(value, constraint.term);
    case Component::kDatatype:
      return has_datatype(value, constraint.term);
    case Component::kNodeKind:
      return node_kind_is(value, constraint.term);
    case Component::kMinExclusive:
    case Component::kMinInclusive:
    case Component::kMaxExclusive:
    case Component::kMaxInclusive:
      return is_within(value, constraint);
    case Component::kMinLength:
    case Component::kMaxLength:
      return length_is_within(value, constraint);
    case Component::kPattern:
      return matches(value, *constraint.pattern);
    case Component::kLanguageIn:
      return language_is_in(value, constraint);
    case Component::kDisjoint:
      return !graph_.says(place.focus, constraint.term, value);
    case Component::kNot:
      return !check(constraint.shapes.front(), value, nullptr);
    case Component::kAnd:
      return count_conforming(constraint, value) == constraint.shapes.size();
    case Component::kOr:
      return count_conforming(constraint, value) > 0;
    case Component::kXone:
      return count_conforming(constraint, value) == 1;
    case Component::kNode: {
      const bool collect = details_ && place.findings != nullptr;
      return check(constraint.shapes.front(), value, collect ? &details : nullptr);
    }
    case Component::kIn:
      return std::binary_search(constraint.terms.begin(), constraint.terms.end(), value);
    default:
      return true;
  }
}

// As many as it takes to answer: all of sh:and until one fails, one of sh:or, two of sh:xone.
std::size_t ShapeCheck::count_conforming(const Constraint& constraint, NodeId value) {
  std::size_t count = 0;
  for (const ShapeId shape : constraint.shapes) {
    const bool good = check(shape, value, nullptr);
    if (good) ++count;
    if (constraint.component == Component::kAnd && !good) return count;
    if (constraint.component == Component::kOr && good) return count;
    if (constraint.component == Component::kXone && count > 1) return count;
  }
  return count;
}

bool ShapeCheck::node_kind_is(NodeId value, NodeId kind) const {
  const std::string_view name = iri_of(graph_.text(kind)).substr(kShacl.size());
  const std::string_view text = graph_.text(value);
  if (is_blank(text)) return name.starts_with("BlankNode");
  if (is_iri(text)) return name == "IRI" || name == "BlankNodeOrIRI" || name == "IRIOrLiteral";
  return name.ends_with("Literal");
}

bool ShapeCheck::has_datatype(NodeId value, NodeId datatype) const {
  const std::string_view text = graph_.text(value);
  const std::string_view wanted = iri_of(graph_.text(datatype));
  if (!is_literal(text) || datatype_of(text) != wanted) return false;
  if (wanted == kLangString) return true;
  return check_lexical(lexical_of(text), wanted) != LexicalForm::kInvalid;
}

bool ShapeCheck::is_within(NodeId value, const Constraint& constraint) const {
  const std::string_view text = graph_.text(value);
  if (!is_literal(text)) return false;
  const Order order = compare_literals(text, graph_.text(constraint.term));
  switch (constraint.component) {
    case Component::kMinExclusive:
      return order == Order::kGreater;
    case Component::kMinInclusive:
      return order == Order::kGreater || order == Order::kEqual;
    case Component::kMaxExclusive:
      return order == Order::kLess;
    default:
      return order == Order::kLess || order == Order::kEqual;
  }
}

bool ShapeCheck::length_is_within(NodeId value, const Constraint& constraint) const {
  const std::string_view text = graph_.text(value);
  if (is_blank(text)) return false;
  const std::size_t length = count_characters(string_of(text));
  return constraint.component == Component::kMinLength ? length >= constraint.count
                                                       : length <= constraint.count;
}

bool ShapeCheck::matches(NodeId value, const Pattern& pattern) const {
  const std::string_view text = graph_.text(value);
  if (is_blank(text)) return false;
  return pattern.matches(string_of(text));
}

bool ShapeCheck::language_is_in(NodeId value, const Constraint& constraint) const {
  const std::string_view text = graph_.text(value);
  if (!is_literal(text)) return false;
  const std::string tag = small_letters(language_of(text));
  return std::any_of(constraint.languages.begin(), constraint.languages.end(),
                     [&tag](const std::string& range) { return language_matches(tag, range); });
}

bool ShapeCheck::check_unique_languages(const Place& place, Range values) {
  std::vector<std::string> tags;
  for (std::size_t i = values.begin; i < values.end; ++i) {
    const std::string_view text = graph_.text(values_[i]);
    if (is_literal(text) && !language_of(text).empty()) {
      tags.push_back(small_letters(language_of(text)));
    }
  }
  std::sort(tags.begin(), tags.end());
  bool good = true;
  for (std::size_t i = 1; i < tags.size(); ++i) {
    // Once for each language, at its second value.
    if (tags[i] == tags[i - 1] && (i == 1 || tags[i] != tags[i - 2])) good = fail(place);
  }
  return good;
}

bool ShapeCheck::check_equals(const Place& place, const Constraint& constraint, Range values) {
  bool good = true;
  for (std::size_t i = values.begin; i < values.end; ++i) {
    if (!graph_.says(place.focus, constraint.term, values_[i])) good = fail(place, values_[i]);
  }
  std::vector<NodeId> others;
  graph_.objects(place.focus, constraint.term, [&others](NodeId node) { others.push_back(node); });
  std::sort(others.begin(), others.end());
  others.erase(std::unique(others.begin(), others.end()), others.end());
  for (const NodeId other : others) {
    const auto begin = values_.begin() + static_cast<std::ptrdiff_t>(values.begin);
    const auto end = values_.begin() + static_cast<std::ptrdiff_t>(values.end);
    if (std::find(begin, end, other) == end) good = fail(place, other);
  }
  return good;
}

bool ShapeCheck::check_order(const Place& place, const Constraint& constraint, Range values) {
  bool good = true;
  const bool equal_is_good = constraint.component == Component::kLessThanOrEquals;
  for (std::size_t i = values.begin; i < values.end; ++i) {
    const NodeId value = values_[i];
    graph_.objects(place.focus, constraint.term, [&](NodeId other) {
      const std::string_view a = graph_.text(value);
      const std::string_view b = graph_.text(other);
      const Order order = is_literal(a) && is_literal(b) ? compare_literals(a, b) : Order::kNone;
      if (order == Order::kLess || (equal_is_good && order == Order::kEqual)) return;
      good = fail(place, value);
    });
  }
  return good;
}

bool ShapeCheck::check_closed(const Place& place, const Constraint& constraint, Range values) {
  bool good = true;
  for (std::size_t i = values.begin; i < values.end; ++i) {
    for (const Edge& edge : graph_.statements(values_[i])) {
      if (std::binary_search(constraint.terms.begin(), constraint.terms.end(), edge.predicate)) {
        continue;
      }
      good = fail(place, edge.object);
      if (place.findings != nullptr) place.findings->back().predicate = edge.predicate;
    }
  }
  return good;
}

bool ShapeCheck::check_qualified(const Place& place, const Constraint& constraint, Range values) {
  std::size_t count = 0;
  for (std::size_t i = values.begin; i < values.end; ++i) {
    const NodeId value = values_[i];
    if (!check(constraint.shapes.front(), value, nullptr)) continue;
    const bool other =
        std::any_of(constraint.siblings.begin(), constraint.siblings.end(),
                    [this, value](ShapeId sibling) { return check(sibling, value, nullptr); });
    if (!other) ++count;
  }
  const bool good = constraint.component == Component::kQualifiedMinCount
                        ? count >= constraint.count
                        : count <= constraint.count;
  return good || fail(place);
}

bool ShapeCheck::check_property(const Place& place, const Constraint& constraint, Range values) {
  bool good = true;
  for (std::size_t i = values.begin; i < values.end; ++i) {
    good &= check(constraint.shapes.front(), values_[i], place.findings);
    if (!good && place.findings == nullptr) return false;
  }
  return good;
}

bool ShapeCheck::check_has_value(const Place& place, const Constraint& constraint, Range values) {
  for (std::size_t i = values.begin; i < values.end; ++i) {
    if (values_[i] == constraint.term) return true;
  }
  return fail(place);
}

}  // namespace rednode::catalogue
