// Coverage: the counters of a batch of seeds together, and which of them must not be zero. A fault
// that no longer strikes, or a check that no longer happens, shows here and nowhere else.
//
// Thread rule: one thread.
#pragma once

#include "tests/sim/findings.h"

namespace rednode::sim {

class Coverage {
 public:
  void add(const Findings& findings);
  void print() const;
  // Counters that should have moved and did not; says which.
  std::uint64_t missing() const;

 private:
  std::map<std::string, std::uint64_t> counters_;
};

}  // namespace rednode::sim
