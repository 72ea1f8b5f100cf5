// Compressed documents: gzip (RFC 1952, one member or several) and Zstandard (RFC 8878, one frame
// or several), inflated as a stream.
//
// Memory: a buffer of 64 KiB and the window of the format, which is 32 KiB for gzip and at most
// 2^limits::kZstdWindowLogMax bytes for Zstandard. However much a few bytes stand for, it costs
// time and no memory.
//
// Thread rule: one thread a source.
#pragma once

#include "catalogue/rdf_reader.h"

namespace rednode::catalogue {

// What `source` holds, inflated where its first bytes are those of a compressed format, and else as
// it is. Compressed data within compressed data stays as it is.
// Errors of the result: kInvalid where compressed data is damaged, ends too early or is followed by
// something else, with how many of the compressed bytes were good; what `source` returns.
ByteSource decompressed(ByteSource source);

}  // namespace rednode::catalogue
