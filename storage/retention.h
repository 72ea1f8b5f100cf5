// Retention: which contents nobody needs any more, and may go. A log's updates stay for ever and
// are verified without them; a content is needed while a record lives by it, and for a time after
// it was superseded or withdrawn, so that the past can be shown (docs/operations/retention.md).
//
// Thread rule: one thread; the reader is a snapshot, so the engine goes on meanwhile.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/digest.h"
#include "storage/store.h"

namespace rednode::storage {

class Sweep {
 public:
  // Looks through the records of all logs. `snapshot` must outlive the sweep. `cutoff_ms`: what was
  // superseded or withdrawn before this time, by its origin's clock, is not needed. What an origin
  // erased is not needed at once. Takes 8 octets of memory a content that is needed.
  static base::Result<Sweep> mark(const Reader& snapshot, std::int64_t cutoff_ms);

  // The next contents that are not needed, at most `most`; none at the end.
  base::Result<std::vector<base::Digest>> next(std::size_t most);

  // What the logs had come to in the snapshot, by their names with the generation:
  // LogBatch::drop_contents() looks at what came after.
  const std::map<std::string, std::uint64_t>& sizes() const { return sizes_; }
  std::uint64_t needed() const { return needed_.size(); }

 private:
  Sweep(const Reader& snapshot, std::int64_t cutoff_ms)
      : snapshot_(snapshot), cutoff_ms_(cutoff_ms) {}
  base::Status mark_record(const std::string& origin, base::BytesView state);

  const Reader& snapshot_;
  std::int64_t cutoff_ms_;
  std::map<std::string, std::uint64_t> sizes_;
  // The first 8 octets of each id are enough: of two that share them, both are kept.
  std::vector<std::uint64_t> needed_;  // ascending
  base::Bytes from_;                   // where next() goes on in the table
};

}  // namespace rednode::storage
