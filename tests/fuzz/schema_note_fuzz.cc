// Signed notes, checkpoints and verifier keys from anywhere. What parses must say the same again.
#include <cstdlib>

#include "schema/checkpoint.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const rednode::base::BytesView bytes(reinterpret_cast<const char*>(data), size);
  if (const auto note = rednode::schema::parse_note(bytes); note.ok()) {
    if (rednode::schema::format_note(*note) != bytes) std::abort();
    if (const auto c = rednode::schema::parse_checkpoint_text(note->text); c.ok()) {
      if (rednode::schema::checkpoint_text(*c) != note->text) std::abort();
    }
  }
  if (const auto key = rednode::schema::NoteVerifier::parse(bytes); key.ok()) {
    if (rednode::schema::NoteVerifier::parse(key->vkey()).ok() == false) std::abort();
  }
  return 0;
}
