// DigestStream: the SHA-256 of octets that come piece by piece, for what is too large for memory.
//
// Thread rule: one thread an object.
#pragma once

#include <memory>

#include "base/digest.h"

namespace rednode::base {

class DigestStream {
 public:
  DigestStream();
  ~DigestStream();
  DigestStream(DigestStream&&) noexcept;
  DigestStream& operator=(DigestStream&&) = delete;

  void add(BytesView piece);
  // Of all pieces so far. Call it once, at the end.
  Digest finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rednode::base
