// Proof files of inclusion and of consistency (docs/formats/proofs.md). What parses says the same
// again, octet by octet; and what holds against a checkpoint that was signed is true of that log.
#include "base/assert.h"
#include "storage/proof_file.h"
#include "tests/fuzz/signed_world.h"

namespace {

using namespace rednode;

const fuzz::SignedWorld& world() {
  static const fuzz::SignedWorld kWorld;
  return kWorld;
}

// The checkpoints to hold the proof against: the true one, and the one in the file, whoever signed
// it, so that proofs of any shape are walked.
std::vector<schema::Checkpoint> checkpoints(base::BytesView note) {
  std::vector<schema::Checkpoint> found = {world().log().state().held->checkpoint};
  const auto parsed = schema::parse_note(note);
  if (!parsed.ok()) return found;
  const auto stated = schema::parse_checkpoint_text(parsed->text);
  if (stated.ok()) found.push_back(*stated);
  return found;
}

void check_inclusion(base::BytesView bytes) {
  const auto file = storage::parse_inclusion(bytes);
  if (!file.ok()) return;
  REDNODE_ASSERT(storage::format_inclusion(*file) == bytes);
  for (const auto& checkpoint : checkpoints(file->checkpoint)) {
    const bool holds = storage::verify(*file, checkpoint).ok();
    if (!holds || !world().log().has_signed(checkpoint)) continue;
    REDNODE_ASSERT(world().log().entry(file->index) == file->entry);
  }
}

void check_consistency(base::BytesView bytes) {
  const auto file = storage::parse_consistency(bytes);
  if (!file.ok()) return;
  REDNODE_ASSERT(storage::format_consistency(*file) == bytes);
  for (const auto& checkpoint : checkpoints(file->checkpoint)) {
    const bool holds = storage::verify(*file, checkpoint).ok();
    if (!holds || !world().log().has_signed(checkpoint)) continue;
    REDNODE_ASSERT(world().log().root_at(file->old_size) == file->old_root);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const base::BytesView bytes(reinterpret_cast<const char*>(data), size);
  check_inclusion(bytes);
  check_consistency(bytes);
  return 0;
}
