// The two secrets of a node, each in a file that only its owner can read: the log key, which signs
// checkpoints, and the CURVE key, which opens connections. One does not give the other.
//
// log.key is the one that signs; log-*.key signed before, and must stay as long as the log.
//
// A file holds one line: "rednode-log-key " or "rednode-curve-key ", and 64 hexadecimal digits.
//
// Thread rule: pure functions over files.
#pragma once

#include <string>
#include <vector>

#include "base/signing.h"
#include "peers/curve.h"

namespace rednode::node {

struct NodeKeys {
  base::SigningKey log;
  std::vector<base::SigningKey> other_logs;  // that signed before, or will sign
  peers::CurvePair curve;

  std::vector<base::SigningKey> all_logs() const;
};

// An empty file beside new keys: nothing was ever signed with them. The daemon takes it away when
// it makes the store.
inline constexpr const char* kFreshMark = "fresh";

// The name of a log key's file when it is not log.key: "log-", the first 8 hexadecimal digits of
// SHA-256(public key), ".key".
std::string other_log_file(const base::PublicKey& key);

// Writes a further log key, which signs nothing yet.
base::Status add_log_key(const std::string& directory, const base::SigningKey& key);
// Takes a further log key away that never signed anything.
base::Status drop_log_key(const std::string& directory, const base::PublicKey& key);
// Makes the further log key the one in log.key; the one that was there is kept under its own name.
// May be repeated, and cut at any point.
base::Status promote_log_key(const std::string& directory, const base::SigningKey& key);

// Makes new keys; kConflict where there are keys already.
base::Result<NodeKeys> create_keys(const std::string& directory);

// kUnauthorised where a file can be read by others than its owner.
base::Result<NodeKeys> read_keys(const std::string& directory);

}  // namespace rednode::node
