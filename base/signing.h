// Ed25519 (RFC 8032) over OpenSSL: the signatures of checkpoints and cosignatures.
//
// Thread rule: SigningKey and VerifyingKey are immutable once made; const use from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "base/bytes.h"

namespace rednode::base {

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

class VerifyingKey {
 public:
  static Result<VerifyingKey> from_public(const PublicKey& key);

  const PublicKey& public_key() const { return public_; }
  bool verify(BytesView message, BytesView signature) const;

 private:
  struct Impl;
  VerifyingKey(PublicKey key, std::shared_ptr<const Impl> impl);

  PublicKey public_;
  std::shared_ptr<const Impl> impl_;
};

class SigningKey {
 public:
  // A new key from the operating system's randomness.
  static Result<SigningKey> generate();
  // REQUIRES nothing: refuses what is not a 32-byte RFC 8032 secret key.
  static Result<SigningKey> from_seed(BytesView seed);

  const PublicKey& public_key() const { return public_; }
  Signature sign(BytesView message) const;
  // The 32-byte secret: for the key file, never for a log line.
  Bytes seed() const;

 private:
  struct Impl;
  SigningKey(PublicKey key, std::shared_ptr<const Impl> impl);

  PublicKey public_;
  std::shared_ptr<const Impl> impl_;
};

inline BytesView view_of(const Signature& s) {
  return {reinterpret_cast<const char*>(s.data()), s.size()};
}
inline BytesView view_of(const PublicKey& k) {
  return {reinterpret_cast<const char*>(k.data()), k.size()};
}

}  // namespace rednode::base
