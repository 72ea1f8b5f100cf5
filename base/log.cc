#include "base/log.h"

#include <ctime>

namespace rednode::base {
namespace {

const char* level_name(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info ";
    case Level::kWarn:
      return "warn ";
    case Level::kError:
      return "error";
  }
  return "?";
}

const char* journal_priority(Level level) {
  switch (level) {
    case Level::kDebug:
      return "<7>";
    case Level::kInfo:
      return "<6>";
    case Level::kWarn:
      return "<4>";
    case Level::kError:
      return "<3>";
  }
  return "";
}

// Quotes a value that would be ambiguous bare; control characters never reach the terminal.
void append_value(std::string& line, std::string_view value) {
  const bool bare = !value.empty() && value.find_first_of(" \"=\\") == std::string_view::npos &&
                    value.find_first_of("\n\r\t") == std::string_view::npos;
  if (!bare) line.push_back('"');
  for (const char c : value) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line.push_back('\\');
      line.push_back(c);
    } else if (code < 0x20 || code == 0x7f) {
      line += fmt::format("\\x{:02x}", code);
    } else {
      line.push_back(c);
    }
  }
  if (!bare) line.push_back('"');
}

}  // namespace

void Logger::log(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (out_ == nullptr || level < least_) return;
  std::string line;
  if (journal_prefix_) {
    line += journal_priority(level);  // The journal adds the time itself.
  } else {
    line += to_rfc3339(clock_.now().wall);
    line.push_back(' ');
    line += level_name(level);
    line.push_back(' ');
  }
  line += event;
  for (const Field& field : fields) {
    line.push_back(' ');
    line += field.name;
    line.push_back('=');
    append_value(line, field.value);
  }
  line.push_back('\n');
  const std::lock_guard lock(mutex_);
  std::fwrite(line.data(), 1, line.size(), out_);
  std::fflush(out_);
}

std::string to_rfc3339(UnixTime time) {
  std::int64_t seconds = time.microseconds / 1'000'000;
  std::int64_t rest = time.microseconds % 1'000'000;
  if (rest < 0) {
    rest += 1'000'000;
    seconds -= 1;
  }
  const std::time_t calendar = seconds;
  std::tm parts{};
  gmtime_r(&calendar, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                     rest / 1000);
}

}  // namespace rednode::base
