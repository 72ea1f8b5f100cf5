// The directory of peers as the operator has it: the cards in their folder, without our own, with
// what was paused and what is subscribed to.
//
// Thread rule: any thread; whoever also writes cards holds AdminContext::peers_mutex.
#pragma once

#include "node/config.h"
#include "peers/directory.h"
#include "storage/store.h"

namespace rednode::node {

// kInvalid where a card cannot be read; it is named.
base::Result<peers::Directory> read_directory(const Config& config, const storage::Reader& store);

}  // namespace rednode::node
