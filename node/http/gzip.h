// Gzip (RFC 1952) over zlib, for answers that are worth it.
//
// Thread rule: pure functions.
#pragma once

#include <string_view>

#include "base/bytes.h"

namespace rednode::node {

// True where the reader's Accept-Encoding takes gzip (RFC 9110, section 12.5.3).
bool accepts_gzip(std::string_view accept_encoding);

base::Bytes gzipped(base::BytesView whole);

}  // namespace rednode::node
