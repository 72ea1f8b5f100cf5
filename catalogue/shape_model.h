// What a shapes graph says, ready to be checked: inside catalogue/shapes.h, for the files that read
// shapes and that check them.
//
// Thread rule: immutable once read.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "catalogue/data_graph.h"
#include "catalogue/shape_path.h"
#include "catalogue/shape_pattern.h"

namespace rednode::catalogue {

inline constexpr std::string_view kShacl = "http://www.w3.org/ns/shacl#";

using ShapeId = std::uint32_t;

// The constraint components of SHACL Core (section 4), in its order.
enum class Component : std::uint8_t {
  kClass,
  kDatatype,
  kNodeKind,
  kMinCount,
  kMaxCount,
  kMinExclusive,
  kMinInclusive,
  kMaxExclusive,
  kMaxInclusive,
  kMinLength,
  kMaxLength,
  kPattern,
  kLanguageIn,
  kUniqueLang,
  kEquals,
  kDisjoint,
  kLessThan,
  kLessThanOrEquals,
  kNot,
  kAnd,
  kOr,
  kXone,
  kNode,
  kProperty,
  kQualifiedMinCount,
  kQualifiedMaxCount,
  kClosed,
  kHasValue,
  kIn,
};

// "http://www.w3.org/ns/shacl#ClassConstraintComponent"
std::string_view component_iri(Component component);

struct Constraint {
  Component component = Component::kClass;
  NodeId term = 0;                     // the class, datatype, kind, bound, value or predicate
  std::uint64_t count = 0;             // of a count or length
  std::vector<NodeId> terms;           // of sh:in; what a closed shape allows; sorted
  std::vector<std::string> languages;  // of sh:languageIn, in small letters
  std::vector<ShapeId> shapes;         // those that it refers to
  std::vector<ShapeId> siblings;       // of a qualified value shape that is disjoint
  std::shared_ptr<const Pattern> pattern;
};

struct Shape {
  std::string text;  // the term that names it
  bool property = false;
  bool deactivated = false;
  bool recursive = false;     // refers to itself, directly or over others
  bool needs_values = false;  // nothing can be wrong where there are no values
  Path path;                  // of a property shape
  std::string path_text;
  std::string severity;               // an IRI
  std::vector<std::string> messages;  // texts of literals
  std::vector<std::string> names;     // sh:name, texts of literals
  std::vector<Constraint> constraints;
};

struct TargetedShapes {
  std::vector<std::pair<NodeId, ShapeId>> nodes;  // sh:targetNode
  std::unordered_map<NodeId, std::vector<ShapeId>> classes;
  std::unordered_map<NodeId, std::vector<ShapeId>> subjects_of;
  std::unordered_map<NodeId, std::vector<ShapeId>> objects_of;
};

struct ShapeModel {
  explicit ShapeModel(Background from) : background(std::move(from)) {}

  Background background;
  std::vector<Shape> shapes;
  TargetedShapes targets;
  std::vector<std::string> warnings;
};

}  // namespace rednode::catalogue
