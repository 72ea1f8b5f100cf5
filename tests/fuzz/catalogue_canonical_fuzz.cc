// The canonicaliser: small graphs made of bytes, four a statement, so that blank nodes abound. The
// canonical form ends, does not hang on labels or order, and is a fixed point.

#include <cstdint>
#include <string>

#include "base/assert.h"
#include "catalogue/canonical.h"
#include "catalogue/ntriples.h"

namespace {

namespace cat = rednode::catalogue;

cat::TermId node(cat::Dataset& dataset, std::uint8_t byte, std::uint8_t twist) {
  if (byte >= 0xe0) return dataset.iri("urn:i" + std::to_string(byte & 3));
  return dataset.blank("n" + std::to_string((byte & 15) ^ twist));
}

// `twist` renames the blank nodes.
cat::Dataset graph(const std::uint8_t* data, std::size_t size, std::uint8_t twist, bool backwards) {
  cat::Dataset dataset;
  const std::size_t count = size / 4;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t* at = data + 4 * (backwards ? count - 1 - i : i);
    const cat::TermId subject = node(dataset, at[0], twist);
    const cat::TermId predicate = dataset.iri("urn:p" + std::to_string(at[1] & 1));
    const cat::TermId object = node(dataset, at[2], twist);
    const cat::TermId name = at[3] < 0xc0 ? cat::kDefaultGraph : node(dataset, at[3] & 15, twist);
    dataset.add(subject, predicate, object, name);
  }
  return dataset;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4 * 64) return 0;
  cat::CanonicalOptions options;
  options.work_max = 5000;
  const auto one = cat::canonical_form(graph(data, size, 0, false), options);
  const auto two = cat::canonical_form(graph(data, size, 9, true), options);
  if (!one.ok() || !two.ok()) return 0;  // the work depends a little on the order
  REDNODE_ASSERT(one->stable == two->stable);
  if (!one->stable) return 0;
  REDNODE_ASSERT(one->bytes == two->bytes);
  const auto again = cat::parse_nquads(one->bytes);
  REDNODE_ASSERT(again.ok());
  const auto three = cat::canonicalize(*again, options);
  REDNODE_ASSERT(!three.ok() || *three == one->bytes);
  return 0;
}
