// Answers to what peers ask, from what we hold: our own log and every mirror alike, since trust
// comes from the signatures and not from the path.
//
// Thread rule: the engine's thread (they read the engine's Logs).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "schema/message.h"
#include "storage/logs.h"

namespace rednode::peers {

// A chunk of at most `count` updates from `first`, bounded in bytes, below the size that the held
// checkpoint states, or that of the change of key which the request names. kNotFound where there is
// none.
base::Result<schema::Chunk> serve_range(const storage::Reader& store, const storage::Logs& logs,
                                        const schema::RangeRequest& request);

// Those of the contents that we hold, in the order asked for, as many as fit into one frame.
base::Result<schema::ContentsAnswer> serve_contents(const storage::Reader& store,
                                                    const schema::ContentsRequest& request);

// That our tree of `old_size` is a prefix of the held checkpoint.
base::Result<schema::ProofAnswer> serve_proof(const storage::Reader& store,
                                              const storage::Logs& logs,
                                              const schema::ProofRequest& request);

// For each of the updates the key of the content that it put, where that is still current: what was
// superseded or withdrawn needs none. `all_live`: every update of the log is a put of a live
// record, so that nobody has to look.
base::Result<std::vector<std::optional<base::Bytes>>> live_content_keys(
    const storage::Reader& store, const std::string& origin, std::span<const base::Bytes> updates,
    bool all_live);

// The consistency proof from `size` to the log's held checkpoint. REQUIRES: both exist.
base::Result<std::vector<base::Digest>> prove_to_held(const storage::Reader& store,
                                                      const storage::LogState& log,
                                                      std::uint64_t size);

// The root of the log's tree at an earlier size.
base::Result<base::Digest> root_of(const storage::Reader& store, const storage::LogState& log,
                                   std::uint64_t size);

}  // namespace rednode::peers
