// The operations of the admin socket, by name (docs/formats/admin.md).
//
// Thread rule: any thread; see AdminServer.
#pragma once

#include <functional>
#include <string>

#include "node/admin_channel.h"
#include "node/admin_server.h"

namespace rednode::node {

using AdminReply = std::function<base::Status(AdminMessage)>;

// Runs one request and sends its items and its last line. An error only where the client is gone.
base::Status run_admin_op(AdminContext& context, const AdminMessage& request,
                          const AdminReply& reply);

// The last line that tells of an error.
AdminMessage error_message(const base::Error& error);

}  // namespace rednode::node
