// From where on `redctl check` warns or alarms.
//
// Thread rule: value type.
#pragma once

#include <cstdint>

namespace rednode::node {

struct CheckLimits {
  std::int64_t stale_seconds = 900;        // that a peer may be away before it is a warning
  std::int64_t lag_updates = 1000;         // that a mirror may be behind
  std::int64_t cosigned_seconds = 3600;    // since another node last signed that it holds our log
  std::int64_t quarantined = 0;            // records that may wait in quarantine
  std::int64_t refused = 0;                // messages of a peer that did not verify
  std::int64_t disk_warning_percent = 15;  // free, of the store's disk
  std::int64_t disk_critical_percent = 5;
  std::int64_t key_warning_days = 60;  // before a key's day
  std::int64_t key_critical_days = 7;
};

}  // namespace rednode::node
