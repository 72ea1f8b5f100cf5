#include "node/ctl/whole_graph.h"

#include "base/limits.h"

namespace rednode::node {

namespace limits = base::limits;

base::Status WholeGraph::add(const catalogue::QuadText& quad) {
  dataset_.add(quad);
  bytes_ += quad.subject.size() + quad.predicate.size() + quad.object.size() + quad.graph.size();
  if (dataset_.quads().size() > limits::kWholeStatementsMax) {
    return base::exhausted("the document has more than " +
                           std::to_string(limits::kWholeStatementsMax) + " statements: " + remedy_);
  }
  if (bytes_ > limits::kWholeBytesMax) {
    return base::exhausted("the document stands for more than " +
                           std::to_string(limits::kWholeBytesMax >> 20) + " MB: " + remedy_);
  }
  return {};
}

catalogue::Dataset WholeGraph::take() {
  dataset_.index();
  return std::move(dataset_);
}

}  // namespace rednode::node
