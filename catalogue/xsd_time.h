// Dates, times and durations of XML Schema 1.1 Part 2: their lexical forms and their (partial)
// order. Beside xsd.h, which is what others use.
//
// Thread rule: pure functions. Seconds count to the nanosecond; years have at most nine digits.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rednode::catalogue {

enum class TimeKind {
  kDateTime,
  kDateTimeStamp,  // a dateTime that must have a time zone
  kDate,
  kTime,
  kYear,
  kYearMonth,
  kMonth,
  kDay,
  kMonthDay,
  kDuration,
  kDayTimeDuration,
  kYearMonthDuration,
};

// By the type's local name: "dateTime", "gYear".
std::optional<TimeKind> time_kind(std::string_view name);

struct TimeValue {
  bool duration = false;
  std::int64_t months = 0;   // of a duration
  std::int64_t seconds = 0;  // of a duration, or since 1970 in its own zone brought to UTC
  std::int64_t nanoseconds = 0;
  bool zoned = true;  // false: a local time
};

// Nothing where the form is not one of the kind's.
std::optional<TimeValue> parse_time(std::string_view text, TimeKind kind);

enum class TimeOrder { kLess, kEqual, kGreater, kNone };
// REQUIRES: two values of one kind.
TimeOrder compare_times(const TimeValue& a, const TimeValue& b);

}  // namespace rednode::catalogue
