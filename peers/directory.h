// Directory: who the peers are. An immutable value that is swapped whole when the operator adds,
// removes, pauses or resumes a peer.
//
// Thread rule: immutable once shared; const use from any thread.
#pragma once

#include <map>
#include <string>

#include "schema/note.h"

namespace rednode::peers {

struct Peer {
  std::string origin;
  std::string name;               // for people: "Belgium, Health Data Agency"
  std::string feed_endpoint;      // tcp://host:port of its feed (XPUB)
  std::string exchange_endpoint;  // tcp://host:port of its exchange (ROUTER)
  base::PublicKey curve_key{};    // its CurveZMQ public key
  schema::NoteVerifier log_key;   // signs its checkpoints (type kEd25519)
  bool paused = false;
  bool mirrored = true;  // its log is taken; else it is only served
};

using Directory = std::map<std::string, Peer>;  // by origin

// A peer with nothing but its origin and the verifier key on its card.
inline base::Result<Peer> make_peer(const std::string& vkey) {
  REDNODE_TRY(auto log_key, schema::NoteVerifier::parse(vkey));
  if (log_key.type() != schema::SignatureType::kEd25519) {
    return base::invalid("the log key of a peer is an Ed25519 verifier key");
  }
  std::string origin = log_key.name();
  return Peer{std::move(origin), {}, {}, {}, {}, std::move(log_key), false};
}

}  // namespace rednode::peers
