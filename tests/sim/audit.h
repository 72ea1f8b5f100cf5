// Audit: one log recomputed from its bytes, with its own fold of updates into records; it shares no
// code with storage/records.cc.
//
// Thread rule: pure functions.
#pragma once

#include <string>

#include "storage/logs.h"

namespace rednode::sim {

// What is wrong with a log as it is stored; empty where nothing is.
std::string audit_log(const storage::Reader& store, const storage::LogState& log);

// Live records of the log whose content the store does not hold, and those of them that it says to
// have left out on purpose.
struct Missing {
  std::uint64_t all = 0;
  std::uint64_t left = 0;
  std::uint64_t wanted() const { return all - left; }
};
Missing contents_missing(const storage::Reader& store, const std::string& origin);

}  // namespace rednode::sim
