// What a reader of mirrored catalogues is told before: which of them are not known to be what their
// origins have now (node/freshness.h).
//
// Thread rule: one thread.
#pragma once

#include <string>

#include "node/ctl/admin_client.h"
#include "node/ctl/output.h"

namespace rednode::node {

// Notes each on standard error. `origin`: "" for all. `stale`: the reader asked for those too that
// the policy rejects. The answer: those that are left out, a list for "except" of the operation
// "records". Errors: those of the daemon.
base::Result<Json> tell_of_stale(AdminClient& daemon, const std::string& origin, bool stale,
                                 Output& out);

}  // namespace rednode::node
