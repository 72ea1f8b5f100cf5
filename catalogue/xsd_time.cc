#include "catalogue/xsd_time.h"

#include <algorithm>
#include <array>
#include <utility>

namespace rednode::catalogue {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;
constexpr std::int64_t kZoneSpread = 14 * 3600;  // a local time can be this far from UTC

constexpr std::array<std::pair<std::string_view, TimeKind>, 12> kKinds = {{
    {"dateTime", TimeKind::kDateTime},
    {"dateTimeStamp", TimeKind::kDateTimeStamp},
    {"date", TimeKind::kDate},
    {"time", TimeKind::kTime},
    {"gYear", TimeKind::kYear},
    {"gYearMonth", TimeKind::kYearMonth},
    {"gMonth", TimeKind::kMonth},
    {"gDay", TimeKind::kDay},
    {"gMonthDay", TimeKind::kMonthDay},
    {"duration", TimeKind::kDuration},
    {"dayTimeDuration", TimeKind::kDayTimeDuration},
    {"yearMonthDuration", TimeKind::kYearMonthDuration},
}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes a form apart from the left.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  bool at_digit() const { return !done() && is_digit(rest_.front()); }
  bool take(char c) {
    if (done() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  // So many digits, no more and no fewer.
  std::optional<std::int64_t> digits(std::size_t least, std::size_t most) {
    std::size_t count = 0;
    std::int64_t value = 0;
    while (count < rest_.size() && is_digit(rest_[count])) {
      if (++count > most) return std::nullopt;
      value = value * 10 + (rest_[count - 1] - '0');
    }
    if (count < least) return std::nullopt;
    rest_.remove_prefix(count);
    return value;
  }
  std::optional<std::int64_t> two(std::int64_t least, std::int64_t most) {
    const auto value = digits(2, 2);
    return value && *value >= least && *value <= most ? value : std::nullopt;
  }
  // The digits of a fraction, as nanoseconds.
  std::optional<std::int64_t> fraction() {
    if (!at_digit()) return std::nullopt;
    std::int64_t value = 0;
    std::size_t count = 0;
    for (; at_digit(); rest_.remove_prefix(1), ++count) {
      if (count < 9) value = value * 10 + (rest_.front() - '0');
    }
    for (; count < 9; ++count) value *= 10;
    return value;
  }

 private:
  std::string_view rest_;
};

// Days since 1970-01-01 in the proleptic Gregorian calendar, with a year 0.
std::int64_t days_from_civil(std::int64_t year, std::int64_t month, std::int64_t day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t of_era = year - era * 400;
  const std::int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
  return era * 146'097 + day_of_era - 719'468;
}

std::int64_t days_in_month(std::int64_t year, std::int64_t month) {
  if (month == 2) {
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return leap ? 29 : 28;
  }
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

struct Fields {
  // What a kind leaves out stands for these (XSD 1.1 Part 2, E.3.3): a leap year, so that the last
  // of February can be said.
  std::int64_t year = 1972;
  std::int64_t month = 12;
  std::int64_t day = 31;
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
};

bool parse_year(Cursor& in, Fields& fields) {
  const bool negative = in.take('-');
  Cursor ahead = in;
  const bool zero_first = ahead.take('0');
  const auto year = in.digits(4, zero_first ? 4 : 9);
  if (!year) return false;
  fields.year = negative ? -*year : *year;
  return true;
}

bool parse_month(Cursor& in, Fields& fields) {
  const auto month = in.two(1, 12);
  if (month) fields.month = *month;
  return month.has_value();
}

bool parse_day(Cursor& in, Fields& fields) {
  const auto day = in.two(1, days_in_month(fields.year, fields.month));
  if (day) fields.day = *day;
  return day.has_value();
}

bool parse_clock(Cursor& in, Fields& fields) {
  const auto hours = in.two(0, 24);
  if (!hours || !in.take(':')) return false;
  const auto minutes = in.two(0, 59);
  if (!minutes || !in.take(':')) return false;
  const auto seconds = in.two(0, 59);
  if (!seconds) return false;
  if (in.take('.')) {
    const auto fraction = in.fraction();
    if (!fraction) return false;
    fields.nanoseconds = *fraction;
  }
  // 24:00:00 is the first moment of the next day, and nothing else begins with 24.
  if (*hours == 24 && (*minutes != 0 || *seconds != 0 || fields.nanoseconds != 0)) return false;
  fields.seconds = *hours * 3600 + *minutes * 60 + *seconds;
  return true;
}

bool parse_date(Cursor& in, Fields& fields) {
  return parse_year(in, fields) && in.take('-') && parse_month(in, fields) && in.take('-') &&
         parse_day(in, fields);
}

bool parse_fields(Cursor& in, TimeKind kind, Fields& fields) {
  switch (kind) {
    case TimeKind::kDateTime:
    case TimeKind::kDateTimeStamp:
      return parse_date(in, fields) && in.take('T') && parse_clock(in, fields);
    case TimeKind::kDate:
      return parse_date(in, fields);
    case TimeKind::kTime:
      return parse_clock(in, fields);
    case TimeKind::kYear:
      fields.month = 1;
      fields.day = 1;
      return parse_year(in, fields);
    case TimeKind::kYearMonth:
      fields.day = 1;
      return parse_year(in, fields) && in.take('-') && parse_month(in, fields);
    case TimeKind::kMonth:
      fields.day = 1;
      return in.take("--") && parse_month(in, fields);
    case TimeKind::kDay:
      return in.take("---") && parse_day(in, fields);
    case TimeKind::kMonthDay:
      return in.take("--") && parse_month(in, fields) && in.take('-') && parse_day(in, fields);
    case TimeKind::kDuration:
    case TimeKind::kDayTimeDuration:
    case TimeKind::kYearMonthDuration:
      break;
  }
  return false;
}

// Seconds east of UTC. False: there is something else.
bool parse_zone(Cursor& in, std::optional<std::int64_t>& offset) {
  if (in.done()) return true;
  if (in.take('Z')) {
    offset = 0;
    return in.done();
  }
  const bool west = in.take('-');
  if (!west && !in.take('+')) return false;
  const auto hours = in.two(0, 14);
  if (!hours || !in.take(':')) return false;
  const auto minutes = in.two(0, *hours == 14 ? 0 : 59);
  if (!minutes) return false;
  offset = (*hours * 3600 + *minutes * 60) * (west ? -1 : 1);
  return in.done();
}

// One half of a duration: numbers with their letters, in order. Says how many there were.
struct Unit {
  char letter;
  std::int64_t worth;
};

std::optional<int> parse_units(Cursor& in, std::initializer_list<Unit> units, std::int64_t& sum,
                               std::int64_t* nanoseconds) {
  int count = 0;
  for (const Unit& unit : units) {
    Cursor ahead = in;
    if (!ahead.at_digit()) return count;
    // So that the sums of compare_durations() fit into 64 bits.
    const auto number = ahead.digits(1, unit.letter == 'Y' ? 9 : 12);
    if (!number) return std::nullopt;
    std::int64_t fraction = 0;
    if (nanoseconds != nullptr && unit.letter == 'S' && ahead.take('.')) {
      const auto digits = ahead.fraction();
      if (!digits) return std::nullopt;
      fraction = *digits;
    }
    if (!ahead.take(unit.letter)) continue;
    sum += *number * unit.worth;
    if (nanoseconds != nullptr) *nanoseconds += fraction;
    ++count;
    in = ahead;
  }
  return count;
}

std::optional<TimeValue> parse_duration(Cursor in, TimeKind kind) {
  TimeValue value;
  value.duration = true;
  const bool negative = in.take('-');
  if (!in.take('P')) return std::nullopt;
  const auto months = parse_units(in, {{'Y', 12}, {'M', 1}}, value.months, nullptr);
  const auto days = parse_units(in, {{'D', kDaySeconds}}, value.seconds, nullptr);
  if (!months || !days) return std::nullopt;
  int clock = 0;
  if (in.take('T')) {
    const auto units =
        parse_units(in, {{'H', 3600}, {'M', 60}, {'S', 1}}, value.seconds, &value.nanoseconds);
    if (!units || *units == 0) return std::nullopt;
    clock = *units;
  }
  if (!in.done() || *months + *days + clock == 0) return std::nullopt;
  if (kind == TimeKind::kDayTimeDuration && *months > 0) return std::nullopt;
  if (kind == TimeKind::kYearMonthDuration && *days + clock > 0) return std::nullopt;
  if (negative) {
    value.months = -value.months;
    value.seconds = -value.seconds;
    value.nanoseconds = -value.nanoseconds;
  }
  return value;
}

TimeOrder order(std::int64_t a, std::int64_t a_nano, std::int64_t b, std::int64_t b_nano) {
  if (a == b && a_nano == b_nano) return TimeOrder::kEqual;
  return std::pair(a, a_nano) < std::pair(b, b_nano) ? TimeOrder::kLess : TimeOrder::kGreater;
}

// A month has no one length, so durations are added to four moments (XSD 1.1 Part 2, 3.3.6.2) and
// compare where all four agree.
TimeOrder compare_durations(const TimeValue& a, const TimeValue& b) {
  constexpr std::array<std::pair<std::int64_t, std::int64_t>, 4> kMoments = {
      {{1696, 9}, {1697, 2}, {1903, 3}, {1903, 7}}};
  const auto added = [](const TimeValue& value, std::pair<std::int64_t, std::int64_t> moment) {
    const std::int64_t months = moment.first * 12 + moment.second - 1 + value.months;
    const std::int64_t year = (months >= 0 ? months : months - 11) / 12;
    return days_from_civil(year, months - year * 12 + 1, 1) * kDaySeconds + value.seconds;
  };
  std::optional<TimeOrder> agreed;
  for (const auto& moment : kMoments) {
    const TimeOrder now = order(added(a, moment), a.nanoseconds, added(b, moment), b.nanoseconds);
    if (agreed && *agreed != now) return TimeOrder::kNone;
    agreed = now;
  }
  return *agreed;
}

}  // namespace

std::optional<TimeKind> time_kind(std::string_view name) {
  const auto* const found = std::find_if(kKinds.begin(), kKinds.end(),
                                         [name](const auto& kind) { return kind.first == name; });
  if (found == kKinds.end()) return std::nullopt;
  return found->second;
}

std::optional<TimeValue> parse_time(std::string_view text, TimeKind kind) {
  Cursor in(text);
  if (kind == TimeKind::kDuration || kind == TimeKind::kDayTimeDuration ||
      kind == TimeKind::kYearMonthDuration) {
    return parse_duration(in, kind);
  }
  Fields fields;
  std::optional<std::int64_t> offset;
  if (!parse_fields(in, kind, fields) || !parse_zone(in, offset)) return std::nullopt;
  if (kind == TimeKind::kDateTimeStamp && !offset) return std::nullopt;
  TimeValue value;
  value.zoned = offset.has_value();
  value.seconds = days_from_civil(fields.year, fields.month, fields.day) * kDaySeconds +
                  fields.seconds - offset.value_or(0);
  value.nanoseconds = fields.nanoseconds;
  return value;
}

TimeOrder compare_times(const TimeValue& a, const TimeValue& b) {
  if (a.duration && b.duration) return compare_durations(a, b);
  const TimeOrder plain = order(a.seconds, a.nanoseconds, b.seconds, b.nanoseconds);
  if (a.zoned == b.zoned) return plain;
  const std::int64_t apart = std::abs(a.seconds - b.seconds);
  return apart > kZoneSpread ? plain : TimeOrder::kNone;
}

}  // namespace rednode::catalogue
