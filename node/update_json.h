// An update as JSON, as the admin socket and redctl show it. Included by .cc files.
//
// Thread rule: pure function.
#pragma once

#include "node/json.h"
#include "schema/update.h"

namespace rednode::node {

// "put", "withdraw", "confirm", ... with the members of docs/formats/admin.md ("history").
Json update_json(const schema::Update& update);

}  // namespace rednode::node
