// KnownKeys: the public keys that this node knows: its own, and those on its peers' cards, with the
// changes that stand there. What redctl verifies, it verifies with these, and not with what a
// daemon says.
//
// Thread rule: immutable once made.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "node/config.h"
#include "schema/log_keys.h"

namespace rednode::node {

struct Context;

class KnownKeys {
 public:
  // What could not be read is not known, and stands in problem().
  static KnownKeys load(const Config& config);

  // Those of verifier keys and of cards alone: no configuration is looked at. kInvalid, kNotFound
  // with what is wrong about one of them.
  static base::Result<KnownKeys> of(const std::vector<std::string>& verifier_keys,
                                    const std::vector<std::string>& card_files);
  // Those, where any are given; else what the configuration knows.
  static base::Result<KnownKeys> given_or_configured(const Context& context,
                                                     const std::vector<std::string>& verifier_keys,
                                                     const std::vector<std::string>& card_files);

  // All that is known of an origin's keys.
  std::optional<schema::LogKeys> keys(const std::string& origin) const;
  // The same; kNotFound, with what to do about it, where nothing is known.
  base::Result<schema::LogKeys> keys_of(const std::string& origin) const;
  // The key with which an origin signs its checkpoints.
  std::optional<schema::NoteVerifier> log_key(const std::string& origin) const;

 private:
  std::map<std::string, base::PublicKey> keys_;
  std::map<std::string, std::vector<schema::KeyChange>> changes_;  // as cards have them
  std::string problem_;
};

}  // namespace rednode::node
