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

// REQUIRES: the first signature of `signer` on the note verified.
// What was not verified is not kept; but for one signature that may be of the key that the log is
// about to have: it is needed once the change has been read.
void keep_known_signatures(schema::Note& note, const schema::NoteVerifier& signer,
                           const schema::LogKeys& keys) {
  constexpr std::size_t kPlainBytes = 64;
  schema::Note kept{note.text, {}};
  bool unknown = false;
  for (const schema::NoteSignature& signature : note.signatures) {
    if (signature.name != signer.name() || signature.signature.size() != kPlainBytes) continue;
    const schema::NoteVerifier* key = keys.find(signature.key_id);
    if (key == nullptr ? unknown : carries(kept, *key)) continue;
    const bool verified = key != nullptr && key->key_id() == signer.key_id();  // by the caller
    if (key != nullptr && !verified && !schema::verify_note({note.text, {signature}}, *key).ok()) {
      continue;
    }
    unknown = unknown || key == nullptr;
    kept.signatures.push_back(signature);
  }
  note = std::move(kept);
}

}  // namespace

bool carries(const schema::Note& note, const schema::NoteVerifier& key) {
  return std::any_of(note.signatures.begin(), note.signatures.end(), [&](const auto& s) {
    return s.name == key.name() && s.key_id == key.key_id();
  });
}

base::Result<schema::SignedCheckpoint> open_checkpoint(
    base::BytesView bytes, const schema::LogKeys& keys,
    const std::optional<schema::SignedCheckpoint>& known) {
  if (known.has_value() && bytes.substr(0, known->note.text.size()) == known->note.text &&
      carries(known->note, keys.signer(known->checkpoint.size))) {
    const auto note = schema::parse_note(bytes);
    if (note.ok() && note->text == known->note.text) return *known;
  }
  REDNODE_TRY(auto opened, schema::open_checkpoint(bytes, keys));
  keep_known_signatures(opened.note, keys.signer(opened.checkpoint.size), keys);
  return opened;
}

void choose_checkpoint(schema::Chunk& chunk, const schema::LogKeys& keys) {
  if (chunk.further.empty() || schema::open_checkpoint(chunk.checkpoint, keys).ok()) return;
  for (schema::ProvedCheckpoint& further : chunk.further) {
    if (!schema::open_checkpoint(further.checkpoint, keys).ok()) continue;
    chunk.checkpoint = std::move(further.checkpoint);
    chunk.proof = std::move(further.proof);
    chunk.further.clear();
    return;
  }
}

base::Result<schema::NoteSignature> verify_cosignature(const schema::Note& note,
                                                       const std::string& cosigner,
                                                       const schema::LogKeys& keys) {
  for (const schema::NoteSignature& signature : note.signatures) {
    if (signature.name != cosigner) continue;
    const schema::NoteVerifier* key = keys.cosigner(signature.key_id);
    if (key == nullptr) continue;
    const auto verified = schema::verify_note({note.text, {signature}}, *key);
    if (!verified.ok()) return base::unauthorised(verified.error().message);
    return signature;
  }
  return base::unauthorised("there is no cosignature of " + cosigner + " by a key of it");
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
