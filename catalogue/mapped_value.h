// What a mapping's rule makes of one text: the RDF terms of docs/formats/mappings.md, "Kinds".
//
// Thread rule: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "catalogue/mapping.h"

namespace rednode::catalogue {

struct MappedValue {
  std::string term;      // text of a term (catalogue/term.h), or empty:
  std::string fault;     // why there is none
  bool nothing = false;  // a lookup says that the value says nothing
};

// `language` is for kText and may be empty. REQUIRES: rule.as is not kJson or kNode.
MappedValue mapped_value(const Mapping& mapping, const Rule& rule, std::string_view text,
                         std::string_view language);

// An absolute IRI, or "".
std::string checked_iri(std::string_view text);

// The type of date that the text is, as an IRI, and the text in that type's form; "" where it is
// none. W3C XML Schema 1.1 Part 2 (2012), sections 3.3.7 to 3.3.11; the 'T' of a dateTime may be a
// space (RFC 3339 section 5.6). `day_first`: also 31.12.2024, 31/12/2024 and 31-12-2024.
struct DateForm {
  std::string_view type;
  std::string text;
};
DateForm date_form(std::string_view text, bool day_first);

}  // namespace rednode::catalogue
