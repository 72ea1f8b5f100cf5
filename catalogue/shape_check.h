// ShapeCheck: evaluates shapes on nodes of one data graph. Inside Validator.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "catalogue/data_graph.h"
#include "catalogue/shape_model.h"

namespace rednode::catalogue {

inline constexpr NodeId kNoNode = 0xffffffff;

// One result, in numbers.
struct Finding {
  ShapeId shape = 0;
  std::uint32_t constraint = 0;  // of the shape
  NodeId focus = 0;
  NodeId value = kNoNode;
  NodeId predicate = kNoNode;  // of sh:closed: the property that is too much
  std::vector<Finding> details;
};

class ShapeCheck {
 public:
  // REQUIRES: both outlive the check.
  ShapeCheck(const ShapeModel& model, const DataGraph& graph, bool details, std::size_t work_max)
      : model_(model), graph_(graph), details_(details), work_max_(work_max) {}

  void begin() {
    work_ = 0;
    fault_ = Fault::kNone;
  }

  // Whether the node conforms. With `findings` all that is wrong is added to it; without, the first
  // fault ends the check.
  bool check(ShapeId shape, NodeId focus, std::vector<Finding>* findings);

  enum class Fault { kNone, kWork, kNesting };
  Fault fault() const { return fault_; }

 private:
  struct Place {
    const Shape& shape;
    ShapeId id;
    std::uint32_t constraint;
    NodeId focus;
    std::vector<Finding>* findings;
  };
  // The values of the shape at hand: in values_, at [begin, end).
  struct Range {
    std::size_t begin;
    std::size_t end;
  };

  bool check_values(const Place& place, const Constraint& constraint, Range values);
  bool check_each(const Place& place, const Constraint& constraint, Range values);
  bool value_is_good(const Constraint& constraint, NodeId value, const Place& place,
                     std::vector<Finding>& details);
  bool check_unique_languages(const Place& place, Range values);
  bool check_equals(const Place& place, const Constraint& constraint, Range values);
  bool check_order(const Place& place, const Constraint& constraint, Range values);
  bool check_closed(const Place& place, const Constraint& constraint, Range values);
  bool check_qualified(const Place& place, const Constraint& constraint, Range values);
  bool check_property(const Place& place, const Constraint& constraint, Range values);
  bool check_has_value(const Place& place, const Constraint& constraint, Range values);

  bool node_kind_is(NodeId value, NodeId kind) const;
  bool has_datatype(NodeId value, NodeId datatype) const;
  bool is_within(NodeId value, const Constraint& constraint) const;
  bool length_is_within(NodeId value, const Constraint& constraint) const;
  bool matches(NodeId value, const Pattern& pattern) const;
  bool language_is_in(NodeId value, const Constraint& constraint) const;
  std::size_t count_conforming(const Constraint& constraint, NodeId value);

  // Adds a finding, where they are collected. Always false: there is one.
  static bool fail(const Place& place, NodeId value = kNoNode);

  const ShapeModel& model_;
  const DataGraph& graph_;
  const bool details_;
  const std::size_t work_max_;
  std::size_t work_ = 0;
  std::size_t nesting_ = 0;
  Fault fault_ = Fault::kNone;
  std::vector<NodeId> values_;
  std::vector<std::pair<ShapeId, NodeId>> open_;  // recursive shapes that are being checked
};

}  // namespace rednode::catalogue
