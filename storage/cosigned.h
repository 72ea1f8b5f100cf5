// Cosigned: who else says that they hold a log durably, and up to where, with the signature that
// proves it, over the checkpoint that the log had at that size (c2sp.org/tlog-cosignature); and its
// forms: the line of a note, and the entry of the checkpoint table (docs/formats/storage.md).
//
// Thread rule: value type and pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "base/signing.h"
#include "schema/note.h"

namespace rednode::storage {

struct Cosigned {
  std::uint64_t size = 0;
  std::int64_t time_seconds = 0;
  std::uint32_t key_id = 0;
  base::Signature signature{};
};

// REQUIRES: a signature of the length that a cosignature has.
Cosigned cosigned_from(const schema::NoteSignature& line, std::uint64_t size);
schema::NoteSignature line_of(const std::string& cosigner, const Cosigned& cosigned);

base::Bytes encode_cosigned(base::BytesView key, const Cosigned& cosigned);
// kCorrupt where the value is damaged, or belongs to another key.
base::Result<Cosigned> decode_cosigned(base::BytesView key, base::BytesView value);

// What a value of the checkpoint table that cannot be computed again ends with: the first four
// octets of SHA-256(key || value before them).
base::Bytes check_octets(base::BytesView key, base::BytesView value);
// Takes them off the end; false where they do not fit.
bool take_check(base::BytesView key, base::BytesView& value);

}  // namespace rednode::storage
