// JsonLdBudget: how much a JSON-LD document may make out of how few octets. Contexts name contexts,
// and a key of one letter stands for an IRI of any length; without a bound a small document costs
// hours or gigabytes.
//
// Thread rule: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/limits.h"
#include "base/result.h"

namespace rednode::catalogue {

class JsonLdBudget {
 public:
  // That many octets of the document have been met so far.
  void allow(std::uint64_t octets) {
    octets_max_ = octets * base::limits::kRdfExpansionMax + (1 << 20);
    terms_max_ = octets / base::limits::kJsonLdBytesPerTerm + base::limits::kJsonLdTermsFree;
  }

  // Definitions of terms that are made or compared. Errors (both): kExhausted, and then reading
  // ends.
  base::Status spend_terms(std::uint64_t count) {
    terms_ += count;
    if (terms_ <= terms_max_) return {};
    return base::exhausted(
        "the contexts of the document define too many terms for its size: define them once, in one "
        "\"@context\" at its beginning");
  }
  base::Status spend_octets(std::uint64_t count) {
    octets_ += count;
    if (octets_ <= octets_max_) return {};
    return base::exhausted("the document stands for more than " +
                           std::to_string(base::limits::kRdfExpansionMax) +
                           " times its size: shorten the IRIs of its contexts");
  }

 private:
  std::uint64_t octets_ = 0;
  std::uint64_t octets_max_ = 1 << 20;
  std::uint64_t terms_ = 0;
  std::uint64_t terms_max_ = base::limits::kJsonLdTermsFree;
};

}  // namespace rednode::catalogue
