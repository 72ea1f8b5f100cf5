#include "catalogue/statement_order.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "catalogue/names.h"

namespace rednode::catalogue {
namespace {

// Terms in the order in which they are written: IRIs, blank nodes, literals, each by their bytes.
std::vector<std::size_t> ranks(const Dataset& dataset, const std::vector<std::string>& labels) {
  std::vector<TermId> order(dataset.term_count());
  std::iota(order.begin(), order.end(), TermId{0});
  const auto key = [&](TermId term) {
    const std::string_view text = dataset.text(term);
    const bool blank = dataset.is_blank(term);
    return std::tuple(is_literal(text) ? 2
                      : blank          ? 1
                                       : 0,
                      blank ? labels[term].size() : std::size_t{0},
                      blank ? std::string_view(labels[term]) : text);
  };
  std::sort(order.begin(), order.end(), [&key](TermId a, TermId b) { return key(a) < key(b); });
  std::vector<std::size_t> rank(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) rank[order[i]] = i + 2;
  if (const auto type = dataset.find_iri(names::kRdfType)) rank[*type] = 0;
  return rank;
}

}  // namespace

StatementOrder::StatementOrder(const Dataset& dataset, const std::vector<std::string>& labels,
                               std::string_view first)
    : quads_(dataset.quads().begin(), dataset.quads().end()), at_(dataset.term_count(), 0) {
  const std::vector<std::size_t> rank = ranks(dataset, labels);
  const TermId top =
      first.empty() ? kDefaultGraph : dataset.find_iri(first).value_or(kDefaultGraph);
  const auto key = [&rank, top](const Quad& q) {
    return std::tuple(q.graph == kDefaultGraph ? 0 : rank[q.graph] + 1,
                      q.subject == top ? 0 : rank[q.subject] + 1, rank[q.predicate],
                      rank[q.object]);
  };
  std::sort(quads_.begin(), quads_.end(),
            [&key](const Quad& a, const Quad& b) { return key(a) < key(b); });
  for (std::size_t i = quads_.size(); i > 0; --i) at_[quads_[i - 1].subject] = i - 1;
}

std::size_t StatementOrder::end_of(TermId subject) const {
  std::size_t end = at_[subject];
  while (end < quads_.size() && quads_[end].subject == subject) ++end;
  return end;
}

}  // namespace rednode::catalogue
