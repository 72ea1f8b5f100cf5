#include "peers/verify.h"

#include <algorithm>

namespace rednode::peers {
namespace {

// Contents that an entry asks for are checked; others were not asked for and are left.
base::Status verify_contents(const schema::Chunk& chunk, const std::vector<base::Digest>& asked,
                             VerifiedRun& run) {
  for (const schema::Content& content : chunk.contents) {
    if (!std::binary_search(asked.begin(), asked.end(), content.id)) continue;
    if (!content.checked) {
      const auto nquads = schema::unpack_content(content);
      if (!nquads.ok()) return nquads.error();
    }
    run.contents.push_back(&content);
  }
  return {};
}

std::vector<base::Digest> asked_contents(const VerifiedRun& run) {
  std::vector<base::Digest> asked;
  asked.reserve(run.entries.size());
  for (const auto& entry : run.entries) {
    if (entry.update.has_value() && entry.update->kind == schema::UpdateKind::kPut) {
      asked.push_back(entry.update->content_id);
    }
  }
  std::sort(asked.begin(), asked.end());
  return asked;
}

}  // namespace

base::Result<schema::SignedCheckpoint> open_checkpoint(
    base::BytesView bytes, const schema::NoteVerifier& origin,
    const std::optional<schema::SignedCheckpoint>& known) {
  if (known.has_value() && bytes.substr(0, known->note.text.size()) == known->note.text) {
    const auto note = schema::parse_note(bytes);
    if (note.ok() && note->text == known->note.text) return *known;
  }
  REDNODE_TRY(auto opened, schema::open_checkpoint(bytes, origin));
  // Lines of other keys were not verified here, and what was not verified is not kept.
  std::erase_if(opened.note.signatures, [&](const schema::NoteSignature& s) {
    return s.name != origin.name() || s.key_id != origin.key_id();
  });
  return opened;
}

base::Result<VerifiedRun> verify_run(std::span<const schema::Chunk* const> chunks,
                                     const schema::Checkpoint& checkpoint,
                                     const storage::LogTree& tree) {
  VerifiedRun run;
  storage::Frontier frontier = tree.frontier();
  for (const schema::Chunk* chunk : chunks) {
    if (chunk->first > frontier.size()) return base::invalid("the chunk leaves a gap");
    if (chunk->updates.size() > checkpoint.size ||
        chunk->first > checkpoint.size - chunk->updates.size()) {
      return base::invalid("the chunk goes beyond its checkpoint");
    }
    // Updates that are held already, or came with the chunk before, are passed over.
    for (std::uint64_t i = frontier.size() - chunk->first; i < chunk->updates.size(); ++i) {
      run.entries.push_back(storage::LogBatch::read_entry(chunk->updates[i]));
      frontier.append(run.entries.back().leaf);
    }
  }
  if (run.entries.empty()) return run;
  if (!storage::verify_consistency(frontier.size(), frontier.root(), checkpoint.size,
                                   checkpoint.root, chunks.back()->proof)) {
    return base::conflict("the updates do not lead to what the origin signed");
  }
  run.reaches_checkpoint = frontier.size() == checkpoint.size;
  const auto asked = asked_contents(run);
  for (const schema::Chunk* chunk : chunks) REDNODE_CHECK(verify_contents(*chunk, asked, run));
  return run;
}

}  // namespace rednode::peers
