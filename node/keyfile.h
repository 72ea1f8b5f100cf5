// The folder of a node's secrets, each in a file that only its owner can read: the log key, which
// signs checkpoints, and the CURVE key, which opens connections. One does not give the other.
//
// log.key is the one that signs; log-*.key signed before, and must stay as long as the log.
// curve.key opens connections; curve-next.key will. A file holds one line (node/key_line.h), which
// a passphrase may seal: what is public of a key is read without it.
//
// Thread rule: pure functions over files. A sealed file takes tenths of a second to open.
#pragma once

#include <string>
#include <vector>

#include "base/secret.h"
#include "base/signing.h"
#include "node/key_line.h"
#include "peers/curve.h"
#include "peers/directory.h"

namespace rednode::node {

// What a peer may know of a node's keys.
struct PublicKeys {
  base::PublicKey log{};
  peers::CurveKey curve{};
  peers::KeyDays days;
  std::optional<peers::CurveKey> curve_next = {};
};

struct NodeKeys {
  base::SigningKey log;
  std::vector<base::SigningKey> other_logs;  // that signed before, or will sign
  peers::CurvePair curve;
  peers::KeyDays days = {};
  std::optional<peers::CurvePair> curve_next = {};

  std::vector<base::SigningKey> all_logs() const;
  PublicKeys public_keys() const;
};

// A file of the folder, without its secret.
struct KeyFile {
  std::string name;  // log.key
  KeyKind kind = KeyKind::kLog;
  base::PublicKey key{};
  std::optional<base::UnixTime> expires;
  bool sealed = false;
};

// How a new key is written down.
struct KeyMaking {
  std::optional<base::UnixTime> expires = {};
  base::Secret passphrase = {};  // empty: it is not sealed
};

// An empty file beside new keys: nothing was ever signed with them. The daemon takes it away when
// it makes the store.
inline constexpr const char* kFreshMark = "fresh";

// The name of a log key's file when it is not log.key: "log-", the first 8 hexadecimal digits of
// SHA-256(public key), ".key".
std::string other_log_file(const base::PublicKey& key);

// Writes a further log key, which signs nothing yet.
base::Status add_log_key(const std::string& directory, const base::SigningKey& key,
                         const KeyMaking& making = {});
// Takes a further log key away that never signed anything.
base::Status drop_log_key(const std::string& directory, const base::PublicKey& key);
// Makes the further log key the one in log.key; the one that was there is kept under its own name.
// May be repeated, and cut at any point.
base::Status promote_log_key(const std::string& directory, const base::SigningKey& key);

// Makes the transport key that will follow; kConflict where there is one.
base::Status add_next_curve_key(const std::string& directory, const KeyMaking& making = {});
// Makes it the one in curve.key; the one that was there is gone.
base::Status promote_curve_key(const std::string& directory);

// Makes new keys; kConflict where there are keys already.
base::Result<NodeKeys> create_keys(const std::string& directory, const KeyMaking& making = {});

// kUnauthorised where a file can be read by others than its owner, and where one is sealed under
// another passphrase. Files that are not sealed need none.
base::Result<NodeKeys> read_keys(const std::string& directory, const base::Secret& passphrase = {});

// log.key, curve.key, curve-next.key where there is one, and the further log keys in the order of
// their names. Needs no passphrase; else errors as above.
base::Result<std::vector<KeyFile>> list_keys(const std::string& directory);
base::Result<PublicKeys> read_public_keys(const std::string& directory);

// Writes every key anew: sealed under `after`, or not sealed where that is empty. `before` opens
// those that are sealed now. May be repeated, and cut between any two files.
base::Status rewrite_keys(const std::string& directory, const base::Secret& before,
                          const base::Secret& after);

}  // namespace rednode::node
