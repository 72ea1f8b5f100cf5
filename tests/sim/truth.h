// Truth: what every origin signed, as the simulator saw it reach the origin's disk. The checkers
// compare each copy of a log with it, update by update.
//
// An honest origin has one branch. An origin whose key is used twice has two.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "schema/log_keys.h"
#include "storage/tree.h"

namespace rednode::sim {

struct Branch {
  std::vector<base::Bytes> updates;
  std::vector<base::Digest> roots{storage::empty_root()};  // of every size
  storage::Frontier frontier;
  std::vector<schema::KeyChange> key_changes;

  std::uint64_t size() const { return updates.size(); }
  void append(base::Bytes update);
};

class Truth {
 public:
  Branch& branch(const std::string& origin, std::size_t index);
  const std::vector<Branch>& branches(const std::string& origin) const;
  // Begins a second branch that shares `size` updates with the first.
  void fork(const std::string& origin, std::uint64_t size);
  bool forked(const std::string& origin) const { return branches(origin).size() > 1; }
  // Where the two branches part; the smaller size where one continues the other.
  std::uint64_t fork_point(const std::string& origin) const;
  // The two branches say different things at one position.
  bool contradicts(const std::string& origin) const;

 private:
  std::map<std::string, std::vector<Branch>> branches_;
};

}  // namespace rednode::sim
