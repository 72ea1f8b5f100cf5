#include "base/bytes.h"

#include <array>

namespace rednode::base {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::uint8_t octet(char c) {
  return static_cast<std::uint8_t>(c);
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

int base64_value(char c) {
  const auto at = kBase64Digits.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

template <typename T>
void append_big_endian(Bytes& out, T value) {
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(value >> shift & 0xff));
  }
}

template <typename T>
bool take_big_endian(BytesView& rest, T& value) {
  if (rest.size() < sizeof(T)) return false;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) sum = sum << 8 | octet(rest[i]);
  value = static_cast<T>(sum);
  rest.remove_prefix(sizeof(T));
  return true;
}

// The length of the well-formed sequence that starts at text[at], or 0.
std::size_t utf8_sequence(std::string_view text, std::size_t at) {
  const std::uint8_t lead = octet(text[at]);
  if (lead < 0x80) return 1;
  std::size_t length = 0;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) {
    length = 2;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    length = 3;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    length = 4;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
  } else {
    return 0;
  }
  if (text.size() - at < length) return 0;
  if (octet(text[at + 1]) < low || octet(text[at + 1]) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((octet(text[at + i]) & 0xc0) != 0x80) return 0;
  }
  return length;
}

}  // namespace

std::string to_hex(BytesView bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    text.push_back(kHexDigits[octet(c) >> 4]);
    text.push_back(kHexDigits[octet(c) & 0x0f]);
  }
  return text;
}

Result<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return invalid("hexadecimal text has an odd length");
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return invalid("not a hexadecimal digit");
    bytes.push_back(static_cast<char>(high << 4 | low));
  }
  return bytes;
}

std::string to_base64(BytesView bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = bytes.size() - i;
    std::uint32_t group = static_cast<std::uint32_t>(octet(bytes[i])) << 16;
    if (left > 1) group |= static_cast<std::uint32_t>(octet(bytes[i + 1])) << 8;
    if (left > 2) group |= octet(bytes[i + 2]);
    text.push_back(kBase64Digits[group >> 18 & 63]);
    text.push_back(kBase64Digits[group >> 12 & 63]);
    text.push_back(left > 1 ? kBase64Digits[group >> 6 & 63] : '=');
    text.push_back(left > 2 ? kBase64Digits[group & 63] : '=');
  }
  return text;
}

Result<Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return invalid("base64 text is not a multiple of four characters");
  Bytes bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const bool last = i + 4 == text.size();
    std::size_t padding = 0;
    if (last && text[i + 3] == '=') padding = text[i + 2] == '=' ? 2 : 1;
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      const int digit = j < 4 - padding ? base64_value(text[i + j]) : 0;
      if (digit < 0) return invalid("not a base64 character");
      group = group << 6 | static_cast<std::uint32_t>(digit);
    }
    if ((padding == 1 && (group & 0xff) != 0) || (padding == 2 && (group & 0xffff) != 0)) {
      return invalid("base64 text has non-zero trailing bits");
    }
    bytes.push_back(static_cast<char>(group >> 16 & 0xff));
    if (padding < 2) bytes.push_back(static_cast<char>(group >> 8 & 0xff));
    if (padding < 1) bytes.push_back(static_cast<char>(group & 0xff));
  }
  return bytes;
}

bool is_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = utf8_sequence(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

void append_u16(Bytes& out, std::uint16_t value) {
  append_big_endian(out, value);
}
void append_u32(Bytes& out, std::uint32_t value) {
  append_big_endian(out, value);
}
void append_u64(Bytes& out, std::uint64_t value) {
  append_big_endian(out, value);
}

void append_varint(Bytes& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

bool ByteReader::take_u8(std::uint8_t& value) {
  return take_big_endian(rest_, value);
}
bool ByteReader::take_u16(std::uint16_t& value) {
  return take_big_endian(rest_, value);
}
bool ByteReader::take_u32(std::uint32_t& value) {
  return take_big_endian(rest_, value);
}
bool ByteReader::take_u64(std::uint64_t& value) {
  return take_big_endian(rest_, value);
}

bool ByteReader::take_varint(std::uint64_t& value) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < rest_.size() && i < 10; ++i) {
    const std::uint64_t low = octet(rest_[i]) & 0x7f;
    if (i == 9 && low > 1) return false;
    sum |= low << (7 * i);
    if ((octet(rest_[i]) & 0x80) == 0) {
      value = sum;
      rest_.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

bool ByteReader::take_bytes(std::size_t count, BytesView& value) {
  if (rest_.size() < count) return false;
  value = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return true;
}

}  // namespace rednode::base
