#include "schema/log_keys.h"

#include <algorithm>

#include "base/assert.h"

namespace rednode::schema {

void LogKeys::add(std::uint64_t from, const NoteVerifier& log) {
  auto cosign =
      NoteVerifier::create(log.name(), SignatureType::kCosignature, log.key().public_key());
  REDNODE_ASSERT(cosign.ok());  // the same name and key were good for the other type
  eras_.push_back({from, log, std::move(*cosign)});
}

LogKeys::LogKeys(const NoteVerifier& card, const std::vector<KeyChange>& changes) {
  const std::string known = card.vkey();
  const bool mentioned = std::any_of(changes.begin(), changes.end(), [&](const KeyChange& c) {
    return c.old_key == known || c.new_key == known;
  });
  const auto first = mentioned ? NoteVerifier::parse(changes.front().old_key) : card;
  add(0, first.ok() ? *first : card);
  if (!mentioned) return;
  for (const KeyChange& change : changes) {
    // What cannot be parsed is not in a log's list of changes (storage/logs.h).
    if (const auto next = NoteVerifier::parse(change.new_key); next.ok()) {
      add(change.sequence + 1, *next);
    }
  }
}

const NoteVerifier& LogKeys::signer(std::uint64_t size) const {
  REDNODE_ASSERT(!eras_.empty());
  const Era* found = &eras_.front();
  for (const Era& era : eras_) {
    if (era.from <= size) found = &era;
  }
  return found->log;
}

const NoteVerifier* LogKeys::find(std::uint32_t key_id) const {
  for (const Era& era : eras_) {
    if (era.log.key_id() == key_id) return &era.log;
  }
  return nullptr;
}

const NoteVerifier* LogKeys::find_cosigner(std::uint32_t key_id) const {
  for (const Era& era : eras_) {
    if (era.cosign.key_id() == key_id) return &era.cosign;
  }
  return nullptr;
}

const NoteVerifier* LogKeys::cosigner(std::uint32_t key_id) const {
  const std::size_t overlapping = std::min<std::size_t>(eras_.size(), 2);
  for (std::size_t i = eras_.size() - overlapping; i < eras_.size(); ++i) {
    if (eras_[i].cosign.key_id() == key_id) return &eras_[i].cosign;
  }
  return nullptr;
}

base::Result<SignedCheckpoint> open_checkpoint(base::BytesView bytes, const LogKeys& keys) {
  REDNODE_TRY(const auto note, parse_note(bytes));
  REDNODE_TRY(const auto checkpoint, parse_checkpoint_text(note.text));
  return open_checkpoint(bytes, keys.signer(checkpoint.size));
}

}  // namespace rednode::schema
