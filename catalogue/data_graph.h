// DataGraph: the graph that shapes are checked against: the statements of one record, and behind
// them a background that stays (vocabularies). Both share one space of node numbers, so that a
// comparison of terms is a comparison of numbers.
//
// Named graphs are not told apart: what a record says counts, wherever it says it.
//
// Thread rule: a Background may be shared, it never changes; a DataGraph belongs to one thread.
// Lifetimes: a DataGraph needs its Background, and after load() the record, for as long as it is
// asked anything.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "catalogue/dataset.h"

namespace rednode::catalogue {

// Below Background::size(): a term of the background. From there on: a term of the record alone.
using NodeId = TermId;

struct Edge {
  NodeId subject = 0;
  NodeId predicate = 0;
  NodeId object = 0;
  auto operator<=>(const Edge&) const = default;
};

class Background {
 public:
  // `dataset` may hold terms that no statement uses: constants of the shapes.
  explicit Background(Dataset dataset);

  const Dataset& dataset() const { return dataset_; }
  NodeId size() const { return static_cast<NodeId>(dataset_.term_count()); }
  std::span<const Edge> from(NodeId subject, NodeId predicate) const;
  std::span<const Edge> from(NodeId subject) const;
  std::span<const Edge> into(NodeId object, NodeId predicate) const;
  // The classes above one, without itself; empty for most.
  std::span<const NodeId> superclasses(NodeId type) const;

  NodeId rdf_type() const { return rdf_type_; }
  NodeId subclass_of() const { return subclass_of_; }

 private:
  Dataset dataset_;
  NodeId rdf_type_;
  NodeId subclass_of_;
  std::vector<Edge> edges_;     // by subject, predicate, object
  std::vector<Edge> incoming_;  // by object, predicate, subject
  std::unordered_map<NodeId, std::vector<NodeId>> superclasses_;
};

class DataGraph {
 public:
  // REQUIRES: the background outlives the graph.
  explicit DataGraph(const Background& background) : background_(background) {}

  // REQUIRES: the record outlives the next load(), or the graph.
  void load(const Dataset& record);

  const Background& background() const { return background_; }
  std::string_view text(NodeId node) const;
  bool is_blank(NodeId node) const { return text(node).front() == '_'; }
  bool is_literal(NodeId node) const { return text(node).front() == '"'; }
  NodeId node_count() const { return background_.size() + static_cast<NodeId>(own_.size()); }

  // What the record itself says, sorted by subject, predicate, object.
  std::span<const Edge> statements() const { return edges_; }
  std::span<const Edge> statements(NodeId subject) const;

  // Calls visit(node) for each; what record and background both say comes twice.
  template <typename Visit>
  void objects(NodeId subject, NodeId predicate, Visit&& visit) const;
  template <typename Visit>
  void subjects(NodeId object, NodeId predicate, Visit&& visit) const;

  bool says(NodeId subject, NodeId predicate, NodeId object) const;
  // SHACL instance (section 1.1): of the class, or of one below it.
  bool is_instance(NodeId node, NodeId type) const;
  // Appends the classes above one, and itself.
  void append_classes(NodeId type, std::vector<NodeId>& out) const;

 private:
  std::span<const Edge> incoming(NodeId object, NodeId predicate) const;

  const Background& background_;
  const Dataset* record_ = nullptr;
  std::vector<NodeId> numbers_;  // of the record's terms
  std::vector<TermId> own_;      // the record's term of each number beyond the background
  std::vector<Edge> edges_;
  mutable std::vector<Edge> incoming_;  // made when first asked for
  mutable bool incoming_ready_ = false;
  bool own_subclasses_ = false;  // the record says that a class is below another
};

namespace edges {

inline std::span<const Edge> with_predicate(std::span<const Edge> sorted, NodeId predicate) {
  const auto range = std::ranges::equal_range(sorted, predicate, {}, &Edge::predicate);
  return {range.begin(), range.end()};
}

}  // namespace edges

template <typename Visit>
void DataGraph::objects(NodeId subject, NodeId predicate, Visit&& visit) const {
  for (const Edge& edge : edges::with_predicate(statements(subject), predicate)) {
    visit(edge.object);
  }
  if (subject >= background_.size()) return;
  for (const Edge& edge : background_.from(subject, predicate)) visit(edge.object);
}

template <typename Visit>
void DataGraph::subjects(NodeId object, NodeId predicate, Visit&& visit) const {
  for (const Edge& edge : incoming(object, predicate)) visit(edge.subject);
  if (object >= background_.size()) return;
  for (const Edge& edge : background_.into(object, predicate)) visit(edge.subject);
}

}  // namespace rednode::catalogue
