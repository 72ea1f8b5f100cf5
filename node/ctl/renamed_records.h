// RenamedRecords: recognises a record that comes under a new IRI, by its holder and identifier, and
// says what the operator's policy does with it.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "catalogue/identity.h"
#include "node/ctl/admin_client.h"

namespace rednode::node {

enum class RenamePolicy { kFollow, kNew, kQuarantine };
// "follow", "new", "quarantine"; nothing for another word.
std::optional<RenamePolicy> rename_policy(const std::string& name);

class RenamedRecords {
 public:
  explicit RenamedRecords(RenamePolicy policy) : policy_(policy) {}

  RenamePolicy policy() const { return policy_; }

  // Asks the daemon by what the live records are known.
  base::Status load(AdminClient& daemon);

  // The live record that this one was until now: it has the same holder and identifier, and the
  // import has not delivered it under its own IRI. Empty where there is none. Remembers the record
  // as delivered.
  std::string former(const std::string& iri, const std::vector<catalogue::IdentityKey>& keys);

  // Records of this import that share holder and identifier with another one of it.
  std::uint64_t shared() const { return shared_; }

 private:
  struct Hash {
    std::size_t operator()(const catalogue::IdentityKey& key) const {
      return static_cast<std::size_t>(key[0]);
    }
  };

  const RenamePolicy policy_;
  std::unordered_map<catalogue::IdentityKey, std::string, Hash> known_;
  std::unordered_set<std::string> live_;       // before this import
  std::unordered_set<std::string> delivered_;  // by it
  std::uint64_t shared_ = 0;
};

}  // namespace rednode::node
