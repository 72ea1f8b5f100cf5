// The pieces of a log as they go into an offline bundle (docs/formats/bundle.md): each with the
// contents of all its live records, which on the wire may also come later.
//
// Thread rule: pure functions over a view.
#pragma once

#include "node/log_views.h"
#include "schema/message.h"

namespace rednode::node {

// The updates from `first` on, as many as fit into one frame with their contents; none where the
// log's checkpoint ends there. `note` is the view's, or one with further signatures. Where the log
// changes its key ahead, the piece ends there, and is proved to the checkpoints of all changes
// ahead and to `note`. kCorrupt where the store has not all of it.
// REQUIRES: first <= the checkpoint's size.
base::Result<schema::Chunk> bundle_chunk(const LogView& view, const base::Bytes& note,
                                         std::uint64_t first);

}  // namespace rednode::node
