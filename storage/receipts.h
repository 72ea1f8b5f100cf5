// Receipts: what nodes made of records that others published. Ours are about the logs that we
// mirror, and we tell their origins; theirs are about our log, as they told us. Keys and values of
// the table `receipt` (docs/formats/storage.md).
//
// Only refusals are stored, and how far a log was judged: everything else was applied.
//
// Thread rule: pure functions over a store.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "schema/message.h"
#include "storage/store.h"

namespace rednode::storage {

// Whose word it is.
enum class Receipts : char {
  kOurs = 'o',    // by us, on the records of the origin in the key
  kTheirs = 't',  // by the node in the key, on our records
};

struct Judged {
  std::uint64_t size = 0;         // the updates [0, size) were judged
  std::int64_t time_seconds = 0;  // when that was noted
};

// Nothing was judged where there is no entry.
base::Result<Judged> read_judged(const Reader& store, Receipts whose, const std::string& node);
void put_judged(Batch& batch, Receipts whose, const std::string& node, const Judged& judged);
void put_receipt(Batch& batch, Receipts whose, const std::string& node,
                 const schema::Receipt& receipt);
// Takes all away that stands under the node's name.
base::Status forget_receipts(const Reader& store, Batch& batch, Receipts whose,
                             const std::string& node);

// Takes back what we judged of the updates of a log from `size` on: they are gone.
base::Status forget_receipts_from(const Reader& store, Batch& batch, const std::string& origin,
                                  std::uint64_t size);

// The refusals from `from` on, by sequence, at most `most`.
base::Result<std::vector<schema::Receipt>> read_receipts(const Reader& store, Receipts whose,
                                                         const std::string& node,
                                                         std::uint64_t from, std::size_t most);

// kInvalid where the table's key or value is none.
base::Status check_receipt(base::BytesView key, base::BytesView value);

}  // namespace rednode::storage
