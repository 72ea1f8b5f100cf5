#include "catalogue/xml_text.h"

#include <algorithm>
#include <iterator>

#include "catalogue/names.h"
#include "catalogue/utf8.h"

namespace rednode::catalogue {
namespace {

// What XML itself gives these characters to, in text and in attributes.
std::string_view reference_for(char c, bool attribute) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '\r':
      return "&#xD;";
    case '"':
      return attribute ? "&quot;" : "";
    case '\t':
      return attribute ? "&#x9;" : "";
    case '\n':
      return attribute ? "&#xA;" : "";
    default:
      return "";
  }
}

void append(std::string& out, std::string_view text, bool attribute) {
  for (const char c : text) {
    const std::string_view reference = reference_for(c, attribute);
    if (reference.empty()) {
      out.push_back(c);
    } else {
      out.append(reference);
    }
  }
}

// Letters in every edition; the fifth has many more, which parsers of the others refuse.
bool is_letter(std::uint32_t code) {
  constexpr struct {
    std::uint32_t first, last;
  } kLetters[] = {{'A', 'Z'},       {'_', '_'},      {'a', 'z'},     {0xc0, 0xd6},
                  {0xd8, 0xf6},     {0xf8, 0x131},   {0x3a3, 0x3ce}, {0x40e, 0x44f},
                  {0x4e00, 0x9fa5}, {0xac00, 0xd7a3}};
  return std::any_of(std::begin(kLetters), std::end(kLetters),
                     [code](auto range) { return code >= range.first && code <= range.last; });
}

bool is_in_name(std::uint32_t code) {
  return is_letter(code) || (code >= '0' && code <= '9') || code == '-' || code == '.';
}

// Namespaces that XML keeps for itself.
bool is_reserved(std::string_view space) {
  return space.empty() || space == names::kXmlNamespace || space == "http://www.w3.org/2000/xmlns/";
}

}  // namespace

std::size_t forbidden_in_xml(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto octet = static_cast<unsigned char>(text[i]);
    if (octet < 0x20 && octet != '\t' && octet != '\n' && octet != '\r') return i;
    if (octet != 0xef) continue;
    const std::string_view character = text.substr(i, 3);
    if (character == "\xef\xbf\xbe" || character == "\xef\xbf\xbf") return i;
  }
  return std::string_view::npos;
}

void append_xml_text(std::string& out, std::string_view text) {
  append(out, text, false);
}

void append_xml_value(std::string& out, std::string_view value) {
  append(out, value, true);
}

std::size_t local_name_of(std::string_view iri) {
  std::size_t found = std::string_view::npos;
  for (std::size_t at = iri.size(); at > 0;) {
    --at;
    if ((static_cast<unsigned char>(iri[at]) & 0xc0) == 0x80) continue;  // within a character
    const std::uint32_t code = character_at(iri, at).code;
    if (!is_in_name(code)) break;
    if (is_letter(code) && !is_reserved(iri.substr(0, at))) found = at;
  }
  return found;
}

}  // namespace rednode::catalogue
