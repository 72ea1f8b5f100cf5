#include "catalogue/blank_labels.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "base/digest.h"
#include "catalogue/canonical.h"
#include "catalogue/names.h"

namespace rednode::catalogue {
namespace {

constexpr TermId kNone = kDefaultGraph;
constexpr std::size_t kInlineDepth = 12;  // brackets, far below what readers allow
constexpr std::size_t kHashDigits = 24;

// The components into which shared statements join the blank nodes (union-find over terms).
class Components {
 public:
  explicit Components(const Dataset& dataset) : parent_(dataset.term_count()) {
    std::iota(parent_.begin(), parent_.end(), TermId{0});
    for (const Quad& quad : dataset.quads()) {
      TermId first = kNone;
      for (const TermId term : {quad.subject, quad.object, quad.graph}) {
        if (term == kDefaultGraph || !dataset.is_blank(term)) continue;
        if (first != kNone) parent_[root(term)] = root(first);
        first = term;
      }
    }
  }
  TermId root(TermId term) {
    while (parent_[term] != term) term = parent_[term] = parent_[parent_[term]];
    return term;
  }

 private:
  std::vector<TermId> parent_;
};

TermId blank_in(const Dataset& dataset, const Quad& quad) {
  for (const TermId term : {quad.subject, quad.object, quad.graph}) {
    if (term != kDefaultGraph && dataset.is_blank(term)) return term;
  }
  return kNone;
}

// Names the blank nodes of one component by what is said with them.
void label_by_content(const Dataset& dataset, const std::vector<Quad>& quads,
                      std::map<std::string, int>& seen, std::vector<std::string>& labels) {
  Dataset part;
  for (const Quad& quad : quads) part.add(dataset.texts(quad));
  part.index();
  const auto form = canonical_form(part);
  if (!form.ok()) return;  // too alike: they keep their numbers
  std::string name = "_:s" + base::to_hex(base::sha256(form->bytes)).substr(0, kHashDigits);
  if (const int copy = seen[name]++; copy > 0) name += "x" + std::to_string(copy);
  for (const auto& [label, canonical] : form->labels) {
    const auto term = dataset.find("_:" + label);
    labels[*term] = name + "n" + canonical.substr(4);
  }
}

}  // namespace

std::vector<std::string> blank_labels(const Dataset& dataset, std::uint64_t& next,
                                      std::string_view own) {
  std::vector<std::string> labels(dataset.term_count());
  std::vector<TermId> blanks;
  for (TermId term = 0; term < dataset.term_count(); ++term) {
    if (dataset.is_blank(term)) blanks.push_back(term);
  }
  if (blanks.empty()) return labels;
  if (!own.empty()) {
    Components components(dataset);
    const auto record = dataset.find_iri(own);
    std::map<TermId, std::vector<Quad>> quads_of;
    std::vector<bool> is_own(dataset.term_count());
    for (const Quad& quad : dataset.quads()) {
      const TermId blank = blank_in(dataset, quad);
      if (blank == kNone) continue;
      const TermId root = components.root(blank);
      quads_of[root].push_back(quad);
      if (record && (quad.subject == *record || quad.object == *record)) is_own[root] = true;
    }
    std::map<std::string, int> seen;
    for (const auto& [root, quads] : quads_of) {
      if (!is_own[root]) label_by_content(dataset, quads, seen, labels);
    }
  }
  std::sort(blanks.begin(), blanks.end(), [&dataset](TermId a, TermId b) {
    const std::string_view x = dataset.text(a);
    const std::string_view y = dataset.text(b);
    return x.size() != y.size() ? x.size() < y.size() : x < y;  // c14n2 before c14n10
  });
  for (const TermId blank : blanks) {
    if (labels[blank].empty()) labels[blank] = "_:b" + std::to_string(next++);
  }
  return labels;
}

namespace {

class Placer {
 public:
  Placer(const Dataset& dataset, const std::vector<std::string>& labels)
      : dataset_(dataset),
        labels_(labels),
        nodes_(dataset.term_count()),
        places_(dataset.term_count(), Place::kLabelled) {}

  std::vector<Place> run() {
    find_candidates();
    find_lists();
    for (const TermId term : candidates()) {
      if (nodes_[term].candidate && nodes_[term].state == State::kNew) settle(term);
    }
    for (TermId term = 0; term < nodes_.size(); ++term) {
      if (!nodes_[term].candidate) continue;
      places_[term] = nodes_[term].list ? Place::kList : Place::kInline;
    }
    return std::move(places_);
  }

 private:
  enum class State : std::uint8_t { kNew, kOnPath, kDone };
  struct Node {
    TermId parent = kNone;  // whose object it is
    TermId predicate = kNone;
    TermId graph = kNone;
    std::uint32_t references = 0;
    std::uint32_t depth = 0;
    bool candidate = false;
    bool list = false;
    bool elsewhere = false;  // names a graph, or is described in another one
    State state = State::kNew;
  };

  void find_candidates() {
    for (const Quad& quad : dataset_.quads()) {
      Node& object = nodes_[quad.object];
      object.parent = quad.subject;
      object.predicate = quad.predicate;
      object.graph = quad.graph;
      ++object.references;
      if (quad.graph != kDefaultGraph) nodes_[quad.graph].elsewhere = true;
    }
    for (const Quad& quad : dataset_.quads()) {
      if (nodes_[quad.subject].graph != quad.graph) nodes_[quad.subject].elsewhere = true;
    }
    for (TermId term = 0; term < nodes_.size(); ++term) {
      const Node& node = nodes_[term];
      nodes_[term].candidate = dataset_.is_blank(term) && node.references == 1 && !node.elsewhere &&
                               !labels_[term].starts_with("_:s");
    }
  }

  // In the order of their labels: which node a circle loses does not hang on the dataset's order.
  std::vector<TermId> candidates() const {
    std::vector<TermId> all;
    for (TermId term = 0; term < nodes_.size(); ++term) {
      if (nodes_[term].candidate) all.push_back(term);
    }
    std::sort(all.begin(), all.end(), [this](TermId a, TermId b) {
      return std::pair(labels_[a].size(), std::string_view(labels_[a])) <
             std::pair(labels_[b].size(), std::string_view(labels_[b]));
    });
    return all;
  }

  // From each end of a list upwards, as long as the cells are nothing but cells.
  void find_lists() {
    const auto rest = dataset_.find_iri(names::kRdfRest);
    const auto first = dataset_.find_iri(names::kRdfFirst);
    const auto nil = dataset_.find_iri(names::kRdfNil);
    if (!rest || !first || !nil) return;
    for (const Quad& quad : dataset_.quads()) {
      if (quad.predicate != *rest || quad.object != *nil) continue;
      for (TermId cell = quad.subject; is_cell(cell, *first, *rest); cell = nodes_[cell].parent) {
        nodes_[cell].list = true;
        if (nodes_[cell].predicate != *rest) break;
      }
    }
    rest_ = *rest;
  }

  bool is_cell(TermId term, TermId first, TermId rest) const {
    if (!nodes_[term].candidate || nodes_[term].list) return false;
    const auto quads = dataset_.about(term);
    return quads.size() == 2 && dataset_.about(term, first).size() == 1 &&
           dataset_.about(term, rest).size() == 1;
  }

  // A cell that its list holds: it has no bracket of its own.
  bool is_tail(TermId term) const {
    const Node& node = nodes_[term];
    return node.list && node.predicate == rest_ && nodes_[node.parent].list;
  }

  // Walks up to what is settled, then gives depths on the way back. A circle loses one node.
  void settle(TermId start) {
    while (nodes_[start].candidate) {
      std::vector<TermId> path;
      TermId at = start;
      while (nodes_[at].candidate && nodes_[at].state == State::kNew) {
        nodes_[at].state = State::kOnPath;
        path.push_back(at);
        at = nodes_[at].parent;
      }
      const bool circle = nodes_[at].candidate && nodes_[at].state == State::kOnPath;
      if (!circle) return give_depths(path);
      while (is_tail(at)) at = nodes_[at].parent;
      nodes_[at].candidate = nodes_[at].list = false;
      for (const TermId term : path) nodes_[term].state = State::kNew;
    }
  }

  void give_depths(const std::vector<TermId>& path) {
    for (auto term = path.rbegin(); term != path.rend(); ++term) {
      Node& node = nodes_[*term];
      node.state = State::kDone;
      if (!node.candidate) continue;
      const Node& parent = nodes_[node.parent];
      node.depth = (parent.candidate ? parent.depth : 0) + (is_tail(*term) ? 0 : 1);
      if (node.depth <= kInlineDepth) continue;
      node.candidate = node.list = false;
      node.depth = 0;
    }
  }

  const Dataset& dataset_;
  const std::vector<std::string>& labels_;
  std::vector<Node> nodes_;
  std::vector<Place> places_;
  TermId rest_ = kNone;
};

}  // namespace

std::vector<Place> blank_places(const Dataset& dataset, const std::vector<std::string>& labels) {
  return Placer(dataset, labels).run();
}

}  // namespace rednode::catalogue
