#include "node/ctl/time_text.h"

#include <charconv>
#include <chrono>
#include <optional>
#include <string_view>

namespace rednode::node {
namespace {

class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : rest_(text) {}

  bool number(std::size_t digits, int& value) {
    if (rest_.size() < digits) return false;
    const char* end = rest_.data() + digits;
    const auto result = std::from_chars(rest_.data(), end, value);
    if (result.ec != std::errc() || result.ptr != end || value < 0) return false;
    rest_.remove_prefix(digits);
    return true;
  }
  bool sign(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // ".123456": microseconds; further digits do not matter.
  bool fraction(int& microseconds) {
    int scale = 100'000;
    const std::size_t before = rest_.size();
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      microseconds += (rest_.front() - '0') * scale;
      scale /= 10;
      rest_.remove_prefix(1);
    }
    return rest_.size() < before;
  }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

// Minutes east of UTC.
std::optional<int> read_offset(TimeReader& reader) {
  if (reader.sign('Z') || reader.sign('z')) return 0;
  const bool east = reader.sign('+');
  int hours = 0;
  int minutes = 0;
  if (!east && !reader.sign('-')) return std::nullopt;
  if (!reader.number(2, hours) || !reader.sign(':') || !reader.number(2, minutes)) {
    return std::nullopt;
  }
  return (east ? 1 : -1) * (hours * 60 + minutes);
}

std::optional<base::UnixTime> read_time(const std::string& text) {
  TimeReader reader(text);
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, microseconds = 0, offset = 0;
  if (!reader.number(4, year) || !reader.sign('-') || !reader.number(2, month) ||
      !reader.sign('-') || !reader.number(2, day)) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  if (!reader.done()) {
    if ((!reader.sign('T') && !reader.sign('t') && !reader.sign(' ')) || !reader.number(2, hour) ||
        !reader.sign(':') || !reader.number(2, minute) || !reader.sign(':') ||
        !reader.number(2, second) || hour > 23 || minute > 59 || second > 60) {
      return std::nullopt;
    }
    if (reader.sign('.') && !reader.fraction(microseconds)) return std::nullopt;
    const auto read = read_offset(reader);
    if (!read.has_value()) return std::nullopt;
    offset = *read;
  }
  if (!reader.done()) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  const std::int64_t minutes = (std::int64_t{days} * 24 + hour) * 60 + minute - offset;
  return base::UnixTime{(minutes * 60 + second) * 1'000'000 + microseconds};
}

}  // namespace

base::Result<base::UnixTime> parse_time(const std::string& text) {
  const auto time = read_time(text);
  if (time.has_value()) return *time;
  return base::invalid("\"" + text + "\" is no time: write 2026-11-24T09:30:00Z, or 2026-11-24");
}

catalogue::Day day_of(base::UnixTime time) {
  return std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::microseconds>(
      std::chrono::microseconds(time.microseconds)));
}

}  // namespace rednode::node
