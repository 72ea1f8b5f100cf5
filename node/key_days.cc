#include "node/key_days.h"

#include "catalogue/day.h"

namespace rednode::node {
namespace {

constexpr std::int64_t kDayMicroseconds = 86'400'000'000;

catalogue::Day day_of(base::UnixTime time) {
  return std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::microseconds>(
      std::chrono::microseconds(time.microseconds)));
}

base::UnixTime begin_of(catalogue::Day day) {
  return {day.time_since_epoch().count() * kDayMicroseconds};
}

// The least of kKeyWarningDays that is reached, or the (negative) days since the end.
std::optional<std::int64_t> reached(std::int64_t days) {
  if (days < 0) return days;
  std::optional<std::int64_t> least;
  for (const int step : kKeyWarningDays) {
    if (days < step) least = step;
  }
  return least;
}

}  // namespace

base::Result<base::UnixTime> parse_key_day(const std::string& text) {
  REDNODE_TRY(const auto day, catalogue::parse_day(text));
  return begin_of(day);
}

std::string day_text(base::UnixTime time) {
  return catalogue::day_text(day_of(time));
}

std::optional<base::UnixTime> key_day_after(base::UnixTime now, int years) {
  if (years == 0) return std::nullopt;
  std::chrono::year_month_day day = day_of(now);
  day += std::chrono::years(years);
  // The 29th of February of a year that has none.
  if (!day.ok()) day = day.year() / day.month() / std::chrono::last;
  return begin_of(std::chrono::sys_days(day));
}

std::int64_t days_until(base::UnixTime expires, base::UnixTime now) {
  return std::chrono::floor<std::chrono::days>(expires - now).count();
}

std::string days_until_text(std::int64_t days) {
  if (days < -1) return std::to_string(-days - 1) + (days == -2 ? " day ago" : " days ago");
  if (days == -1) return "today";
  return days == 0 ? "within a day" : "in " + std::to_string(days) + (days == 1 ? " day" : " days");
}

std::vector<KeyDay> KeyDayWatch::due(const std::vector<KeyDay>& keys, base::UnixTime now) {
  std::vector<KeyDay> due;
  for (const KeyDay& key : keys) {
    const auto step = reached(days_until(key.expires, now));
    if (!step.has_value()) continue;
    const auto [at, first] =
        said_.try_emplace(key.origin + " " + key.kind + " " + day_text(key.expires), *step);
    if (!first && *step >= at->second) continue;
    at->second = *step;
    due.push_back(key);
  }
  return due;
}

}  // namespace rednode::node
