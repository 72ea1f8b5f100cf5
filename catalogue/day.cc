#include "catalogue/day.h"

#include <algorithm>

#include "catalogue/term.h"
#include "catalogue/xsd_time.h"

namespace rednode::catalogue {
namespace {

// With zeros in front.
std::string digits(unsigned number, std::size_t width) {
  const std::string text = std::to_string(number);
  return std::string(width - std::min(width, text.size()), '0') + text;
}

std::optional<Day> day_of(std::string_view text, TimeKind kind) {
  const auto time = parse_time(text, kind);
  if (!time) return std::nullopt;
  const std::chrono::sys_seconds second{std::chrono::seconds(time->seconds)};
  constexpr Day kFirst{std::chrono::year(1) / 1 / 1};
  constexpr Day kLast{std::chrono::year(9999) / 12 / 31};
  if (second < kFirst || second >= kLast + std::chrono::days(1)) return std::nullopt;
  return std::chrono::floor<std::chrono::days>(second);
}

}  // namespace

base::Result<Day> parse_day(std::string_view text) {
  constexpr std::size_t kLength = 10;  // four digits of a year; no zone
  if (text.size() == kLength) {
    if (const auto day = day_of(text, TimeKind::kDate)) return *day;
  }
  return base::invalid("\"" + std::string(text) + "\" is no date: write it as 2029-03-26");
}

std::string day_text(Day day) {
  const std::chrono::year_month_day date(day);
  return digits(static_cast<unsigned>(static_cast<int>(date.year())), 4) + "-" +
         digits(static_cast<unsigned>(date.month()), 2) + "-" +
         digits(static_cast<unsigned>(date.day()), 2);
}

std::optional<Day> day_of_literal(std::string_view text) {
  const std::string lexical = lexical_of(text);
  for (const TimeKind kind :
       {TimeKind::kDate, TimeKind::kDateTime, TimeKind::kYearMonth, TimeKind::kYear}) {
    if (const auto day = day_of(lexical, kind)) return day;
  }
  return std::nullopt;
}

}  // namespace rednode::catalogue
