// The canonical text of a JSON value: JSON Canonicalization Scheme (RFC 8785), which JSON-LD 1.1
// prescribes for literals of type rdf:JSON (JSON-LD 1.1 API, section 8.6, and JSON-LD 1.1,
// section 10.2).
//
// Thread rule: pure functions.
#pragma once

#include <string>

#include "catalogue/json_value.h"

namespace rednode::catalogue {

// False, and `out` of no use, where a number is too large for a double: RFC 8785 has no text for
// it.
bool append_canonical_json(std::string& out, const JsonValue& value);

// A string with its quotation marks and the escapes of RFC 8785, section 3.2.2.2.
void append_json_string(std::string& out, std::string_view text);

}  // namespace rednode::catalogue
