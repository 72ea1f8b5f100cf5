// Contents: the canonical N-Quads of records, named by their SHA-256, as they rest and travel:
// compressed once by the origin and never again.
//
// The dictionary (schema/content.dict, number 1) is part of the format: every node has the same
// octets. It was trained on public catalogues and holds what HealthDCAT-AP records share.
//
// Thread rule: pure functions; the zstd contexts are one a thread.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/digest.h"

namespace rednode::schema {

enum class Codec : std::uint8_t { kPlain = 0, kZstd = 1, kZstdDictionary1 = 2 };

struct Content {
  base::Digest id;         // SHA-256 of the canonical N-Quads
  std::uint32_t size = 0;  // octets of the canonical N-Quads
  Codec codec = Codec::kPlain;
  base::Bytes bytes;  // encoded by the codec
  // This process has unpacked it, and the octets are what the id says. Never read from outside.
  bool checked = false;
};

// REQUIRES: 0 < nquads.size() <= limits::kContentBytesMax.
Content pack_content(base::BytesView nquads);

// The canonical N-Quads, checked against the declared size and the id: kInvalid where they differ.
// Never allocates more than limits::kContentBytesMax.
base::Result<base::Bytes> unpack_content(const Content& content);

// The stored form: codec, size, octets (docs/formats/storage.md).
base::Bytes content_value(const Content& content);
base::Result<Content> content_from_value(const base::Digest& id, base::BytesView value);

}  // namespace rednode::schema
