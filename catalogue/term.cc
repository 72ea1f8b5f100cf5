#include "catalogue/term.h"

#include <array>

#include "catalogue/names.h"
#include "catalogue/utf8.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

// Zero: stands for itself. 'u': needs \u00XX. 'x': begins U+FFFE or U+FFFF, perhaps, which are no
// characters of XML 1.1 and need \uFFFX. Another letter: needs a backslash and that letter.
constexpr std::array<char, 256> make_escapes() {
  std::array<char, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = 'u';
  table[0x7f] = 'u';
  table['\b'] = 'b';
  table['\t'] = 't';
  table['\n'] = 'n';
  table['\f'] = 'f';
  table['\r'] = 'r';
  table['"'] = '"';
  table['\\'] = '\\';
  table[0xef] = 'x';
  return table;
}
constexpr std::array<char, 256> kEscapes = make_escapes();

char unescaped(char c) {
  switch (c) {
    case 'b':
      return '\b';
    case 't':
      return '\t';
    case 'n':
      return '\n';
    case 'f':
      return '\f';
    case 'r':
      return '\r';
    default:
      return c;
  }
}

bool is_noncharacter(std::string_view text) {
  return text.starts_with("\xef\xbf\xbe") || text.starts_with("\xef\xbf\xbf");
}

// What stands behind the closing quote: nothing, "@nl" or "^^<iri>". A language tag and an IRI
// hold no quote, so the last one closes.
std::string_view suffix_of(std::string_view text) {
  return text.substr(text.rfind('"') + 1);
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::string_view escaped_lexical_of(std::string_view text) {
  return text.substr(1, text.rfind('"') - 1);
}

std::string lexical_of(std::string_view text) {
  const std::string_view escaped = escaped_lexical_of(text);
  std::string lexical;
  lexical.reserve(escaped.size());
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] != '\\' || i + 1 == escaped.size()) {
      lexical.push_back(escaped[i]);
    } else if (escaped[++i] == 'u' && i + 4 < escaped.size()) {
      std::uint32_t code = 0;
      hex_value(escaped.substr(i + 1, 4), code);
      append_utf8(lexical, code);
      i += 4;
    } else {
      lexical.push_back(unescaped(escaped[i]));
    }
  }
  return lexical;
}

std::string_view language_of(std::string_view text) {
  const std::string_view suffix = suffix_of(text);
  return !suffix.empty() && suffix.front() == '@' ? suffix.substr(1) : std::string_view{};
}

std::string_view datatype_of(std::string_view text) {
  const std::string_view suffix = suffix_of(text);
  if (suffix.empty()) return names::kXsdString;
  if (suffix.front() == '@') return names::kRdfLangString;
  return suffix.substr(3, suffix.size() - 4);
}

void append_iri(std::string& out, std::string_view iri) {
  out.push_back('<');
  out.append(iri);
  out.push_back('>');
}

void append_blank(std::string& out, std::string_view label) {
  out.append("_:");
  out.append(label);
}

void append_literal(std::string& out, std::string_view lexical, std::string_view datatype,
                    std::string_view language) {
  out.push_back('"');
  std::size_t plain = 0;
  for (std::size_t i = 0; i < lexical.size(); ++i) {
    const auto octet = static_cast<unsigned char>(lexical[i]);
    const char escape = kEscapes[octet];
    if (escape == 0) continue;
    if (escape == 'x') {
      if (!is_noncharacter(lexical.substr(i))) continue;
      out.append(lexical, plain, i - plain);
      out.append(lexical[i + 2] == '\xbe' ? "\\uFFFE" : "\\uFFFF");
      i += 2;
      plain = i + 1;
      continue;
    }
    out.append(lexical, plain, i - plain);
    plain = i + 1;
    out.push_back('\\');
    out.push_back(escape);
    if (escape == 'u') {
      out.append("00");
      out.push_back(kHex[octet >> 4]);
      out.push_back(kHex[octet & 0x0f]);
    }
  }
  out.append(lexical, plain);
  out.push_back('"');
  if (!language.empty()) {
    out.push_back('@');
    out.append(language);
  } else if (!datatype.empty() && datatype != names::kXsdString) {
    out.append("^^");
    append_iri(out, datatype);
  }
}

std::string iri_text(std::string_view iri) {
  std::string text;
  text.reserve(iri.size() + 2);
  append_iri(text, iri);
  return text;
}

std::string literal_text(std::string_view lexical, std::string_view datatype,
                         std::string_view language) {
  std::string text;
  text.reserve(lexical.size() + 2);
  append_literal(text, lexical, datatype, language);
  return text;
}

bool is_language_tag(std::string_view tag) {
  bool first = true;
  std::size_t length = 0;
  for (const char c : tag) {
    if (c == '-') {
      if (length == 0) return false;
      first = false;
      length = 0;
    } else if (is_letter(c) || (!first && is_digit(c))) {
      ++length;
    } else {
      return false;
    }
  }
  return length > 0;
}

}  // namespace rednode::catalogue
