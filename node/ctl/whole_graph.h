// WholeGraph: a document that a command holds in memory as one graph, within limits.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "catalogue/dataset.h"
#include "catalogue/term.h"

namespace rednode::node {

class WholeGraph {
 public:
  // `remedy`: what to do with a document that is larger than a graph may be.
  explicit WholeGraph(std::string remedy) : remedy_(std::move(remedy)) {}

  // Errors: kExhausted beyond limits::kWholeStatementsMax or limits::kWholeBytesMax.
  base::Status add(const catalogue::QuadText& quad);
  // Indexed. REQUIRES: nothing is added any more.
  catalogue::Dataset take();

 private:
  const std::string remedy_;
  catalogue::Dataset dataset_;
  std::uint64_t bytes_ = 0;
};

}  // namespace rednode::node
