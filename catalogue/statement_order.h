// StatementOrder: the statements of a dataset in the order in which people read them: by graph,
// then by subject with one of them first, then by predicate, rdf:type first. For the writers of
// Turtle and JSON-LD.
//
// Thread rule: const access from several threads is safe. REQUIRES: dataset and labels outlive it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/dataset.h"

namespace rednode::catalogue {

class StatementOrder {
 public:
  // `labels` by term (blank_labels.h); `first`: the IRI described first, or "".
  StatementOrder(const Dataset& dataset, const std::vector<std::string>& labels,
                 std::string_view first);

  const std::vector<Quad>& quads() const { return quads_; }
  // Where the statements about the subject begin and end, for what is written in place: a subject
  // that has statements in one graph only. begin == end where it has none.
  std::size_t begin_of(TermId subject) const { return at_[subject]; }
  std::size_t end_of(TermId subject) const;

 private:
  std::vector<Quad> quads_;
  std::vector<std::size_t> at_;  // by term: its first statement as a subject
};

}  // namespace rednode::catalogue
