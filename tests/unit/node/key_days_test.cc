#include "node/key_days.h"

#include "tests/unit/test.h"

namespace rednode::node {
namespace {

base::UnixTime day(const std::string& text) {
  return parse_key_day(text).value();
}

base::UnixTime after(base::UnixTime begin, std::int64_t hours) {
  return {begin.microseconds + hours * 3'600'000'000};
}

}  // namespace

TEST_CASE("A key's day is so many years from now, in UTC") {
  CHECK(day_text(*key_day_after(after(day("2026-11-26"), 23), 2)) == "2028-11-26");
  CHECK(day_text(*key_day_after(day("2028-02-29"), 1)) == "2029-02-28");
  CHECK_FALSE(key_day_after(day("2026-11-26"), 0).has_value());
  CHECK_FALSE(parse_key_day("26.11.2028").ok());
}

TEST_CASE("Days that are left are whole ones, and are said in words") {
  const auto end = day("2028-11-26");
  CHECK(days_until(end, day("2028-11-19")) == 7);
  CHECK(days_until(end, after(day("2028-11-19"), 1)) == 6);
  CHECK(days_until(end, end) == 0);
  CHECK(days_until(end, after(end, 1)) == -1);
  CHECK(days_until_text(6) == "in 6 days");
  CHECK(days_until_text(1) == "in 1 day");
  CHECK(days_until_text(0) == "within a day");
  CHECK(days_until_text(-1) == "today");
  CHECK(days_until_text(-2) == "1 day ago");
  CHECK(days_until_text(-4) == "3 days ago");
}

TEST_CASE("A key is spoken of when 60, 30 and 7 days are crossed, and daily when it is over") {
  const auto end = day("2028-11-26");
  const std::vector<KeyDay> keys = {{"FR", "log", end}};
  KeyDayWatch watch;
  std::vector<std::int64_t> said;
  // Every six hours, from 70 days before to three days after.
  for (std::int64_t hour = -70 * 24; hour < 3 * 24; hour += 6) {
    const auto now = after(end, hour);
    if (!watch.due(keys, now).empty()) said.push_back(days_until(end, now));
  }
  CHECK(said == std::vector<std::int64_t>{59, 29, 6, -1, -2, -3});
}

TEST_CASE("A node that starts late speaks once of a key, and of each key by itself") {
  const auto now = day("2028-11-16");
  const std::vector<KeyDay> keys = {{"FR", "log", day("2028-11-26")},
                                    {"FR", "transport", day("2028-11-20")},
                                    {"BE", "log", day("2029-11-26")}};
  KeyDayWatch watch;
  CHECK(watch.due(keys, now).size() == 2);
  CHECK(watch.due(keys, now).empty());
  // Another key of the same node has warnings of its own.
  CHECK(watch.due({{"FR", "log", day("2028-12-26")}}, now).size() == 1);
  // A clock that was set back says nothing twice.
  CHECK(watch.due(keys, after(now, -24)).empty());
  CHECK(watch.due(keys, now).empty());
}

}  // namespace rednode::node
