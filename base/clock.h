// Time: the only way it enters rednode. A Clock is asked once a tick; everything below node/ is
// handed the answer.
//
// UnixTime is the calendar (what signed statements carry; it may jump), MonoTime only ever goes
// forward (deadlines and back-off; it means nothing outside this process).
#pragma once

#include <chrono>
#include <cstdint>

namespace rednode::base {

using Duration = std::chrono::microseconds;

struct UnixTime {
  std::int64_t microseconds = 0;  // since 1970-01-01T00:00:00Z
  auto operator<=>(const UnixTime&) const = default;

  // Of what others state, which may be any number: what lies beyond the range is its end.
  static UnixTime from_seconds(std::int64_t seconds) { return scaled(seconds, 1'000'000); }
  static UnixTime from_milliseconds(std::int64_t ms) { return scaled(ms, 1'000); }

  std::int64_t seconds() const { return microseconds / 1'000'000; }
  std::int64_t milliseconds() const { return microseconds / 1'000; }

  // Since the other; where that is too long to be told, the longest that can be.
  Duration operator-(UnixTime other) const {
    std::int64_t rest = 0;
    if (!__builtin_sub_overflow(microseconds, other.microseconds, &rest)) return Duration(rest);
    return microseconds < 0 ? Duration::min() : Duration::max();
  }

 private:
  static UnixTime scaled(std::int64_t value, std::int64_t unit) {
    std::int64_t product = 0;
    if (!__builtin_mul_overflow(value, unit, &product)) return {product};
    return {value < 0 ? INT64_MIN : INT64_MAX};
  }
};

// Whole seconds since a time that somebody stated, and none where that is still to come.
inline std::int64_t age_in_seconds(UnixTime now, std::int64_t stated_seconds) {
  const Duration age = now - UnixTime::from_seconds(stated_seconds);
  return age.count() < 0 ? 0 : age.count() / 1'000'000;
}

struct MonoTime {
  std::int64_t microseconds = 0;
  auto operator<=>(const MonoTime&) const = default;

  MonoTime operator+(Duration d) const { return {microseconds + d.count()}; }
  MonoTime operator-(Duration d) const { return {microseconds - d.count()}; }
  Duration operator-(MonoTime other) const { return Duration(microseconds - other.microseconds); }
};

struct Now {
  UnixTime wall;
  MonoTime mono;
};

// Thread rule: now() may be called from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Now now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Now now() const override {
    using std::chrono::duration_cast;
    const auto wall = std::chrono::system_clock::now().time_since_epoch();
    const auto mono = std::chrono::steady_clock::now().time_since_epoch();
    return {{duration_cast<Duration>(wall).count()}, {duration_cast<Duration>(mono).count()}};
  }
};

}  // namespace rednode::base
