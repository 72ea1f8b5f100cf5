// The order in which documents for people say the statements of a dataset: by graph, subject,
// predicate and object; what is described first, and classes before other properties; IRIs, blank
// nodes, literals, each by their bytes. It does not hang on the order of the dataset.
//
// Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/dataset.h"

namespace rednode::catalogue {

struct WrittenOrder {
  std::vector<Quad> quads;
  std::vector<std::size_t> first_of;  // by term: its first statement as a subject, if it is one

  // Behind the last statement of the subject whose first one is at `begin`, in the same graph.
  std::size_t end_of(std::size_t begin) const;
};

// `labels` by term (blank_labels.h); `first`: the IRI described first, or "".
WrittenOrder written_order(const Dataset& dataset, const std::vector<std::string>& labels,
                           std::string_view first);

}  // namespace rednode::catalogue
