// The two secrets of a node, each in a file that only its owner can read: the log key, which signs
// checkpoints, and the CURVE key, which opens connections. One does not give the other.
//
// A file holds one line: "rednode-log-key " or "rednode-curve-key ", and 64 hexadecimal digits.
//
// Thread rule: pure functions over files.
#pragma once

#include <string>

#include "base/signing.h"
#include "peers/curve.h"

namespace rednode::node {

struct NodeKeys {
  base::SigningKey log;
  peers::CurvePair curve;
};

// An empty file beside new keys: nothing was ever signed with them. The daemon takes it away when
// it makes the store.
inline constexpr const char* kFreshMark = "fresh";

// Makes new keys; kConflict where there are keys already.
base::Result<NodeKeys> create_keys(const std::string& directory);

// kUnauthorised where a file can be read by others than its owner.
base::Result<NodeKeys> read_keys(const std::string& directory);

}  // namespace rednode::node
