// Logger: one structured line an event, for people and machines alike.
//
//   2026-11-24T09:30:00.123Z info  peer-connected peer=BE channel=feed
//
// On a journal the priority is given as "<6>" in front (sd-daemon(3)). Errors are returned, not
// logged; a line is written once, where the decision is taken. Passed down by reference: there is
// no global logger.
//
// Thread rule: every member may be called from any thread; a line is written whole.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace rednode::base {

enum class Level { kDebug, kInfo, kWarn, kError };

struct Field {
  template <typename T>
  Field(std::string_view field_name, const T& field_value)
      : name(field_name), value(fmt::format("{}", field_value)) {}
  std::string_view name;
  std::string value;
};

class Logger {
 public:
  // Writes to `out`, which must remain open as long as the logger lives. A null `out` drops all.
  Logger(const Clock& clock, std::FILE* out, Level least, bool journal_prefix)
      : clock_(clock), out_(out), least_(least), journal_prefix_(journal_prefix) {}

  // `event` is a short name in kebab case; fields follow as name=value, quoted where needed.
  void log(Level level, std::string_view event, std::initializer_list<Field> fields = {});

  void debug(std::string_view event, std::initializer_list<Field> f = {}) {
    log(Level::kDebug, event, f);
  }
  void info(std::string_view event, std::initializer_list<Field> f = {}) {
    log(Level::kInfo, event, f);
  }
  void warn(std::string_view event, std::initializer_list<Field> f = {}) {
    log(Level::kWarn, event, f);
  }
  void error(std::string_view event, std::initializer_list<Field> f = {}) {
    log(Level::kError, event, f);
  }

 private:
  const Clock& clock_;
  std::FILE* out_;
  const Level least_;
  const bool journal_prefix_;
  std::mutex mutex_;
};

// RFC 3339 in UTC, with milliseconds: 2026-11-24T09:30:00.123Z.
std::string to_rfc3339(UnixTime time);

}  // namespace rednode::base
