#include "catalogue/json_parser.h"

#include "base/bytes.h"
#include "base/limits.h"
#include "catalogue/input_buffer.h"
#include "catalogue/utf8.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Parser {
 public:
  Parser(std::string_view text, Position start) : text_(text), place_(start) {}

  JsonParse run() {
    JsonParse parse;
    if (value(parse.value, 0) && (skip_space(), !at_end())) {
      fail("something stands behind the end of the JSON value");
    }
    parse.fault = std::move(fault_);
    parse.at = fault_at_;
    parse.too_large = too_large_;
    return parse;
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_space() {
    while (!at_end() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) {
      ++at_;
    }
  }

  // Where the text stands at `at_`. Asked for in the order of the text, so that each octet is
  // looked at once.
  JsonPlace here() {
    advance(place_, text_.substr(placed_, at_ - placed_));
    placed_ = at_;
    return {place_, static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(at_)};
  }

  bool fail(std::string reason) {
    if (!fault_.empty()) return false;
    fault_ = std::move(reason);
    fault_at_ = here();
    return false;
  }

  bool expected(std::string what) {
    if (at_end()) return fail("the text ends where " + what + " is expected");
    return fail("expected " + what);
  }

  bool value(JsonValue& out, std::size_t depth) {
    skip_space();
    if (++values_ > limits::kJsonValuesMax) {
      too_large_ = fault_.empty();
      return fail("more than " + std::to_string(limits::kJsonValuesMax) +
                  " values in one piece of JSON that must be read whole");
    }
    JsonPlace place = here();
    bool good = false;
    switch (peek()) {
      case '{':
        out = JsonValue::object(place);
        good = nest(depth) && object(out.members(), depth + 1);
        break;
      case '[':
        out = JsonValue::array(place);
        good = nest(depth) && array(out.items(), depth + 1);
        break;
      case '"': {
        std::string text;
        good = string(text);
        out = JsonValue::string(std::move(text), place);
        break;
      }
      default:
        good = word(out, place);
    }
    out.place.end = static_cast<std::uint32_t>(at_);
    return good;
  }

  bool nest(std::size_t depth) {
    if (depth < limits::kJsonNestingMax) return true;
    return fail("brackets nest deeper than " + std::to_string(limits::kJsonNestingMax));
  }

  bool object(JsonObject& out, std::size_t depth) {
    ++at_;
    skip_space();
    if (peek() == '}') return ++at_, true;
    for (;;) {
      skip_space();
      JsonMember member;
      member.place = here();
      if (peek() != '"') return expected("a key in quotation marks");
      if (!string(member.key)) return false;
      member.place.end = static_cast<std::uint32_t>(at_);
      if (out.contains(member.key)) {
        at_ = member.place.begin;
        return fail("the key \"" + shown(member.key) + "\" stands twice in one object");
      }
      skip_space();
      if (peek() != ':') return expected("':' behind the key");
      ++at_;
      if (!value(member.value, depth)) return false;
      out.add(std::move(member));
      skip_space();
      if (peek() == '}') return ++at_, true;
      if (peek() != ',') return expected("',' or '}'");
      ++at_;
    }
  }

  bool array(JsonValue::Array& out, std::size_t depth) {
    ++at_;
    skip_space();
    if (peek() == ']') return ++at_, true;
    for (;;) {
      if (!value(out.emplace_back(), depth)) return false;
      skip_space();
      if (peek() == ']') {
        out.shrink_to_fit();  // most of a document's memory is in lists
        return ++at_, true;
      }
      if (peek() != ',') return expected("',' or ']'");
      ++at_;
    }
  }

  bool word(JsonValue& out, JsonPlace place) {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("true") || rest.starts_with("false")) {
      out = JsonValue::boolean(rest.front() == 't', place);
      at_ += rest.front() == 't' ? 4 : 5;
    } else if (rest.starts_with("null")) {
      out = JsonValue();
      out.place = place;
      at_ += 4;
    } else if (peek() == '-' || is_digit(peek())) {
      return number(out, place);
    } else {
      return expected("a JSON value");
    }
    return true;
  }

  bool digits() {
    if (!is_digit(peek())) return expected("a digit");
    while (is_digit(peek())) ++at_;
    return true;
  }

  bool number(JsonValue& out, JsonPlace place) {
    const std::size_t begin = at_;
    if (peek() == '-') ++at_;
    if (peek() == '0') {
      ++at_;
      if (is_digit(peek())) return fail("a number begins with a superfluous 0");
    } else if (!digits()) {
      return false;
    }
    if (peek() == '.' && (++at_, !digits())) return false;
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!digits()) return false;
    }
    if (at_ - begin > limits::kJsonNumberBytesMax) {
      return fail("a number of more than " + std::to_string(limits::kJsonNumberBytesMax) +
                  " characters");
    }
    out = JsonValue::number(std::string(text_.substr(begin, at_ - begin)), place);
    return true;
  }

  bool string(std::string& out) {
    ++at_;
    for (;;) {
      const std::size_t begin = at_;
      while (!at_end() && text_[at_] != '"' && text_[at_] != '\\' &&
             static_cast<unsigned char>(text_[at_]) >= 0x20) {
        ++at_;
      }
      const std::string_view plain = text_.substr(begin, at_ - begin);
      if (!base::is_utf8(plain)) return fail("a string is not UTF-8");
      out.append(plain);
      if (at_end()) return fail("the text ends inside a string");
      if (text_[at_] == '"') return ++at_, true;
      if (text_[at_] != '\\') {
        return fail(
            "a string holds a line break or another control character: write it as an "
            "escape, \\n");
      }
      if (!escape(out)) return false;
    }
  }

  bool escape(std::string& out) {
    constexpr std::string_view kFrom = "\"\\/bfnrt";
    constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
    const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (kind == 'u') return unicode_escape(out);
    const auto known = kFrom.find(kind);
    if (kind == '\0' || known == std::string_view::npos) {
      return fail("a backslash in a string begins no escape that JSON knows");
    }
    out.push_back(kTo[known]);
    at_ += 2;
    return true;
  }

  bool hex(std::size_t at, std::uint32_t& code) const {
    return at + 4 <= text_.size() && hex_value(text_.substr(at, 4), code);
  }

  bool unicode_escape(std::string& out) {
    std::uint32_t code = 0;
    if (!hex(at_ + 2, code)) return fail("\\u needs four hexadecimal digits");
    std::size_t length = 6;
    if (code >= 0xd800 && code < 0xdc00) {
      std::uint32_t low = 0;
      if (text_.substr(at_ + 6, 2) == "\\u" && hex(at_ + 8, low) && low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        length = 12;
      }
    }
    if (!is_scalar(code)) return fail("half of a surrogate pair is no character");
    append_utf8(out, code);
    at_ += length;
    return true;
  }

  static std::string shown(std::string_view text) {
    constexpr std::size_t kShown = 80;
    std::size_t end = std::min(text.size(), kShown);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
      --end;
    return std::string(text.substr(0, end)) + (end < text.size() ? "..." : "");
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  Position place_;
  std::size_t placed_ = 0;  // `place_` is of this octet
  std::size_t values_ = 0;
  bool too_large_ = false;
  std::string fault_;
  JsonPlace fault_at_;
};

}  // namespace

JsonParse parse_json(std::string_view text, Position start) {
  return Parser(text, start).run();
}

}  // namespace rednode::catalogue
