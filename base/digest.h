// SHA-256 (FIPS 180-4), the one digest of rednode: contents, leaves, tree nodes, key identifiers.
//
// Thread rule: pure functions over OpenSSL; safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>

#include "base/bytes.h"

namespace rednode::base {

struct Digest {
  std::array<std::uint8_t, 32> octets{};
  auto operator<=>(const Digest&) const = default;

  BytesView view() const { return {reinterpret_cast<const char*>(octets.data()), octets.size()}; }
};

// The digest of the parts one after the other, without copying them together.
Digest sha256(std::initializer_list<BytesView> parts);
inline Digest sha256(BytesView bytes) {
  return sha256({bytes});
}

// REQUIRES nothing: refuses what is not 32 bytes.
Result<Digest> digest_from(BytesView bytes);

inline std::string to_hex(const Digest& digest) {
  return to_hex(digest.view());
}

}  // namespace rednode::base
