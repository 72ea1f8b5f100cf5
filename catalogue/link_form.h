// What stands where a link should: for the report on a catalogue's quality.
//
// Thread rule: pure functions.
#pragma once

#include <cstdint>
#include <string_view>

namespace rednode::catalogue {

enum class LinkForm : std::uint8_t {
  kWeb,          // an http or https IRI
  kOtherScheme,  // another IRI
  kText,         // a literal, however much it looks like a link
  kNested,       // a blank node
  kMalformed,    // an http or https IRI that no client can open
};
inline constexpr std::size_t kLinkForms = 5;

// REQUIRES: the text of a term (catalogue/term.h).
//
// Malformed, by RFC 3986 and RFC 9110 section 4.2: no host, a host with a character that no host
// has, a port that is no number, a % that two hexadecimal digits do not follow, two schemes.
LinkForm link_form(std::string_view text);

}  // namespace rednode::catalogue
