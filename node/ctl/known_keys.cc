#include "node/ctl/known_keys.h"

#include "base/limits.h"
#include "node/card.h"
#include "node/ctl/context.h"
#include "node/ctl/text_file.h"
#include "node/keyfile.h"

namespace rednode::node {

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
  // Our own key stands above any card that claims our name, and above the changes on it.
  known.keys_.erase(config.origin);
  known.changes_.erase(config.origin);
  if (const auto keys = read_public_keys(config.keys_directory); keys.ok()) {
    known.keys_[config.origin] = keys->log;
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

base::Result<KnownKeys> KnownKeys::of(const std::vector<std::string>& verifier_keys,
                                      const std::vector<std::string>& card_files) {
  KnownKeys known;
  const auto add = [&](const std::string& origin, const base::PublicKey& key) -> base::Status {
    const auto [at, added] = known.keys_.emplace(origin, key);
    if (added || at->second == key) return {};
    return base::invalid("two different keys of " + origin + " are given");
  };
  for (const std::string& text : verifier_keys) {
    const auto verifier = schema::NoteVerifier::parse(text);
    if (!verifier.ok()) return base::with_context("--key " + text, verifier.error());
    REDNODE_CHECK(add(verifier->name(), verifier->key().public_key()));
  }
  for (const std::string& file : card_files) {
    REDNODE_TRY(const auto text, read_text_file(file, base::limits::kCardBytesMax));
    const auto card = parse_card(text);
    if (!card.ok()) return base::with_context(file, card.error());
    REDNODE_CHECK(add(card->peer.origin, card->peer.log_key.key().public_key()));
    auto changes = key_changes_in(text);
    if (!changes.ok()) return base::with_context(file, changes.error());
    // Of two copies of one card that which has learned more.
    auto& known_changes = known.changes_[card->peer.origin];
    if (changes->size() > known_changes.size()) known_changes = std::move(*changes);
  }
  return known;
}

base::Result<KnownKeys> KnownKeys::given_or_configured(
    const Context& context, const std::vector<std::string>& verifier_keys,
    const std::vector<std::string>& card_files) {
  if (!verifier_keys.empty() || !card_files.empty()) return of(verifier_keys, card_files);
  REDNODE_TRY(const auto config, load_config(context));
  return load(config);
}

base::Result<schema::LogKeys> KnownKeys::keys_of(const std::string& origin) const {
  auto known = keys(origin);
  if (known.has_value()) return std::move(*known);
  return base::not_found("no key of " + origin + " is known here" +
                         (problem_.empty() ? "" : " (" + problem_ + ")") +
                         ": add its peer card first, or give it with --card where that is taken");
}

std::optional<schema::NoteVerifier> KnownKeys::log_key(const std::string& origin) const {
  const auto at = keys_.find(origin);
  if (at == keys_.end()) return std::nullopt;
  auto made = schema::NoteVerifier::create(origin, schema::SignatureType::kEd25519, at->second);
  if (!made.ok()) return std::nullopt;
  return std::move(*made);
}

}  // namespace rednode::node
