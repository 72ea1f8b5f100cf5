#include "node/http/target.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/limits.h"

namespace rednode::node {
namespace {

namespace limits = base::limits;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

// In queries a plus sign is a space, as forms write it (application/x-www-form-urlencoded).
base::Result<std::string> decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(plus_is_space && text[i] == '+' ? ' ' : text[i]);
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      return base::invalid("the URL has a % without two hexadecimal digits: write %25 for it");
    }
    out.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  if (std::ranges::any_of(out, is_control) || !base::is_utf8(out)) {
    return base::invalid("the URL has octets that are no text: encode UTF-8, without controls");
  }
  return out;
}

// What stands before the path in the absolute form is the host, which a node does not look at.
base::Result<std::string_view> from_path(std::string_view text) {
  if (text.starts_with('/')) return text;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme)) continue;
    text.remove_prefix(scheme.size());
    const auto end = text.find_first_of("/?");
    if (end == 0 || text.empty()) break;
    if (end == text.npos || text[end] == '?') return base::invalid("the URL has no path");
    return text.substr(end);
  }
  return base::invalid("the request names no path: it must begin with /");
}

base::Status parse_query(std::string_view text, std::vector<HttpField>& query) {
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    if (query.size() == limits::kHttpQueryFieldsMax) {
      return base::invalid("the query has more than " +
                           std::to_string(limits::kHttpQueryFieldsMax) + " fields");
    }
    const auto sign = std::min(pair.find('='), pair.size());
    REDNODE_TRY(auto name, decoded(pair.substr(0, sign), true));
    REDNODE_TRY(auto value, decoded(pair.substr(std::min(sign + 1, pair.size())), true));
    query.push_back({std::move(name), std::move(value)});
  }
  return {};
}

}  // namespace

base::Result<Target> parse_target(std::string_view text) {
  if (text.size() > limits::kHttpTargetBytesMax) {
    return base::exhausted("the URL is longer than " + std::to_string(limits::kHttpTargetBytesMax) +
                           " octets");
  }
  if (text.find('#') != text.npos)
    return base::invalid("the URL has a #: it stays with the reader");
  REDNODE_TRY(auto rest, from_path(text));
  const auto mark = std::min(rest.find('?'), rest.size());
  std::string_view path = rest.substr(0, mark);
  Target target;
  do {
    path.remove_prefix(1);  // the slash
    const auto end = std::min(path.find('/'), path.size());
    REDNODE_TRY(auto segment, decoded(path.substr(0, end), false));
    target.segments.push_back(std::move(segment));
    path.remove_prefix(end);
  } while (!path.empty());
  REDNODE_CHECK(parse_query(rest.substr(std::min(mark + 1, rest.size())), target.query));
  return target;
}

}  // namespace rednode::node
