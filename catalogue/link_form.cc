#include "catalogue/link_form.h"

#include <algorithm>

#include "catalogue/term.h"

namespace rednode::catalogue {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_hex(char c) {
  return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool begins_with(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), text.begin(),
                                                    [](char a, char b) { return a == small(b); });
}

bool escapes_are_whole(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') continue;
    if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
  }
  return true;
}

// A registered name with letters of any script, or an address in brackets.
bool is_host(std::string_view host) {
  if (host.empty() || host.front() == '.' || host.front() == '-') return false;
  if (host.front() == '[') return host.size() > 2 && host.back() == ']';
  return std::all_of(host.begin(), host.end(), [](char c) {
    const bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    return letter || is_digit(c) || c == '-' || c == '.' || c == '_' || (c & 0x80) != 0;
  });
}

// What follows "http://" or "https://".
bool can_be_opened(std::string_view rest) {
  std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (begins_with(rest, "http:") || begins_with(rest, "https:")) return false;
  if (const auto user = authority.rfind('@'); user != authority.npos) {
    authority.remove_prefix(user + 1);
  }
  const auto colon = authority.rfind(':');
  if (colon != authority.npos && authority.back() != ']') {
    const std::string_view port = authority.substr(colon + 1);
    if (port.size() > 5 || !std::all_of(port.begin(), port.end(), is_digit)) return false;
    authority = authority.substr(0, colon);
  }
  return is_host(authority) && escapes_are_whole(rest);
}

}  // namespace

LinkForm link_form(std::string_view text) {
  if (is_literal(text)) return LinkForm::kText;
  if (is_blank(text)) return LinkForm::kNested;
  std::string_view iri = iri_of(text);
  if (!begins_with(iri, "http:") && !begins_with(iri, "https:")) return LinkForm::kOtherScheme;
  iri.remove_prefix(iri.find(':') + 1);
  if (!iri.starts_with("//")) return LinkForm::kMalformed;
  return can_be_opened(iri.substr(2)) ? LinkForm::kWeb : LinkForm::kMalformed;
}

}  // namespace rednode::catalogue
