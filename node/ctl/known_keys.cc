#include "node/ctl/known_keys.h"

#include "node/card.h"
#include "node/keyfile.h"

namespace rednode::node {
namespace {

std::optional<schema::NoteVerifier> verifier(const std::map<std::string, base::PublicKey>& keys,
                                             const std::string& origin,
                                             schema::SignatureType type) {
  const auto at = keys.find(origin);
  if (at == keys.end()) return std::nullopt;
  auto made = schema::NoteVerifier::create(origin, type, at->second);
  if (!made.ok()) return std::nullopt;
  return std::move(*made);
}

}  // namespace

KnownKeys KnownKeys::load(const Config& config) {
  KnownKeys known;
  if (const auto cards = read_cards(config.peers_directory); cards.ok()) {
    for (const auto& [origin, peer] : *cards) {
      known.keys_[origin] = peer.log_key.key().public_key();
      const auto changes = key_changes_on_card(config.peers_directory, origin);
      if (changes.ok()) known.changes_[origin] = *changes;
    }
  } else {
    known.problem_ = cards.error().message;
  }
  // Our own key stands above any card that claims our name.
  known.keys_.erase(config.origin);
  if (const auto keys = read_keys(config.keys_directory); keys.ok()) {
    known.keys_[config.origin] = keys->log.public_key();
  } else {
    if (!known.problem_.empty()) known.problem_ += "; ";
    known.problem_ += keys.error().message;
  }
  return known;
}

std::optional<schema::LogKeys> KnownKeys::keys(const std::string& origin) const {
  const auto card = log_key(origin);
  if (!card.has_value()) return std::nullopt;
  const auto changes = changes_.find(origin);
  return changes == changes_.end() ? schema::LogKeys(*card)
                                   : schema::LogKeys(*card, changes->second);
}

std::optional<schema::NoteVerifier> KnownKeys::log_key(const std::string& origin) const {
  return verifier(keys_, origin, schema::SignatureType::kEd25519);
}

std::optional<schema::NoteVerifier> KnownKeys::cosign_key(const std::string& origin) const {
  return verifier(keys_, origin, schema::SignatureType::kCosignature);
}

}  // namespace rednode::node
