#include "peers/signer.h"

#include "base/assert.h"

namespace rednode::peers {
namespace {

std::string vkey_of(const std::string& origin, const base::SigningKey& key) {
  const auto verifier =
      schema::NoteVerifier::create(origin, schema::SignatureType::kEd25519, key.public_key());
  REDNODE_ASSERT(verifier.ok());
  return verifier->vkey();
}

}  // namespace

Signer::Signer(std::string origin, std::vector<base::SigningKey> keys)
    : origin_(std::move(origin)) {
  REDNODE_ASSERT(!keys.empty());
  for (auto& key : keys) add(std::move(key));
}

std::optional<std::size_t> Signer::find(const std::string& vkey) const {
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (keys_[i].vkey == vkey) return i;
  }
  return std::nullopt;
}

std::size_t Signer::add(base::SigningKey key) {
  std::string vkey = vkey_of(origin_, key);
  if (const auto known = find(vkey)) return *known;
  const auto verifier = schema::NoteVerifier::parse(vkey);
  REDNODE_ASSERT(verifier.ok());
  keys_.push_back({std::move(key), std::move(vkey), verifier->key_id()});
  return keys_.size() - 1;
}

std::optional<std::size_t> Signer::signer_of(const schema::Note& note) const {
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    for (const schema::NoteSignature& signature : note.signatures) {
      if (signature.name == origin_ && signature.key_id == keys_[i].key_id) return i;
    }
  }
  return std::nullopt;
}

void Signer::stage(base::SigningKey key) {
  staged_ = add(std::move(key));
}

void Signer::drop_staged() {
  staged_.reset();
}

void Signer::follow(const storage::LogState* log, base::UnixTime now, base::Duration overlap) {
  overlapping_.reset();
  missing_.clear();
  if (log == nullptr) return;
  if (log->rotations.empty()) {
    // The log never changed its key, as far as it is here: it is the one that signed it last. Where
    // a copy was put back from before a change, that is not the one on the card.
    if (log->held.has_value()) current_ = signer_of(log->held->note).value_or(current_);
    return;
  }
  const storage::Rotation& last = log->rotations.back();
  const auto key = find(last.change.new_key);
  if (!key.has_value()) {
    missing_ = last.change.new_key;
    return;
  }
  current_ = *key;
  const auto overlap_ms = std::chrono::duration_cast<std::chrono::milliseconds>(overlap).count();
  if (now.milliseconds() - last.time_ms < overlap_ms) overlapping_ = find(last.change.old_key);
}

schema::SignedCheckpoint Signer::sign(const schema::Checkpoint& checkpoint) const {
  REDNODE_ASSERT(missing_.empty());
  auto out = schema::sign_checkpoint(checkpoint, keys_[current_].key);
  for (const auto& other : {overlapping_, staged_}) {
    if (!other.has_value() || *other == current_) continue;
    schema::put_signature(out.note, schema::sign_text(out.note.text, origin_, keys_[*other].key));
  }
  return out;
}

schema::Note Signer::sign_with_all(std::string text) const {
  schema::Note note{std::move(text), {}};
  for (const Key& key : keys_) {
    schema::put_signature(note, schema::sign_text(note.text, origin_, key.key));
  }
  return note;
}

schema::NoteSignature Signer::cosign(std::string_view text, base::UnixTime now) const {
  return schema::cosign_text(text, origin_, keys_[current_].key, now.seconds());
}

}  // namespace rednode::peers
