// The content of a record, unpacked.
//
// Thread rule: pure function of the store.
#pragma once

#include "base/bytes.h"
#include "base/digest.h"
#include "base/result.h"
#include "storage/store.h"

namespace rednode::node {

// Canonical N-Quads. kNotFound where the content is not here, kCorrupt where it is damaged.
base::Result<base::Bytes> nquads_of(const storage::Reader& store, const base::Digest& id);

}  // namespace rednode::node
