// The peer card: the small TOML file by which two operators introduce their nodes to one another,
// over whatever channel they trust, and whose fingerprint they read out over the telephone.
//
// Thread rule: pure functions; the functions on folders touch the disk.
#pragma once

#include <string>

#include "node/config.h"
#include "node/keyfile.h"
#include "peers/directory.h"
#include "schema/log_keys.h"

namespace rednode::node {

struct Card {
  peers::Peer peer;
  std::string fingerprint;  // eight groups of four hexadecimal digits
  std::string http;         // where it answers over HTTP; empty: not said
};

// Our own card, as text.
base::Result<std::string> own_card(const Config& config, const PublicKeys& keys);

// Reads a card; every mistake names its field.
base::Result<Card> parse_card(const std::string& text);

// SHA-256 over the keys, cut to 128 bits: the same on both ends of the telephone.
std::string fingerprint_of(const peers::Peer& peer);

// kConflict where two of the peers claim one transport key: who connects is known by it.
base::Status check_apart(const peers::Peer& one, const peers::Peer& other);

// The cards of a folder, by origin. A card that cannot be read is an error that names its file;
// kConflict where two origins claim one transport key.
base::Result<peers::Directory> read_cards(const std::string& directory);
// The card of one origin, as it lies in the folder. kNotFound where there is none.
base::Result<std::string> card_text(const std::string& directory, const std::string& origin);
// Writes the card of a peer into the folder; kConflict where there is one already, unless
// `replace`.
base::Status write_card(const std::string& directory, const std::string& text, bool replace);
// The changes of the log key that stand on a card; kInvalid where one is not whole.
base::Result<std::vector<schema::KeyChange>> key_changes_in(const std::string& text);
// Those on the peer's card in the folder; kNotFound where there is no card.
base::Result<std::vector<schema::KeyChange>> key_changes_on_card(const std::string& directory,
                                                                 const std::string& origin);
// Writes those onto the peer's card that are not there yet, and answers with how many. The key that
// was compared over the telephone stays as it is. kNotFound where there is no card.
base::Result<std::size_t> add_key_changes(const std::string& directory, const std::string& origin,
                                          const std::vector<schema::KeyChange>& changes);
base::Status remove_card(const std::string& directory, const std::string& origin);

}  // namespace rednode::node
