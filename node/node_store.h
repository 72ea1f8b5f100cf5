// What the store remembers of the node itself: the format of its bytes, whose log it keeps, which
// peers are paused. Keys of the tables `meta` and `peer` (docs/formats/storage.md).
//
// Thread rule: pure functions over the store.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "storage/store.h"

namespace rednode::node {

// Writes the identity into an empty store, or checks that it is this node's. kInvalid where the
// store belongs to another origin or is of another format.
base::Status claim_store(storage::Store& store, const std::string& origin, bool fresh_key);

// True where the store was made with a new key, which never signed anything.
// Takes the mark away that the store was made with a new key: after it was restored.
storage::Batch restored_batch();
base::Result<bool> was_made_fresh(const storage::Reader& store);

// That contents were erased whose octets may still lie in the files of the store.
base::Result<bool> has_to_scrub(const storage::Reader& store);
storage::Batch scrub_batch(bool to_do);

base::Result<std::set<std::string>> paused_peers(const storage::Reader& store);
// Nothing where they cannot be counted.
std::optional<std::uint64_t> count_quarantined(const storage::Reader& store);

storage::Batch pause_batch(const std::string& origin, bool paused);

}  // namespace rednode::node
