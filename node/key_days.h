// Until when keys are meant to be used, and when operators are told that the day is near
// (docs/formats/keys.md, "Expiry"). Nothing stops on that day.
//
// Thread rule: value types and pure functions; a KeyDayWatch belongs to one thread.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace rednode::node {

// Days before the end at which a warning is due.
inline constexpr std::array kKeyWarningDays = {60, 30, 7};
inline constexpr int kKeyYearsDefault = 2;
inline constexpr int kKeyYearsMax = 30;

// "2028-11-26": the first moment of that day in UTC. kInvalid, with the remedy.
base::Result<base::UnixTime> parse_key_day(const std::string& text);
std::string day_text(base::UnixTime time);

// The day on which a key made now is to be replaced; nothing for 0 years.
std::optional<base::UnixTime> key_day_after(base::UnixTime now, int years);

// Whole days until then, rounded down: negative where the day has come.
std::int64_t days_until(base::UnixTime expires, base::UnixTime now);

// "in 12 days", "tomorrow", "today", "3 days ago": for people.
std::string days_until_text(std::int64_t days);

// A key and its day.
struct KeyDay {
  std::string origin;  // whose key it is
  std::string kind;    // "log" or "transport"
  base::UnixTime expires;
};

// KeyDayWatch: says once that each of kKeyWarningDays was crossed, and daily that the day is over.
class KeyDayWatch {
 public:
  // Those of the keys of which something is to be said now.
  std::vector<KeyDay> due(const std::vector<KeyDay>& keys, base::UnixTime now);

 private:
  // What was said last of a key with that day: a number of days from kKeyWarningDays or, below 0,
  // of days since the end.
  std::map<std::string, std::int64_t> said_;
};

}  // namespace rednode::node
