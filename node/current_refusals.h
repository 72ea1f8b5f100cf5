// Refusals of what a record says now, and not of what it said before.
//
// Thread rule: pure functions over a store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "schema/message.h"
#include "storage/store.h"

namespace rednode::node {

// `origin`: whose record it is.
bool is_current(const storage::Reader& store, const std::string& origin,
                const schema::Receipt& receipt);

// The records of a mirrored log that cannot be shown here; nothing where that cannot be counted.
std::optional<std::uint64_t> count_refused(const storage::Reader& store, const std::string& origin);

}  // namespace rednode::node
