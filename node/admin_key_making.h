// How the admin socket's operations make a new key.
// Included by the .cc files of the operations.
//
// Thread rule: the caller holds keys_mutex.
#pragma once

#include "node/admin_call.h"
#include "node/keyfile.h"

namespace rednode::node {

// The day on which a key that is made now is to be replaced, as the request's "years" say.
base::Result<std::optional<base::UnixTime>> asked_key_day(const AdminCall& call);

// Sealed where the present log key is. kConflict where that is sealed under another passphrase than
// the daemon was started with.
base::Result<KeyMaking> making_like_the_present(const AdminContext& context,
                                                std::optional<base::UnixTime> expires);

}  // namespace rednode::node
