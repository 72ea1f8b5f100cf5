#include "catalogue/statement_cutter.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.h"
#include "catalogue/utf8.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

constexpr std::string_view kEscapedZero = "\\u0000";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// What prefixed names, blank labels, numbers and keywords are made of, apart from dots.
constexpr std::array<bool, 256> make_word() {
  std::array<bool, 256> table{};
  for (std::size_t c = '0'; c <= '9'; ++c) table[c] = true;
  for (std::size_t c = 'A'; c <= 'Z'; ++c) table[c] = table[c + 32] = true;
  for (std::size_t c = 0x80; c <= 0xff; ++c) table[c] = true;
  for (const char c : std::string_view("_-:%+\\")) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr std::array<bool, 256> kWord = make_word();
bool is_word(char c) {
  return kWord[static_cast<unsigned char>(c)];
}

// What matters inside <...>: its end, escapes, and what no IRI holds.
constexpr std::array<bool, 256> make_iri_stop() {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c <= 0x20; ++c) table[c] = true;
  for (const char c : std::string_view("<>\"{}|^`\\")) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr std::array<bool, 256> kIriStop = make_iri_stop();

std::string spelled(char c) {
  if (c == ' ') return "a space (write it as %20)";
  if (static_cast<unsigned char>(c) < 0x20) return "a control character";
  return "'" + std::string(1, c) + "'";
}

// For messages: one octet of text may be a part of a character.
std::string escape_reason(char kind) {
  if (kind <= ' ' || kind > '~') return "a '\\' in a string that begins no escape";
  return "there is no such escape in a string: '\\" + std::string(1, kind) + "'";
}

bool equals_ignoring_case(std::string_view text, std::string_view upper) {
  if (text.size() != upper.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((text[i] & ~0x20) != upper[i]) return false;
  }
  return true;
}

}  // namespace

void StatementCutter::start() {
  begun_ = false;
  sparql_directive_ = directive_ = false;
  comment_ = false;
  long_quote_ = 0;
  lost_ = false;
  token_ = 0;
  string_end_ = 0;
  depth_ = 0;
  fault_.clear();
  at_ = 0;
}

void StatementCutter::fault(std::string reason, std::size_t at) {
  if (!fault_.empty()) return;  // the first one explains the others
  fault_ = std::move(reason);
  fault_at_ = at;
}

void StatementCutter::lost_dot(Cut& cut, std::size_t at) {
  fault("the statement does not end: a '.' is missing", at);
  cut.needs_dot = true;
}

StatementCutter::Step StatementCutter::finish(Cut& cut, std::size_t end, std::size_t consumed) {
  cut.kind = Kind::kStatement;
  cut.begin = begin_;
  cut.end = end;
  cut.consumed = consumed;
  cut.directive = directive_;
  if (depth_ > 0) fault("a bracket is not closed", end);
  cut.fault = std::move(fault_);
  cut.fault_at = fault_at_;
  return Step::kCut;
}

std::size_t StatementCutter::let_go(std::size_t view_size) {
  std::size_t done = at_;
  if (done == 0) done = view_size;  // one token fills the view: it is broken anyway
  // The end of a long string may be cut in two: its first quotes were not passed over (at_).
  at_ -= std::min(at_, done);
  begin_ = 0;
  begun_ = true;
  edits_.clear();
  string_end_ = 0;
  return done;
}

// False where its end is not in view: the rest of it is still comment. REQUIRES: inside one, or at
// its '#'.
bool StatementCutter::comment() {
  const auto end = view_.find_first_of("\n\r", at_);
  comment_ = end == std::string_view::npos && !eof_;
  at_ = end == std::string_view::npos ? view_.size() : end;
  return !comment_;
}

bool StatementCutter::skip_blank() {
  while (at_ < view_.size()) {
    if (is_space(view_[at_])) {
      ++at_;
    } else if (view_[at_] == '#') {
      if (!comment()) return false;
    } else {
      return true;
    }
  }
  return eof_;
}

// Before a statement begins nothing has to be kept.
StatementCutter::Cut StatementCutter::more() {
  Cut cut;
  if (!begun_) cut.consumed = std::exchange(at_, 0);
  return cut;
}

StatementCutter::Cut StatementCutter::next(std::string_view view, bool eof) {
  view_ = view;
  eof_ = eof;
  Cut cut;
  if (comment_ && !comment()) return more();
  if (!begun_) {
    if (!skip_blank()) return more();
    if (at_ == view_.size()) {
      cut.kind = Kind::kEnd;
      cut.consumed = at_;
      start();
      return cut;
    }
    begun_ = true;
    begin_ = at_;
    edits_.clear();
  }
  for (;;) {
    Step step = Step::kOn;
    if (lost_) {
      step = lost(cut);
    } else if (long_quote_ != 0) {
      step = long_string();
    } else if (at_ < view_.size()) {
      step = this->step(cut);
    }
    if (step == Step::kOn && at_ < view_.size()) continue;
    if (step == Step::kOn || step == Step::kMore) {
      if (!eof_) return cut;
      lost_dot(cut, view_.size());
      finish(cut, view_.size(), view_.size());
    }
    start();
    return cut;
  }
}

StatementCutter::Step StatementCutter::step(Cut& cut) {
  const char c = peek();
  if (is_space(c)) {
    ++at_;
    return Step::kOn;
  }
  switch (c) {
    case '#':
      return comment() ? Step::kOn : Step::kMore;
    case '<': {
      const Step step = open_iri();
      if (step == Step::kOn && sparql_directive_) return finish(cut, at_, at_);
      return step;
    }
    case '"':
    case '\'':
      return open_string(c);
    case '[':
    case '(':
      if (++depth_ > limits::kRdfNestingMax) {
        fault("brackets are nested more than " + std::to_string(limits::kRdfNestingMax) + " deep",
              at_);
      }
      break;
    case ']':
    case ')':
      if (depth_ == 0) {
        fault("a bracket is closed that was not opened", at_);
      } else {
        --depth_;
      }
      break;
    case '{':
    case '}':
      return brace(cut, c);
    case '.':
      return dot(cut);
    case '@':
      return at_sign(cut);
    case '\0':
      fault("a zero byte", at_);
      break;
    default:
      if (is_word(c)) return word();
  }
  ++at_;
  ++token_;
  return Step::kOn;
}

StatementCutter::Step StatementCutter::dot(Cut& cut) {
  if (lacks(2)) return Step::kMore;
  if (is_digit(peek(1))) return word();
  if (depth_ > 0) fault("a '.' inside brackets: one is not closed", at_);
  const std::size_t end = at_ + 1;
  return finish(cut, end, end);
}

StatementCutter::Step StatementCutter::brace(Cut& cut, char c) {
  if (c == '{' && graphs_ && !inside_graph_ && depth_ == 0) {
    finish(cut, at_, at_ + 1);
    cut.kind = Kind::kOpen;
    inside_graph_ = true;
    return Step::kCut;
  }
  if (c == '}' && inside_graph_) {
    inside_graph_ = token_ > 0;  // the statement ends before it, and it is met again
    if (token_ > 0) {
      finish(cut, at_, at_);
      cut.needs_dot = true;
      return Step::kCut;
    }
    finish(cut, at_ + 1, at_ + 1);
    cut.kind = Kind::kClose;
    return Step::kCut;
  }
  fault(std::string("a '") + c + "' cannot stand here", at_);
  ++at_;
  ++token_;
  return Step::kOn;
}

// A string or an IRI that begins at `begin` does not end: what is code and what is text is anyone's
// guess from there on.
StatementCutter::Step StatementCutter::lose(std::size_t begin) {
  lost_ = true;
  at_ = begin + 1;
  ++token_;
  return Step::kOn;
}

// The statement ends with a line that ends as statements do, or before one that closes the graph.
// Prose ends with a '.' too, but hardly ever with one that stands alone or behind a bracket.
StatementCutter::Step StatementCutter::lost(Cut& cut) {
  while (at_ < view_.size()) {
    const auto newline = view_.find('\n', at_);
    if (newline == std::string_view::npos && !eof_) return Step::kMore;
    const std::string_view line = view_.substr(at_, newline - at_);
    const auto last = line.find_last_not_of(" \t\r");
    if (last != std::string_view::npos && line[last] == '.' &&
        (last == 0 ||
         std::string_view(" \t\">])'").find(line[last - 1]) != std::string_view::npos)) {
      depth_ = 0;
      return finish(cut, at_ + last + 1, at_ + last + 1);
    }
    if (inside_graph_ && last != std::string_view::npos && line[last] == '}' &&
        line.find_first_not_of(" \t") == last) {
      depth_ = 0;
      return finish(cut, at_ + last, at_ + last);
    }
    at_ = newline == std::string_view::npos ? view_.size() : newline + 1;
  }
  return Step::kMore;
}

StatementCutter::Step StatementCutter::open_iri() {
  std::size_t odd = 0;  // the first character that no IRI holds
  for (std::size_t i = at_ + 1; i < view_.size(); ++i) {
    const char c = view_[i];
    if (!kIriStop[static_cast<unsigned char>(c)]) continue;
    if (c == '>') {
      if (odd > 0) fault("an IRI holds " + spelled(view_[odd]), odd);
      at_ = i + 1;
      ++token_;
      return Step::kOn;
    }
    if (c == '\n' || c == '\r') {
      fault("an IRI does not end with '>'", at_);
      return lose(at_);
    }
    if (c != '\\') {
      if (odd == 0) odd = i;
      continue;
    }
    if (view_.size() - i < 11 && !eof_) return Step::kMore;
    const std::size_t digits = i + 1 < view_.size() && view_[i + 1] == 'U' ? 8 : 4;
    std::uint32_t code = 0;
    if (view_.size() - i < digits + 2 || !hex_value(view_.substr(i + 2, digits), code) ||
        !is_scalar(code)) {
      fault("an escape in an IRI that is no Unicode character", i);
    }
  }
  if (eof_) fault("an IRI does not end with '>'", at_);
  return Step::kMore;
}

// REQUIRES: at_ at a backslash inside a string.
StatementCutter::Step StatementCutter::backslash() {
  if (lacks(11)) return Step::kMore;
  const char kind = peek(1);
  if (kind == 'u' || kind == 'U') {
    const std::size_t digits = kind == 'u' ? 4 : 8;
    std::uint32_t code = 0;
    if (view_.size() - at_ < digits + 2 || !hex_value(view_.substr(at_ + 2, digits), code) ||
        !is_scalar(code)) {
      fault("an escape that is no Unicode character", at_);
    }
  } else if (std::string_view("tbnrf\"'\\").find(kind) == std::string_view::npos) {
    fault(escape_reason(kind), at_);
  }
  at_ = std::min(at_ + 2, view_.size());
  return Step::kOn;
}

StatementCutter::Step StatementCutter::open_string(char quote) {
  if (lacks(3)) return Step::kMore;
  if (peek(1) == quote && peek(2) == quote) {
    long_quote_ = quote;
    at_ += 3;
    ++token_;
    return Step::kOn;
  }
  return short_string(quote);
}

StatementCutter::Step StatementCutter::short_string(char quote) {
  const std::size_t begin = at_;
  const std::size_t edits = edits_.size();
  ++at_;
  while (at_ < view_.size()) {
    const char c = view_[at_];
    if (c == '\\') {
      if (backslash() == Step::kMore) break;
    } else if (c == '\n' || c == '\r') {
      fault("a string does not end on its line", begin);
      edits_.resize(edits);
      return lose(begin);
    } else if (c == '\0') {
      edits_.push_back({at_++, 1, kEscapedZero});
    } else {
      ++at_;
      if (c == quote) {
        ++token_;
        string_end_ = at_;
        return Step::kOn;
      }
    }
  }
  if (eof_) fault("a string does not end", begin);
  at_ = eof_ ? view_.size() : begin;
  edits_.resize(edits);  // it will be met again
  return Step::kMore;
}

// Goes on inside a long string; at_ moves with it, so that a view can be let go.
StatementCutter::Step StatementCutter::long_string() {
  while (at_ < view_.size()) {
    const char c = view_[at_];
    if (c == '\\') {
      if (backslash() == Step::kMore) return Step::kMore;
    } else if (c == long_quote_) {
      if (lacks(3)) return Step::kMore;
      if (peek(1) == long_quote_ && peek(2) == long_quote_) {
        at_ += 3;
        string_end_ = at_;
        long_quote_ = 0;
        return Step::kOn;
      }
      edits_.push_back({at_++, 0, "\\"});
    } else {
      if (c == '\0') edits_.push_back({at_, 1, kEscapedZero});
      ++at_;
    }
  }
  if (eof_) fault("a long string does not end", begin_);
  return Step::kMore;
}

StatementCutter::Step StatementCutter::at_sign(Cut& cut) {
  std::size_t end = at_ + 1;
  while (end < view_.size() &&
         (is_letter(view_[end]) || is_digit(view_[end]) || view_[end] == '-')) {
    ++end;
  }
  if (end == view_.size() && !eof_) return Step::kMore;
  const std::string_view name = view_.substr(at_ + 1, end - at_ - 1);
  const bool directive = name == "prefix" || name == "base";
  if (directive && token_ > 0 && string_end_ != at_) {
    lost_dot(cut, at_);
    return finish(cut, at_, at_);
  }
  if (directive && token_ == 0) {
    directive_ = true;
    if (inside_graph_) fault("a directive cannot stand inside a graph", at_);
  }
  at_ = end;
  ++token_;
  return Step::kOn;
}

// Whether a number holds the '.' at `dot`: digits follow, or an exponent.
bool StatementCutter::number_goes_on(std::size_t dot, bool& more) const {
  const std::string_view rest = view_.substr(dot + 1, 3);
  more = rest.size() < 3 && !eof_;
  if (rest.empty()) return false;
  if (is_digit(rest[0])) return true;
  if (rest[0] != 'e' && rest[0] != 'E') return false;
  if (rest.size() > 1 && is_digit(rest[1])) return true;
  return rest.size() > 2 && (rest[1] == '+' || rest[1] == '-') && is_digit(rest[2]);
}

// Where the word goes on behind the dots at `dot`, or npos where it ends before them.
std::size_t StatementCutter::behind_dots(std::size_t begin, std::size_t dot, bool& more) const {
  const char first = view_[begin];
  const bool number = is_digit(first) || first == '+' || first == '-' || first == '.';
  if (number) return number_goes_on(dot, more) ? dot + 1 : std::string_view::npos;
  const auto next = view_.find_first_not_of('.', dot);
  more = next == std::string_view::npos && !eof_;
  if (next == std::string_view::npos) return next;
  return is_word(view_[next]) && view_[next] != '+' ? next : std::string_view::npos;
}

StatementCutter::Step StatementCutter::word() {
  const std::size_t begin = at_;
  std::size_t end = at_;
  while (end < view_.size()) {
    const char c = view_[end];
    if (c == '.') {
      bool wanted = false;
      const std::size_t next = behind_dots(begin, end, wanted);
      if (wanted) return Step::kMore;
      if (next == std::string_view::npos) break;
      end = next;
    } else if (is_word(c)) {
      end += c == '\\' ? 2 : 1;
    } else {
      break;
    }
  }
  if (end >= view_.size()) {
    if (!eof_) return Step::kMore;
    end = view_.size();
  }
  const std::string_view text = view_.substr(begin, end - begin);
  at_ = end;
  if (token_ == 0) first_word(text);
  ++token_;
  if (text.starts_with("_:")) label(begin + 2);
  return Step::kOn;
}

void StatementCutter::first_word(std::string_view text) {
  if (!equals_ignoring_case(text, "PREFIX") && !equals_ignoring_case(text, "BASE")) return;
  sparql_directive_ = directive_ = true;
  if (inside_graph_) fault("a directive cannot stand inside a graph", begin_);
}

void StatementCutter::label(std::size_t begin) {
  const char first = begin < view_.size() ? view_[begin] : '\0';
  if (first == 'b' || first == 'B' || first == 'x') edits_.push_back({begin, 0, "x"});
}

}  // namespace rednode::catalogue
