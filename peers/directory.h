// Directory: who the peers are. An immutable value that is swapped whole when the operator adds,
// removes, pauses or resumes a peer.
//
// Thread rule: immutable once shared; const use from any thread.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "schema/note.h"

namespace rednode::peers {

// Until when the keys of a node are meant to be used; nothing where no day was set. Operators are
// told, and nothing else depends on it (docs/formats/keys.md, "Expiry").
struct KeyDays {
  std::optional<base::UnixTime> log;
  std::optional<base::UnixTime> transport;

  std::optional<base::UnixTime> first() const {
    if (!log.has_value() || !transport.has_value()) return log.has_value() ? log : transport;
    return std::min(*log, *transport);
  }
};

struct Peer {
  std::string origin;
  std::string name;               // for people: "Belgium, Health Data Agency"
  std::string feed_endpoint;      // tcp://host:port of its feed (XPUB)
  std::string exchange_endpoint;  // tcp://host:port of its exchange (ROUTER)
  base::PublicKey curve_key{};    // its CurveZMQ public key
  // The one that it will change to: until a card without it comes, it may have either.
  std::optional<base::PublicKey> curve_next = {};
  schema::NoteVerifier log_key;  // signs its checkpoints (type kEd25519)
  bool paused = false;
  bool mirrored = true;  // its log is taken; else it is only served
  KeyDays key_days = {};
};

using Directory = std::map<std::string, Peer>;  // by origin

// A peer with nothing but its origin and the verifier key on its card.
inline base::Result<Peer> make_peer(const std::string& vkey) {
  REDNODE_TRY(auto log_key, schema::NoteVerifier::parse(vkey));
  if (log_key.type() != schema::SignatureType::kEd25519) {
    return base::invalid("the log key of a peer is an Ed25519 verifier key");
  }
  std::string origin = log_key.name();
  return Peer{std::move(origin), {}, {}, {}, {}, {}, std::move(log_key), false};
}

}  // namespace rednode::peers
