// IRIs: what may stand in one (the IRIREF production of Turtle, RFC 3987 loosely), and how a
// relative one is resolved (RFC 3986 section 5.2, strict).
//
// Thread rule: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace rednode::catalogue {

// The position of the first character that no IRI holds: controls, space, <>"{}|^`\. npos: none.
std::size_t forbidden_in_iri(std::string_view iri);

// True where it begins with a scheme and a colon.
bool is_absolute_iri(std::string_view iri);

// REQUIRES: `base` is absolute.
std::string resolve_iri(std::string_view base, std::string_view reference);

// "" where the IRI can be used, else what is wrong with it, for people.
std::string iri_fault(std::string_view iri);

// Octets outside RFC 3986's unreserved set as %XX, so that any text fits into one path segment.
std::string percent_encoded(std::string_view text);

}  // namespace rednode::catalogue
