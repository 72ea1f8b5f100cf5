// ShapeReader: a shapes graph becomes a ShapeModel. Inside Shapes::read.
//
// Thread rule: one thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalogue/shape_model.h"

namespace rednode::catalogue {

class ShapeReader {
 public:
  // REQUIRES: an indexed graph that outlives the reader. `constants` gets the terms that the shapes
  // speak of: numbers of it are in the shapes that come out.
  ShapeReader(const Dataset& graph, Dataset& constants) : graph_(graph), constants_(constants) {}

  // Errors: kExhausted beyond limits::kShapesMax.
  base::Status read();

  std::vector<Shape> take_shapes() { return std::move(shapes_); }
  TargetedShapes take_targets() { return std::move(targets_); }
  std::vector<std::string> take_warnings() { return std::move(warnings_); }

 private:
  using Values = std::span<const Quad>;

  // The values of a property of the shapes graph; `name` without sh:.
  Values values(TermId subject, std::string_view name) const;
  std::optional<TermId> one_value(TermId shape, std::string_view name);
  std::optional<std::uint64_t> count_value(TermId shape, std::string_view name);
  bool true_value(TermId shape, std::string_view name) const;
  bool is_instance(TermId node, std::string_view type_iri) const;
  NodeId constant(TermId term) { return constants_.intern(graph_.text(term)); }
  std::string name_of(TermId shape) const;
  void warn(TermId shape, const std::string& text);
  void warn_of_unknown(TermId shape);

  std::vector<TermId> find_shapes() const;
  ShapeId shape_of(TermId node);
  void read_shape(TermId node, ShapeId id);
  void read_path_of(TermId node, Shape& shape);
  void read_texts(TermId node, Shape& shape);
  void read_targets(TermId node, ShapeId id);

  void add(Shape& shape, Constraint constraint) {
    shape.constraints.push_back(std::move(constraint));
  }
  void read_value_types(TermId node, Shape& shape);
  void read_counts(TermId node, Shape& shape);
  void read_ranges(TermId node, Shape& shape);
  void read_strings(TermId node, Shape& shape);
  void read_pattern(TermId node, Shape& shape);
  void read_languages(TermId node, Shape& shape);
  void read_pairs(TermId node, Shape& shape);
  void read_logic(TermId node, Shape& shape);
  void read_nested(TermId node, Shape& shape);
  void read_qualified(TermId node, Shape& shape);
  std::vector<ShapeId> siblings_of(TermId node, TermId own);
  void read_closed(TermId node, Shape& shape);
  void read_others(TermId node, Shape& shape);
  void mark_recursive();

  const Dataset& graph_;
  Dataset& constants_;
  std::map<TermId, ShapeId> ids_;
  std::vector<TermId> pending_;  // numbered, and still to be read
  std::vector<Shape> shapes_;
  TargetedShapes targets_;
  std::vector<std::string> warnings_;
  std::set<std::string> said_;  // warnings that name no shape, each once
};

}  // namespace rednode::catalogue
