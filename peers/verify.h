// Verification of what comes from a peer, before any of it is believed.
//
// Thread rule: pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "schema/checkpoint.h"
#include "schema/log_keys.h"
#include "schema/message.h"
#include "storage/logs.h"

namespace rednode::peers {

// Chunks that were checked against the signature of their origin and against our copy of the log.
struct VerifiedRun {
  std::vector<storage::LogBatch::Entry> entries;  // views into the chunks' updates
  std::vector<const schema::Content*> contents;   // asked for by the entries, hashes checked
  bool reaches_checkpoint = false;                // the run ends at its checkpoint's size
};

// Opens a checkpoint of the origin: one that carries the signature of the key that the log has at
// its size. On it are left that signature, those of other keys of the log, and one of a key of that
// name that is not known yet. Where its text is that of `known`, which was verified before, the
// answer is `known` itself, and no signature is computed.
base::Result<schema::SignedCheckpoint> open_checkpoint(
    base::BytesView bytes, const schema::LogKeys& keys,
    const std::optional<schema::SignedCheckpoint>& known);

// Makes that of the checkpoints which the chunk leads to its own that a key known here signed, and
// that comes first; leaves the chunk as it is where there is none.
void choose_checkpoint(schema::Chunk& chunk, const schema::LogKeys& keys);

// The note has a signature line of the key. Whether it verifies was seen before.
bool carries(const schema::Note& note, const schema::NoteVerifier& key);

// A cosignature of the text by the key that its origin has, or had before the last change.
base::Result<schema::NoteSignature> verify_cosignature(const schema::Note& note,
                                                       const std::string& cosigner,
                                                       const schema::LogKeys& keys);

// Checks that a run of chunks, each beginning no later than the one before it ends, continues the
// log that ends with `tree`, and that its last proof leads to the signed checkpoint of its last
// chunk. kConflict where the tree that results is no prefix of what the origin signed: either the
// sender invented updates or the origin contradicted itself. kInvalid where a content is not what
// its id says. The chunks must outlive the result. REQUIRES: at least one chunk.
base::Result<VerifiedRun> verify_run(std::span<const schema::Chunk* const> chunks,
                                     const schema::Checkpoint& checkpoint,
                                     const storage::LogTree& tree);

}  // namespace rednode::peers
