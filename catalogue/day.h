// Day: a calendar day in UTC, which is how the law's dates and periods are counted here.
//
// Thread rule: value type and pure functions.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rednode::catalogue {

using Day = std::chrono::sys_days;

// "2029-03-26": a full-date of RFC 3339, section 5.6. Errors: kInvalid, with the remedy.
base::Result<Day> parse_day(std::string_view text);
std::string day_text(Day day);

// The UTC day on which an xsd:date, dateTime, gYearMonth or gYear begins (XML Schema 1.1 Part 2).
// The form alone counts, because catalogues write dateTimes as xsd:date; a value without a time
// zone is one of UTC. Nothing for every other form, and outside the years 1 to 9999. REQUIRES: the
// text of a literal (catalogue/term.h).
std::optional<Day> day_of_literal(std::string_view text);

}  // namespace rednode::catalogue
