#include "base/lines.h"

#include <charconv>

namespace rednode::base {

Result<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || (text.size() > 1 && text[0] == '0')) {
    return invalid("\"" + std::string(text.substr(0, 40)) + "\" stands where a number belongs");
  }
  return number;
}

Result<Digest> parse_digest(std::string_view text) {
  REDNODE_TRY(const auto bytes, from_base64(text));
  return digest_from(bytes);
}

Result<BytesView> LineReader::line() {
  const auto end = rest_.find('\n');
  if (end == BytesView::npos) return invalid("the file is cut");
  const BytesView line = rest_.substr(0, end);
  rest_.remove_prefix(end + 1);
  return line;
}

Result<std::uint64_t> LineReader::number() {
  REDNODE_TRY(const auto text, line());
  return parse_number(text);
}

Result<Digest> LineReader::digest() {
  REDNODE_TRY(const auto text, line());
  return parse_digest(text);
}

Result<BytesView> LineReader::octets(std::uint64_t count) {
  if (count > rest_.size()) return invalid("the file is cut");
  const BytesView octets = rest_.substr(0, static_cast<std::size_t>(count));
  rest_.remove_prefix(octets.size());
  return octets;
}

}  // namespace rednode::base
