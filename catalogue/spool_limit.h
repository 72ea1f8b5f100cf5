// How much of one subject may wait in a spool (catalogue/spool.h). Groups are read whole, so that a
// document of which millions of statements have one subject would need as much memory as it is
// long.
//
// Thread rule: a pure function.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"

namespace rednode::catalogue {

// `bytes`: of the entries under the key. Errors: kExhausted beyond limits::kSubjectBytesMax, where
// each entry counts a little more than it has, as it takes memory.
base::Status check_subject(base::BytesView key, std::uint64_t bytes, std::uint64_t entries);

}  // namespace rednode::catalogue
