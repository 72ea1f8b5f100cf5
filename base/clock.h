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

  std::int64_t seconds() const { return microseconds / 1'000'000; }
  std::int64_t milliseconds() const { return microseconds / 1'000; }
};

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
