// Checkpoint: the statement (origin, size, root hash) that an origin signs
// (c2sp.org/tlog-checkpoint), and the cosignatures of those who hold the log
// (c2sp.org/tlog-cosignature).
//
// Thread rule: value types and pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "base/digest.h"
#include "schema/note.h"

namespace rednode::schema {

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  base::Digest root;  // RFC 6962 root of the tree of that size
  // How often the origin began its log anew, plus one (schema/generation.h). From 2 on it stands in
  // the first line of the text, "FR@2": for others it is another log.
  std::uint32_t generation = 1;
  bool operator==(const Checkpoint&) const = default;
};

// "FR", or "FR@2": the first line of the checkpoints of a log.
std::string log_name(const std::string& origin, std::uint32_t generation);

// The three lines of the note's text. Extension lines are neither written nor accepted: they could
// not be audited.
std::string checkpoint_text(const Checkpoint& checkpoint);
base::Result<Checkpoint> parse_checkpoint_text(std::string_view text);

// A checkpoint with the note that carries it.
struct SignedCheckpoint {
  Checkpoint checkpoint;
  Note note;

  base::Bytes bytes() const { return format_note(note); }
};

// Signs as the origin that the checkpoint names.
SignedCheckpoint sign_checkpoint(const Checkpoint& checkpoint, const base::SigningKey& key);

// The octets as a checkpoint of the verifier's origin, signed by that key. kUnauthorised where the
// origin or the signature is another.
base::Result<SignedCheckpoint> open_checkpoint(base::BytesView bytes, const NoteVerifier& origin);

// The time of the cosignature by the key of `verifier` (type kCosignature), in seconds since 1970;
// kNotFound where there is none.
base::Result<std::int64_t> cosigned_at(const SignedCheckpoint& checkpoint,
                                       const NoteVerifier& verifier);

// Adds a signature line, in the place of an earlier one by the same key.
void put_signature(Note& note, NoteSignature signature);

}  // namespace rednode::schema
