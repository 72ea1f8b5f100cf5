// The canonical form of a dataset: W3C RDF Dataset Canonicalization, RDFC-1.0 (Recommendation of
// 2024-05-21), complete. Two datasets have the same canonical bytes where they are isomorphic, and
// different ones where they are not; the SHA-256 of a record's canonical bytes is its content id.
//
// One gap is in the Recommendation itself: what its N-degree hash sees of a blank node leaves out
// the graph. Where blank nodes that only that hash could tell apart stand in several graphs, or
// name one, isomorphic datasets may get different forms. CanonicalForm::stable says whether that
// can be.
//
// Thread rule: pure functions. Cost: n log n, but exponential for graphs built to be so; these are
// refused after `work_max` steps (a step: one N-degree hash or one permutation tried).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/limits.h"
#include "catalogue/dataset.h"

namespace rednode::catalogue {

struct CanonicalOptions {
  enum class Hash { kSha256, kSha384 };
  Hash hash = Hash::kSha256;
  std::size_t work_max = base::limits::kCanonicalWorkMax;
};

// Canonical N-Quads: sorted lines, blank nodes named c14n0, c14n1, ...
// Errors: kExhausted where the work limit is met.
base::Result<base::Bytes> canonicalize(const Dataset& dataset,
                                       const CanonicalOptions& options = {});

struct CanonicalForm {
  base::Bytes bytes;
  // False: see above. True for whatever has one graph, or no blank nodes that are alike.
  bool stable = true;
  // The label that each blank node had, and the one that it got, in the order of the latter.
  std::vector<std::pair<std::string, std::string>> labels;
};
base::Result<CanonicalForm> canonical_form(const Dataset& dataset,
                                           const CanonicalOptions& options = {});

}  // namespace rednode::catalogue
