// Gzip (RFC 1952) over zlib, for answers that are worth it.
//
// Thread rule: one thread at a time an object; pure functions otherwise.
#pragma once

#include <memory>
#include <string_view>

#include "base/bytes.h"

namespace rednode::node {

// True where the reader's Accept-Encoding takes gzip (RFC 9110, section 12.5.3).
bool accepts_gzip(std::string_view accept_encoding);

// Gzip: compresses a body piece by piece.
class Gzip {
 public:
  Gzip();
  ~Gzip();
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  // What is ready to be sent after this piece; may be nothing.
  base::Bytes add(base::BytesView piece);
  // The rest, after the last piece. Call it once.
  base::Bytes finish();

 private:
  struct Impl;
  base::Bytes run(base::BytesView piece, int flush);

  std::unique_ptr<Impl> impl_;
};

base::Bytes gzipped(base::BytesView whole);

}  // namespace rednode::node
