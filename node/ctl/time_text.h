// Times as operators write them: RFC 3339, or only its date.
//
// Thread rule: pure functions.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "catalogue/day.h"

namespace rednode::node {

// "2026-11-24T09:30:00Z", with a fraction or an offset too; "2026-11-24" is its first moment in
// UTC.
base::Result<base::UnixTime> parse_time(const std::string& text);

// The day in UTC.
catalogue::Day day_of(base::UnixTime time);
inline catalogue::Day today(const base::Clock& clock) {
  return day_of(clock.now().wall);
}

}  // namespace rednode::node
