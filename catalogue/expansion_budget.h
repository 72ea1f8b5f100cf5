// ExpansionBudget: how much the statements of a document may say for its size. A prefix, a base or
// a namespace of a few letters stands for an IRI of up to limits::kRdfIriBytesMax, as often as it
// is used; without a bound a small document, and more so a packed one, fills the disk.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <string>

#include "base/limits.h"
#include "base/result.h"
#include "catalogue/position.h"
#include "catalogue/term.h"

namespace rednode::catalogue {

class ExpansionBudget {
 public:
  // A statement, and how many bytes of the document have been read so far. Errors: kInvalid, and
  // then reading ends.
  base::Status spend(const QuadText& quad, std::uint64_t bytes_read, Position at) {
    spent_ += quad.subject.size() + quad.predicate.size() + quad.object.size() + quad.graph.size();
    if (spent_ <= base::limits::kRdfExpansionFree + base::limits::kRdfExpansionMax * bytes_read)
      return {};
    return base::invalid("line " + std::to_string(at.line) +
                         ": the document stands for far more than it says: shorten its base, or " +
                         "the IRIs of its prefixes");
  }

 private:
  std::uint64_t spent_ = 0;
};

}  // namespace rednode::catalogue
