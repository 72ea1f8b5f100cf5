// StatementSpool: where the statements of a document wait between reading and splitting, grouped by
// subject. The seam that lets a document be larger than the memory.
//
// Order: groups are numbered in the byte order of their keys; entries within a group keep the order
// in which they were added. Both implementations give the same answers, bit for bit.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"

namespace rednode::catalogue {

class StatementSpool {
 public:
  using Ordinal = std::uint32_t;

  // The entries' views live until the next call of read() or find() on the spool.
  struct Group {
    base::BytesView key;
    std::vector<base::BytesView> entries;
  };

  virtual ~StatementSpool() = default;

  // REQUIRES: not sealed.
  virtual base::Status add(base::BytesView key, base::BytesView entry) = 0;
  virtual base::Status seal() = 0;
  // Bytes of keys and entries added so far.
  virtual std::uint64_t bytes() const = 0;

  // REQUIRES (all below): sealed.
  virtual Ordinal size() const = 0;
  virtual base::Result<std::optional<Ordinal>> find(base::BytesView key) = 0;
  // REQUIRES: ordinal < size().
  virtual base::Status read(Ordinal ordinal, Group& group) = 0;
};

}  // namespace rednode::catalogue
