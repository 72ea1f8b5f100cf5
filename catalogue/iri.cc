#include "catalogue/iri.h"

#include <array>
#include <cstdio>

namespace rednode::catalogue {
namespace {

constexpr std::array<bool, 256> make_forbidden() {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c <= 0x20; ++c) table[c] = true;
  for (const char c : std::string_view("<>\"{}|^`\\")) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr std::array<bool, 256> kForbidden = make_forbidden();

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The length of "scheme" in front of its colon, or npos.
std::size_t scheme_length(std::string_view iri) {
  if (iri.empty() || !is_letter(iri.front())) return std::string_view::npos;
  for (std::size_t i = 1; i < iri.size(); ++i) {
    const char c = iri[i];
    if (c == ':') return i;
    if (!is_letter(c) && !is_digit(c) && c != '+' && c != '-' && c != '.') break;
  }
  return std::string_view::npos;
}

struct Parts {
  std::string_view scheme, authority, path, query, fragment;
  bool has_scheme = false, has_authority = false, has_query = false, has_fragment = false;
};

// RFC 3986 appendix B.
Parts split(std::string_view iri) {
  Parts parts;
  if (const auto hash = iri.find('#'); hash != std::string_view::npos) {
    parts.has_fragment = true;
    parts.fragment = iri.substr(hash + 1);
    iri = iri.substr(0, hash);
  }
  if (const auto mark = iri.find('?'); mark != std::string_view::npos) {
    parts.has_query = true;
    parts.query = iri.substr(mark + 1);
    iri = iri.substr(0, mark);
  }
  if (const auto length = scheme_length(iri); length != std::string_view::npos) {
    parts.has_scheme = true;
    parts.scheme = iri.substr(0, length);
    iri.remove_prefix(length + 1);
  }
  if (iri.starts_with("//")) {
    parts.has_authority = true;
    iri.remove_prefix(2);
    const auto slash = iri.find('/');
    parts.authority = iri.substr(0, slash);
    iri = slash == std::string_view::npos ? std::string_view{} : iri.substr(slash);
  }
  parts.path = iri;
  return parts;
}

void drop_last_segment(std::string& path) {
  const auto slash = path.rfind('/');
  path.resize(slash == std::string::npos ? 0 : slash);
}

// RFC 3986 section 5.2.4.
std::string without_dot_segments(std::string_view in) {
  std::string out;
  while (!in.empty()) {
    if (in.starts_with("../")) {
      in.remove_prefix(3);
    } else if (in.starts_with("./")) {
      in.remove_prefix(2);
    } else if (in.starts_with("/./")) {
      in.remove_prefix(2);
    } else if (in == "/.") {
      in = "/";
    } else if (in.starts_with("/../")) {
      in.remove_prefix(3);
      drop_last_segment(out);
    } else if (in == "/..") {
      in = "/";
      drop_last_segment(out);
    } else if (in == "." || in == "..") {
      in = {};
    } else {
      const auto next = in.find('/', 1);
      out.append(in.substr(0, next));
      in = next == std::string_view::npos ? std::string_view{} : in.substr(next);
    }
  }
  return out;
}

std::string merged_path(const Parts& base, std::string_view path) {
  if (base.has_authority && base.path.empty()) return "/" + std::string(path);
  const auto slash = base.path.rfind('/');
  std::string merged(base.path.substr(0, slash == std::string_view::npos ? 0 : slash + 1));
  return merged.append(path);
}

}  // namespace

std::size_t forbidden_in_iri(std::string_view iri) {
  for (std::size_t i = 0; i < iri.size(); ++i) {
    if (kForbidden[static_cast<unsigned char>(iri[i])]) return i;
  }
  return std::string_view::npos;
}

bool is_absolute_iri(std::string_view iri) {
  return scheme_length(iri) != std::string_view::npos;
}

std::string resolve_iri(std::string_view base, std::string_view reference) {
  const Parts b = split(base);
  Parts r = split(reference);
  std::string path;
  if (r.has_scheme || r.has_authority) {
    path = without_dot_segments(r.path);
    if (!r.has_scheme) r.scheme = b.scheme;
  } else {
    if (r.path.empty()) {
      path = b.path;
      if (!r.has_query) {
        r.has_query = b.has_query;
        r.query = b.query;
      }
    } else {
      path = without_dot_segments(r.path.front() == '/' ? std::string(r.path)
                                                        : merged_path(b, r.path));
    }
    r.scheme = b.scheme;
    r.authority = b.authority;
    r.has_authority = b.has_authority;
  }
  std::string iri(r.scheme);
  iri.push_back(':');
  if (r.has_authority) iri.append("//").append(r.authority);
  iri.append(path);
  if (r.has_query) iri.append("?").append(r.query);
  if (r.has_fragment) iri.append("#").append(r.fragment);
  return iri;
}

std::string iri_fault(std::string_view iri) {
  if (const auto at = forbidden_in_iri(iri); at != std::string_view::npos) {
    const auto octet = static_cast<unsigned char>(iri[at]);
    if (octet == ' ') return "the IRI <" + std::string(iri) + "> holds a space";
    std::array<char, 16> name{};
    std::snprintf(name.data(), name.size(), "U+%04X", octet);
    return "an IRI holds the character " + std::string(name.data()) + ", which no IRI may";
  }
  if (!is_absolute_iri(iri)) return "the IRI <" + std::string(iri) + "> is relative";
  return {};
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out.push_back(c);
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    out.push_back('%');
    out.push_back(kHex[octet >> 4]);
    out.push_back(kHex[octet & 0x0f]);
  }
  return out;
}

}  // namespace rednode::catalogue
