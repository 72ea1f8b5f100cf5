// LineReader: texts of lines that prove something (notes, proofs, evidence, certificates), taken
// off the front. Every form has one spelling, so that no octet of such a text can be changed
// unseen: numbers are decimal without leading zeroes, digests are base64 (RFC 4648, section 4,
// padded).
//
// Thread rule: value type. The views live as long as the text.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/digest.h"

namespace rednode::base {

// kInvalid where the text is anything else.
Result<std::uint64_t> parse_number(std::string_view text);
Result<Digest> parse_digest(std::string_view text);

class LineReader {
 public:
  explicit LineReader(BytesView text) : rest_(text) {}

  // Each kInvalid where the text is cut, or the line is of another form.
  Result<BytesView> line();  // without its newline
  Result<std::uint64_t> number();
  Result<Digest> digest();
  Result<BytesView> octets(std::uint64_t count);

  BytesView rest() const { return rest_; }
  bool empty() const { return rest_.empty(); }

 private:
  BytesView rest_;
};

}  // namespace rednode::base
