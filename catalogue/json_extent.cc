#include "catalogue/json_extent.h"

#include "base/limits.h"
#include "catalogue/json_parser.h"

namespace rednode::catalogue {
namespace {

constexpr std::size_t kToldApart = 4096;  // open brackets; the parser allows far fewer

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Behind the string that begins at `at`, or at the end of its line.
std::size_t string_end(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '\n'; ++at) {
    if (text[at] == '"') return at + 1;
    if (text[at] == '\\') ++at;
  }
  return std::min(at, text.size());
}

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) ++at;
  return at;
}

bool is_string_at(std::string_view text, std::size_t at) {
  return at < text.size() && text[at] == '"';
}

}  // namespace

void JsonExtent::start(bool one_line) {
  *this = JsonExtent();
  one_line_ = one_line;
}

// True where that was the last bracket, or one that the value around it needs.
bool JsonExtent::close(char bracket) {
  if (deeper_ > 0) {
    --deeper_;
    return false;
  }
  const char opening = bracket == '}' ? '{' : '[';
  const auto found = open_.rfind(opening);
  if (found == std::string::npos) return true;
  open_.resize(found);
  if (!open_.empty()) return false;
  ++at_;
  return true;
}

bool JsonExtent::find_end(std::string_view view, bool eof) {
  for (; at_ < view.size(); ++at_) {
    const char c = view[at_];
    if (c == '\n' && one_line_ && begun_) return true;
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"' || c == '\n') {
        in_string_ = false;
      }
      if (!in_string_ && open_.empty()) return ++at_, true;
      continue;
    }
    if (open_.empty() && begun_ && (is_space(c) || c == ',' || c == ']' || c == '}')) return true;
    begun_ = true;
    if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      if (open_.size() < kToldApart) {
        open_.push_back(c);
      } else {
        ++deeper_;
      }
    } else if (c == '}' || c == ']') {
      if (close(c)) return true;
    }
  }
  return eof;
}

std::size_t JsonExtent::let_go() {
  const std::size_t done = at_;
  at_ = 0;
  return done;
}

std::vector<JsonTextMember> text_members(std::string_view text) {
  std::vector<JsonTextMember> members;
  const auto unquoted = [](std::string_view quoted) {
    const JsonParse parse = parse_json(quoted);
    return parse.ok() && parse.value.is_string() ? parse.value.text() : std::string();
  };
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '"') {
      ++at;
      continue;
    }
    const std::size_t key_end = string_end(text, at);
    const std::size_t colon = skip_space(text, key_end);
    const std::size_t value = skip_space(text, colon + 1);
    if (colon < text.size() && text[colon] == ':' && is_string_at(text, value)) {
      const std::size_t value_end = string_end(text, value);
      members.push_back({unquoted(text.substr(at, key_end - at)),
                         unquoted(text.substr(value, value_end - value))});
      at = value_end;
    } else {
      at = key_end;
    }
  }
  return members;
}

}  // namespace rednode::catalogue
