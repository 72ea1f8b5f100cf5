#include "catalogue/data_graph.h"

#include <tuple>

namespace rednode::catalogue {
namespace {

constexpr std::string_view kType = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
constexpr std::string_view kSubClassOf = "http://www.w3.org/2000/01/rdf-schema#subClassOf";

bool by_object(const Edge& a, const Edge& b) {
  return std::tie(a.object, a.predicate, a.subject) < std::tie(b.object, b.predicate, b.subject);
}

std::span<const Edge> with_subject(std::span<const Edge> sorted, NodeId subject) {
  const auto range = std::ranges::equal_range(sorted, subject, {}, &Edge::subject);
  return {range.begin(), range.end()};
}

std::span<const Edge> with_object(std::span<const Edge> sorted, NodeId object, NodeId predicate) {
  const auto range = std::ranges::equal_range(sorted, object, {}, &Edge::object);
  return edges::with_predicate({range.begin(), range.end()}, predicate);
}

void sort_unique(std::vector<Edge>& edges) {
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
}

}  // namespace

Background::Background(Dataset dataset) : dataset_(std::move(dataset)) {
  rdf_type_ = dataset_.iri(kType);
  subclass_of_ = dataset_.iri(kSubClassOf);
  edges_.reserve(dataset_.quads().size());
  for (const Quad& quad : dataset_.quads()) {
    edges_.push_back({quad.subject, quad.predicate, quad.object});
  }
  sort_unique(edges_);
  incoming_ = edges_;
  std::sort(incoming_.begin(), incoming_.end(), by_object);
  for (const Edge& edge : edges_) {
    if (edge.predicate != subclass_of_ || superclasses_.contains(edge.subject)) continue;
    std::vector<NodeId> above = {edge.subject};
    for (std::size_t i = 0; i < above.size(); ++i) {
      for (const Edge& up : from(above[i], subclass_of_)) {
        if (std::find(above.begin(), above.end(), up.object) == above.end()) {
          above.push_back(up.object);
        }
      }
    }
    above.erase(above.begin());
    superclasses_.emplace(edge.subject, std::move(above));
  }
}

std::span<const Edge> Background::from(NodeId subject) const {
  return with_subject(edges_, subject);
}

std::span<const Edge> Background::from(NodeId subject, NodeId predicate) const {
  return edges::with_predicate(from(subject), predicate);
}

std::span<const Edge> Background::into(NodeId object, NodeId predicate) const {
  return with_object(incoming_, object, predicate);
}

std::span<const NodeId> Background::superclasses(NodeId type) const {
  const auto found = superclasses_.find(type);
  if (found == superclasses_.end()) return {};
  return found->second;
}

void DataGraph::load(const Dataset& record) {
  record_ = &record;
  numbers_.clear();
  own_.clear();
  for (TermId term = 0; term < record.term_count(); ++term) {
    // A blank node is nobody else's, whatever its label.
    const auto known =
        record.is_blank(term) ? std::nullopt : background_.dataset().find(record.text(term));
    numbers_.push_back(known ? *known : background_.size() + static_cast<NodeId>(own_.size()));
    if (!known) own_.push_back(term);
  }
  edges_.clear();
  own_subclasses_ = false;
  for (const Quad& quad : record.quads()) {
    const NodeId predicate = numbers_[quad.predicate];
    own_subclasses_ |= predicate == background_.subclass_of();
    edges_.push_back({numbers_[quad.subject], predicate, numbers_[quad.object]});
  }
  sort_unique(edges_);
  incoming_ready_ = false;
}

std::string_view DataGraph::text(NodeId node) const {
  if (node < background_.size()) return background_.dataset().text(node);
  return record_->text(own_[node - background_.size()]);
}

std::span<const Edge> DataGraph::statements(NodeId subject) const {
  return with_subject(edges_, subject);
}

std::span<const Edge> DataGraph::incoming(NodeId object, NodeId predicate) const {
  if (!incoming_ready_) {
    incoming_ = edges_;
    std::sort(incoming_.begin(), incoming_.end(), by_object);
    incoming_ready_ = true;
  }
  return with_object(incoming_, object, predicate);
}

bool DataGraph::says(NodeId subject, NodeId predicate, NodeId object) const {
  bool found = false;
  objects(subject, predicate, [&found, object](NodeId node) { found |= node == object; });
  return found;
}

bool DataGraph::is_instance(NodeId node, NodeId type) const {
  bool found = false;
  objects(node, background_.rdf_type(), [this, &found, type](NodeId own) {
    if (found || own == type) {
      found = true;
      return;
    }
    const auto above = background_.superclasses(own);
    found = std::find(above.begin(), above.end(), type) != above.end();
    if (found || !own_subclasses_) return;
    std::vector<NodeId> classes;
    append_classes(own, classes);
    found = std::find(classes.begin(), classes.end(), type) != classes.end();
  });
  return found;
}

void DataGraph::append_classes(NodeId type, std::vector<NodeId>& out) const {
  const std::size_t begin = out.size();
  out.push_back(type);
  if (!own_subclasses_) {
    const auto above = background_.superclasses(type);
    out.insert(out.end(), above.begin(), above.end());
    return;
  }
  for (std::size_t i = begin; i < out.size(); ++i) {
    objects(out[i], background_.subclass_of(), [&out, begin](NodeId up) {
      const auto first = out.begin() + static_cast<std::ptrdiff_t>(begin);
      if (std::find(first, out.end(), up) == out.end()) out.push_back(up);
    });
  }
}

}  // namespace rednode::catalogue
