#include "catalogue/written_order.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "catalogue/names.h"

namespace rednode::catalogue {
namespace {

constexpr TermId kNone = kDefaultGraph;

// By term: its place among the terms, from 2 on; 0 is left for the predicate that comes first.
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

std::size_t WrittenOrder::end_of(std::size_t begin) const {
  std::size_t end = begin;
  while (end < quads.size() && quads[end].subject == quads[begin].subject &&
         quads[end].graph == quads[begin].graph) {
    ++end;
  }
  return end;
}

WrittenOrder written_order(const Dataset& dataset, const std::vector<std::string>& labels,
                           std::string_view first) {
  const std::vector<std::size_t> rank = ranks(dataset, labels);
  const TermId top = first.empty() ? kNone : dataset.find_iri(first).value_or(kNone);
  const auto key = [&rank, top](const Quad& q) {
    return std::tuple(q.graph == kDefaultGraph ? 0 : rank[q.graph] + 1,
                      q.subject == top ? 0 : rank[q.subject] + 1, rank[q.predicate],
                      rank[q.object]);
  };
  WrittenOrder order;
  order.quads.assign(dataset.quads().begin(), dataset.quads().end());
  std::sort(order.quads.begin(), order.quads.end(),
            [&key](const Quad& a, const Quad& b) { return key(a) < key(b); });
  order.first_of.assign(dataset.term_count(), order.quads.size());
  for (std::size_t i = order.quads.size(); i > 0; --i) {
    order.first_of[order.quads[i - 1].subject] = i - 1;
  }
  return order;
}

}  // namespace rednode::catalogue
