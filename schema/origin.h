// Origin identifiers: the name of a node that owns one log, such as FR, BE or FR-HDH.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace rednode::schema {

// [A-Z]{2}(-[A-Z0-9]{1,16})?
bool is_origin(std::string_view text);

// The origin, or an error that says what one looks like.
base::Result<std::string> parse_origin(std::string_view text);

// True for an absolute IRI (RFC 3987) that may name a record: it has a scheme, at most
// limits::kIriBytesMax octets of UTF-8, and none of the characters that N-Quads forbids in one.
bool is_record_iri(std::string_view text);

}  // namespace rednode::schema
