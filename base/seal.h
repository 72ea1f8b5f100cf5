// Sealing a small secret under a passphrase: scrypt (RFC 7914) makes a key of the passphrase, and
// AES-256-GCM (NIST SP 800-38D) encrypts under it, over OpenSSL.
//
// What scrypt costs is written beside the sealed secret, so that later ones can cost more; what is
// read is held within limits::kScryptMemoryMax, so a file that somebody made up costs no more than
// that.
//
// Thread rule: pure functions. Each takes tenths of a second and limits::kScryptMemoryMax at most.
#pragma once

#include <cstdint>

#include "base/secret.h"

namespace rednode::base {

inline constexpr std::size_t kSealSaltBytes = 16;
inline constexpr std::size_t kSealNonceBytes = 12;
inline constexpr std::size_t kSealTagBytes = 16;

// The memory is 128 * n * r octets.
struct ScryptCost {
  std::uint64_t n = 1 << 16;  // a power of two
  std::uint64_t r = 8;
  std::uint64_t p = 1;
  auto operator<=>(const ScryptCost&) const = default;
};

struct SealParameters {
  ScryptCost cost;
  Bytes salt;   // kSealSaltBytes
  Bytes nonce;  // kSealNonceBytes; used once under one salt and passphrase
};

// Of the usual cost, with salt and nonce from the operating system's randomness.
Result<SealParameters> new_seal_parameters();

// The sealed secret: as long as the secret, and kSealTagBytes. `associated` is not encrypted, but
// the secret comes back only with the same. kInvalid where the parameters are beyond their limits.
Result<Bytes> seal(const SealParameters& parameters, const Secret& passphrase, const Secret& secret,
                   BytesView associated);

// kUnauthorised where the passphrase is another one, or anything was changed.
Result<Secret> unseal(const SealParameters& parameters, const Secret& passphrase, BytesView sealed,
                      BytesView associated);

}  // namespace rednode::base
