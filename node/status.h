// The `status` document of the command line and of monitoring: what is known, with its age. What is
// not known is null, never 0. Included by .cc files.
//
// Thread rule: pure functions.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "node/json.h"
#include "peers/report.h"

namespace rednode::node {

struct StatusInput {
  std::string origin;
  base::Duration uptime{};
  base::Now now;
  peers::Report report;
  peers::KeyDays own_key_days;
  std::optional<std::uint64_t> store_bytes;
  std::optional<std::uint64_t> quarantined;
  std::map<std::string, std::uint64_t> refused;  // records of each peer that cannot be shown here
  std::optional<std::uint64_t> disk_free_bytes;  // of the store's file system
  std::optional<std::uint64_t> disk_bytes;
};

Json status_json(const StatusInput& input);

// The logs of the status alone: every nation whose catalogue is here.
Json nations_json(const peers::Report& report, base::Now now);

// The version of this build, as in "0.1.0".
const char* version();

}  // namespace rednode::node
