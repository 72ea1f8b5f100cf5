// Unicode characters in UTF-8, as the grammars of Turtle and N-Triples speak of them.
//
// Thread rule: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rednode::catalogue {

// The character at text[at] and its length. REQUIRES: well-formed UTF-8 and at < text.size().
struct Character {
  std::uint32_t code;
  std::size_t length;
};
Character character_at(std::string_view text, std::size_t at);

// REQUIRES: a Unicode scalar value.
void append_utf8(std::string& out, std::uint32_t code);

// The number of characters. Counts what is not UTF-8 somehow.
std::size_t count_characters(std::string_view text);

// PN_CHARS_BASE, PN_CHARS_U and PN_CHARS of Turtle (W3C, 2014), section 6.5.
bool is_name_base(std::uint32_t code);
bool is_name_character(std::uint32_t code);

// The hexadecimal value of the digits, or nothing where one is none: false.
bool hex_value(std::string_view digits, std::uint32_t& value);

// Surrogates and what lies beyond U+10FFFF are no characters.
inline bool is_scalar(std::uint32_t code) {
  return code < 0xd800 || (code > 0xdfff && code <= 0x10ffff);
}

}  // namespace rednode::catalogue
