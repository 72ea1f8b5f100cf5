// Bytes: strings of octets, and their text forms (hexadecimal, RFC 4648 base64).
//
// Thread rule: value types and pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rednode::base {

using Bytes = std::string;
using BytesView = std::string_view;

std::string to_hex(BytesView bytes);
Result<Bytes> from_hex(std::string_view text);

// Standard alphabet with padding, as C2SP signed notes use it.
std::string to_base64(BytesView bytes);
// Strict: refuses other alphabets, missing or superfluous padding, and non-zero trailing bits.
Result<Bytes> from_base64(std::string_view text);

// True where the text is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

// Big-endian integers, so that keys sort as numbers do.
void append_u16(Bytes& out, std::uint16_t value);
void append_u32(Bytes& out, std::uint32_t value);
void append_u64(Bytes& out, std::uint64_t value);

// Reads what append_u16 and its like wrote, and varints, from the front of a view. Every take
// returns false, and leaves the view alone, where it is too short.
class ByteReader {
 public:
  explicit ByteReader(BytesView bytes) : rest_(bytes) {}
  bool take_u8(std::uint8_t& value);
  bool take_u16(std::uint16_t& value);
  bool take_u32(std::uint32_t& value);
  bool take_u64(std::uint64_t& value);
  bool take_varint(std::uint64_t& value);
  bool take_bytes(std::size_t count, BytesView& value);
  BytesView rest() const { return rest_; }
  bool empty() const { return rest_.empty(); }

 private:
  BytesView rest_;
};

// LEB128, at most ten bytes.
void append_varint(Bytes& out, std::uint64_t value);

}  // namespace rednode::base
