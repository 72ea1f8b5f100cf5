// Numbers of JSON as literals of RDF: JSON-LD 1.1 Processing Algorithms and API, section 8.2.2
// (data round tripping).
//
// Thread rule: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace rednode::catalogue {

struct JsonLdNumber {
  std::string lexical;     // "" where the number is beyond the doubles
  bool is_double = false;  // else it is an integer
};

// `written` as in the document, `value` the nearest double. Integers keep all their digits, also
// those that a double does not hold.
JsonLdNumber rdf_number(std::string_view written, double value, bool as_double);

}  // namespace rednode::catalogue
