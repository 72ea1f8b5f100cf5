// Checking a store from its octets, with the keys that this node knows and a progress line.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread.
#pragma once

#include "node/ctl/context.h"
#include "node/ctl/known_keys.h"
#include "storage/fsck.h"
#include "storage/rocks_store.h"

namespace rednode::node {

base::Result<std::unique_ptr<storage::RocksStore>> open_read_only(const std::string& directory);

base::Result<storage::CheckReport> check_once(Context& context, const std::string& directory,
                                              const KnownKeys& keys);

// Prints what was found.
Exit print_report(Context& context, const storage::CheckReport& report);

}  // namespace rednode::node
