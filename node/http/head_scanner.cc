#include "node/http/head_scanner.h"

#include <string>

#include "base/limits.h"

namespace rednode::node {
namespace {

namespace limits = base::limits;

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

// A tab may stand between words; every other control character is a trick or an accident.
bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
}

}  // namespace

// `line` without its CR and LF.
base::Status HeadScanner::end_line(base::BytesView line) {
  for (const char c : line) {
    if (is_control(c)) return base::invalid("the head of the request has a control character");
  }
  if (fields_ == 0) return {};  // the request line
  if (is_space(line[0])) {
    return base::invalid("a header field is continued on a second line: write it on one");
  }
  const auto colon = line.find(':');
  if (colon == base::BytesView::npos || colon == 0 || is_space(line[colon - 1])) {
    return base::invalid("a header field is not NAME: VALUE");
  }
  if (fields_ > limits::kHttpFieldsMax) {
    return base::exhausted("the request has more than " + std::to_string(limits::kHttpFieldsMax) +
                           " header fields");
  }
  return {};
}

base::Result<std::optional<std::size_t>> HeadScanner::scan(base::BytesView bytes) {
  for (; at_ < bytes.size(); ++at_) {
    if (at_ == limits::kHttpHeadBytesMax) {
      return base::exhausted("the head of the request is longer than " +
                             std::to_string(limits::kHttpHeadBytesMax) + " octets");
    }
    if (bytes[at_] != '\n') continue;
    if (at_ == line_ || bytes[at_ - 1] != '\r') {
      return base::invalid("a line of the request ends without CR");
    }
    const auto line = bytes.substr(line_, at_ - 1 - line_);
    if (line.empty() && fields_ > 0) return std::optional(at_ + 1);
    if (line.empty()) return base::invalid("the request begins with an empty line");
    REDNODE_CHECK(end_line(line));
    ++fields_;
    line_ = at_ + 1;
  }
  return std::optional<std::size_t>();
}

}  // namespace rednode::node
