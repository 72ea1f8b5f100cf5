#include "catalogue/json_cutter.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/limits.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

// Brackets that are open at once in a record that is passed over.
constexpr std::size_t kBracketsMax = 1 << 20;

constexpr std::string_view kSpace = " \t\r\n";

// Behind a line that ends in a text: does the next one look like JSON, so that the text's quote is
// missing, or like prose, so that the line end is only not escaped?
bool resumes(std::string_view view, std::size_t next) {
  constexpr std::string_view kStarts = "\"{}]";
  return next != std::string_view::npos && kStarts.find(view[next]) != std::string_view::npos;
}

}  // namespace

JsonCutter::Cut JsonCutter::next(std::string_view view, bool eof) {
  if (in_record_) return record(view, eof, 0);
  if (value_given_) value_done();
  Cut cut;
  if (passing_line_ && !pass_line(view, eof, cut)) return cut;
  for (std::size_t at = cut.consumed;;) {
    const JsonToken met = json_token(view, at, eof);
    if (met.kind == JsonToken::Kind::kMore) {
      cut.consumed = met.begin;
      if (met.end - met.begin <= limits::kSourceTokenBytesMax) return cut;
      cut.kind = Kind::kStop;
      cut.fault = "a value outside of records has more than " +
                  std::to_string(limits::kSourceTokenBytesMax) + " bytes";
      return cut;
    }
    if (token(met, view, eof, cut)) return cut;
    at = met.end;
    if (in_record_) return record(view, eof, met.begin);
  }
}

// True where `cut` is made.
bool JsonCutter::token(const JsonToken& token, std::string_view view, bool eof, Cut& cut) {
  using Token = JsonToken::Kind;
  cut.begin = token.begin;
  cut.end = cut.consumed = token.end;
  const bool wants_value = expect_ == Expect::kValue || expect_ == Expect::kValueOrEnd;
  const bool wants_name = expect_ == Expect::kName || expect_ == Expect::kNameOrEnd;
  if (token.kind == Token::kEnd) {
    cut.kind = frames_.empty() ? Kind::kEnd : Kind::kStop;
    if (!frames_.empty()) cut.fault = "the document ends in the middle: is it complete?";
    return true;
  }
  if (wants_name && token.kind == Token::kText) {
    names_.push_back(json_text(view.substr(token.begin, token.end - token.begin)));
    named_ = true;
    expect_ = Expect::kColon;
    return false;
  }
  if (expect_ == Expect::kColon && token.kind == Token::kColon) {
    expect_ = Expect::kValue;
    return false;
  }
  if (expect_ == Expect::kComma && token.kind == Token::kComma) {
    expect_ = frames_.back().object ? Expect::kName : Expect::kValue;
    return false;
  }
  const bool closes = token.kind == Token::kCloseObject || token.kind == Token::kCloseList;
  if (closes &&
      (expect_ == Expect::kComma || expect_ == Expect::kNameOrEnd ||
       expect_ == Expect::kValueOrEnd) &&
      close(token.kind == Token::kCloseObject)) {
    return false;
  }
  if (wants_value) return value(token, view, eof, cut);
  return misplaced(token, view, eof, cut);
}

bool JsonCutter::value(const JsonToken& token, std::string_view view, bool eof, Cut& cut) {
  using Token = JsonToken::Kind;
  const std::vector<std::string_view> place(names_.begin(), names_.end());
  switch (token.kind) {
    case Token::kOpenObject:
      if (place.size() == records_.names.size() && is_below(place, records_)) {
        in_record_ = true;
        looked_at_ = 0;
        return false;
      }
      return !open(true) && misplaced(token, view, eof, cut);
    case Token::kOpenList:
      return !open(false) && misplaced(token, view, eof, cut);
    case Token::kText:
    case Token::kScalar:
      // In JSON lines a line is an object; a bare word is no value of anything.
      if (frames_.empty()) return misplaced(token, view, eof, cut);
      cut.kind = Kind::kValue;
      value_given_ = true;
      return true;
    default:
      return misplaced(token, view, eof, cut);
  }
}

bool JsonCutter::open(bool object) {
  if (frames_.size() >= limits::kJsonNestingMax) return false;
  frames_.push_back({object, named_});
  named_ = false;
  expect_ = object ? Expect::kNameOrEnd : Expect::kValueOrEnd;
  return true;
}

bool JsonCutter::close(bool object) {
  if (frames_.empty() || frames_.back().object != object) return false;
  named_ = frames_.back().named;
  frames_.pop_back();
  value_done();
  return true;
}

void JsonCutter::value_done() {
  if (named_) names_.pop_back();
  named_ = value_given_ = false;
  expect_ = frames_.empty() ? Expect::kValue : Expect::kComma;
}

bool JsonCutter::misplaced(const JsonToken& token, std::string_view view, bool eof, Cut& cut) {
  using Token = JsonToken::Kind;
  cut.kind = Kind::kFault;
  if (frames_.empty()) {
    cut.fault = "here a JSON object must begin";
    cut.consumed = token.begin;
    passing_line_ = true;
    pass_line(view.substr(token.begin), eof, cut);
    cut.kind = Kind::kFault;
    cut.end = cut.consumed += token.begin;
    return true;
  }
  cut.consumed = token.begin;
  const bool begins_value = token.kind == Token::kOpenObject || token.kind == Token::kOpenList;
  if (expect_ == Expect::kComma && begins_value && !frames_.back().object) {
    cut.fault = "a comma is missing before this";
    expect_ = Expect::kValue;
  } else if (expect_ == Expect::kValue && token.kind == Token::kCloseList && !named_ &&
             !frames_.back().object) {
    cut.fault = "a comma stands before the end of a list";
    expect_ = Expect::kComma;
  } else {
    cut.kind = Kind::kStop;
    cut.fault = frames_.size() >= limits::kJsonNestingMax
                    ? "it nests deeper than " + std::to_string(limits::kJsonNestingMax)
                    : "the JSON is broken here, outside of the records";
  }
  return true;
}

// Passes to the end of the line. False, and a kMore, where the view does not have it.
bool JsonCutter::pass_line(std::string_view view, bool eof, Cut& cut) {
  const auto end = view.find('\n');
  passing_line_ = end == std::string_view::npos && !eof;
  cut.kind = Kind::kMore;
  cut.consumed = end == std::string_view::npos ? view.size() : end + 1;
  return !passing_line_;
}

JsonCutter::Cut JsonCutter::record(std::string_view view, bool eof, std::size_t begin) {
  Cut cut;
  cut.begin = cut.consumed = begin;
  for (std::size_t at = begin + looked_at_; at < view.size(); ++at) {
    const char c = view[at];
    if (in_text_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_text_ = false;
      } else if (c == '\n') {
        const auto next = view.find_first_not_of(kSpace, at);
        if (next == std::string_view::npos && !eof) {
          looked_at_ = at - begin;
          return cut;
        }
        broken("a text does not end on its line");
        in_text_ = !resumes(view, next);
        // Blank lines of the text are looked at once.
        if (in_text_) at = std::min(next, view.size()) - 1;
      }
      if (in_text_ || c != '\n') continue;
    }
    if (c == '"') {
      in_text_ = true;
    } else if (c == '\n' && frames_.empty() && at + 1 == view.size() && !eof) {
      looked_at_ = at - begin;
      return cut;
    } else if (c == '\n' && begins_next(view, at)) {
      broken("it does not end before the next one begins");
      return finish(begin, at);
    } else if ((c == '{' || c == '[' || c == '}' || c == ']') &&
               record_bracket(c, begin, at, cut)) {
      return cut;
    }
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') last_ = c;
  }
  looked_at_ = view.size() - begin;
  if (!eof) return cut;
  broken("the document ends within it");
  return finish(begin, view.size());
}

// True where the record ends with it.
bool JsonCutter::record_bracket(char c, std::size_t begin, std::size_t at, Cut& cut) {
  if (c == '{' || c == '[') {
    if (brackets_.size() >= limits::kJsonNestingMax) broken("it nests too deep");
    if (brackets_.size() < kBracketsMax) brackets_.push_back(c);
    return false;
  }
  const auto opened = brackets_.rfind(c == '}' ? '{' : '[');
  if (opened == std::string::npos) {
    broken("a bracket is closed that is not open in it");
    cut = finish(begin, at);
    return true;
  }
  if (opened + 1 != brackets_.size()) broken("brackets do not match");
  brackets_.resize(opened);
  if (!brackets_.empty()) return false;
  cut = finish(begin, at + 1);
  return true;
}

bool JsonCutter::begins_next(std::string_view view, std::size_t at) const {
  constexpr std::string_view kBefore = ",:[";
  return frames_.empty() && at + 1 < view.size() && view[at + 1] == '{' &&
         kBefore.find(last_) == std::string_view::npos;
}

JsonCutter::Cut JsonCutter::finish(std::size_t begin, std::size_t end) {
  Cut cut{Kind::kRecord, begin, end, end, std::move(fault_)};
  fault_.clear();
  brackets_.clear();
  in_record_ = in_text_ = escaped_ = false;
  last_ = 0;
  looked_at_ = 0;
  value_done();
  return cut;
}

void JsonCutter::broken(const char* fault) {
  if (fault_.empty()) fault_ = fault;
}

}  // namespace rednode::catalogue
