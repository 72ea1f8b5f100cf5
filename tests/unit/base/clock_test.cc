#include "base/clock.h"

#include "base/log.h"
#include "tests/unit/test.h"

namespace rednode::base {

TEST_CASE("a time that somebody states may be any number") {
  CHECK(UnixTime::from_seconds(1'790'000'000).microseconds == 1'790'000'000'000'000);
  CHECK(UnixTime::from_milliseconds(-1).microseconds == -1'000);
  for (const std::int64_t end : {INT64_MIN, INT64_MAX}) {
    CHECK(UnixTime::from_seconds(end).microseconds == end);
    CHECK(UnixTime::from_milliseconds(end).microseconds == end);
    CHECK_FALSE(to_rfc3339(UnixTime::from_seconds(end)).empty());
  }
  CHECK(UnixTime::from_seconds(INT64_MAX / 1'000'000).seconds() == INT64_MAX / 1'000'000);
  CHECK(UnixTime::from_seconds(INT64_MAX / 1'000'000 + 1).microseconds == INT64_MAX);
}

TEST_CASE("an age is never negative, and never wraps") {
  const UnixTime now = UnixTime::from_seconds(1'790'000'000);
  CHECK(age_in_seconds(now, 1'789'999'990) == 10);
  CHECK(age_in_seconds(now, 1'790'000'010) == 0);
  CHECK(age_in_seconds(now, INT64_MAX) == 0);
  CHECK(age_in_seconds(now, INT64_MIN) == INT64_MAX / 1'000'000);
  CHECK(UnixTime{INT64_MIN} - now == Duration::min());
  CHECK(UnixTime{INT64_MAX} - UnixTime{-1} == Duration::max());
}

}  // namespace rednode::base
