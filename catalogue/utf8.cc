#include "catalogue/utf8.h"

#include <algorithm>

namespace rednode::catalogue {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

constexpr Range kNameBase[] = {
    {'A', 'Z'},       {'a', 'z'},       {0x00c0, 0x00d6}, {0x00d8, 0x00f6},   {0x00f8, 0x02ff},
    {0x0370, 0x037d}, {0x037f, 0x1fff}, {0x200c, 0x200d}, {0x2070, 0x218f},   {0x2c00, 0x2fef},
    {0x3001, 0xd7ff}, {0xf900, 0xfdcf}, {0xfdf0, 0xfffd}, {0x10000, 0xeffff},
};
constexpr Range kNameMore[] = {
    {'-', '-'}, {'0', '9'}, {'_', '_'}, {0x00b7, 0x00b7}, {0x0300, 0x036f}, {0x203f, 0x2040},
};

template <std::size_t N>
bool within(const Range (&ranges)[N], std::uint32_t code) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [code](Range r) { return code >= r.first && code <= r.last; });
}

std::uint32_t octet(char c) {
  return static_cast<unsigned char>(c);
}

}  // namespace

Character character_at(std::string_view text, std::size_t at) {
  const std::uint32_t lead = octet(text[at]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  std::uint32_t code = lead & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length && at + i < text.size(); ++i) {
    code = code << 6 | (octet(text[at + i]) & 0x3f);
  }
  return {code, length};
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto push = [&out](std::uint32_t value) { out.push_back(static_cast<char>(value)); };
  if (code < 0x80) {
    push(code);
  } else if (code < 0x800) {
    push(0xc0 | code >> 6);
    push(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    push(0xe0 | code >> 12);
    push(0x80 | (code >> 6 & 0x3f));
    push(0x80 | (code & 0x3f));
  } else {
    push(0xf0 | code >> 18);
    push(0x80 | (code >> 12 & 0x3f));
    push(0x80 | (code >> 6 & 0x3f));
    push(0x80 | (code & 0x3f));
  }
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (octet(c) & 0xc0) != 0x80; }));
}

bool is_name_base(std::uint32_t code) {
  return within(kNameBase, code);
}

bool is_name_character(std::uint32_t code) {
  return within(kNameBase, code) || within(kNameMore, code);
}

bool hex_value(std::string_view digits, std::uint32_t& value) {
  value = 0;
  for (const char c : digits) {
    std::uint32_t digit = 0;
    if (c >= '0' && c <= '9') {
      digit = octet(c) - '0';
    } else if (c >= 'a' && c <= 'f') {
      digit = octet(c) - 'a' + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = octet(c) - 'A' + 10;
    } else {
      return false;
    }
    value = value << 4 | digit;
  }
  return true;
}

}  // namespace rednode::catalogue
