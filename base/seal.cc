#include "base/seal.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <bit>
#include <memory>

#include "base/limits.h"

namespace rednode::base {
namespace {

constexpr std::size_t kKeyBytes = 32;

using CipherPtr = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* octets(BytesView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* octets(Bytes& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

Error no_cipher() {
  return unavailable("OpenSSL gives no AES-256-GCM");
}

Status check(const SealParameters& parameters) {
  const ScryptCost& cost = parameters.cost;
  const bool within = std::has_single_bit(cost.n) && cost.n >= limits::kScryptNMin &&
                      cost.n <= limits::kScryptNMax && cost.r >= 1 &&
                      cost.r <= limits::kScryptRMax && cost.p >= 1 &&
                      cost.p <= limits::kScryptPMax &&
                      128 * cost.n * cost.r <= limits::kScryptMemoryMax;
  if (!within) {
    return invalid("scrypt with n=" + std::to_string(cost.n) + " r=" + std::to_string(cost.r) +
                   " p=" + std::to_string(cost.p) + " is beyond what is accepted here");
  }
  if (parameters.salt.size() != kSealSaltBytes || parameters.nonce.size() != kSealNonceBytes) {
    return invalid("the salt or the nonce has not its length");
  }
  return {};
}

Result<Secret> key_of(const SealParameters& parameters, const Secret& passphrase) {
  const ScryptCost& cost = parameters.cost;
  Bytes key(kKeyBytes, '\0');
  // OpenSSL asks for a little more than the table.
  const std::uint64_t memory = 2 * limits::kScryptMemoryMax;
  const int made = EVP_PBE_scrypt(passphrase.view().data(), passphrase.view().size(),
                                  octets(parameters.salt), parameters.salt.size(), cost.n, cost.r,
                                  cost.p, memory, octets(key), key.size());
  Secret result(key);
  wipe(key);
  if (made != 1) return unavailable("scrypt failed: is there too little memory?");
  return result;
}

}  // namespace

Result<SealParameters> new_seal_parameters() {
  SealParameters parameters;
  parameters.salt.resize(kSealSaltBytes);
  parameters.nonce.resize(kSealNonceBytes);
  if (RAND_bytes(octets(parameters.salt), kSealSaltBytes) != 1 ||
      RAND_bytes(octets(parameters.nonce), kSealNonceBytes) != 1) {
    return unavailable("the operating system gave no randomness");
  }
  return parameters;
}

Result<Bytes> seal(const SealParameters& parameters, const Secret& passphrase, const Secret& secret,
                   BytesView associated) {
  REDNODE_CHECK(check(parameters));
  REDNODE_TRY(const Secret key, key_of(parameters, passphrase));
  const CipherPtr cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  const int size = static_cast<int>(secret.view().size());
  Bytes sealed(secret.view().size() + kSealTagBytes, '\0');
  int length = 0;
  const bool done =
      cipher != nullptr &&
      EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, octets(key.view()),
                         octets(parameters.nonce)) == 1 &&
      EVP_EncryptUpdate(cipher.get(), nullptr, &length, octets(associated),
                        static_cast<int>(associated.size())) == 1 &&
      EVP_EncryptUpdate(cipher.get(), octets(sealed), &length, octets(secret.view()), size) == 1 &&
      length == size && EVP_EncryptFinal_ex(cipher.get(), octets(sealed) + size, &length) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kSealTagBytes,
                          octets(sealed) + size) == 1;
  if (!done) return no_cipher();
  return sealed;
}

Result<Secret> unseal(const SealParameters& parameters, const Secret& passphrase, BytesView sealed,
                      BytesView associated) {
  REDNODE_CHECK(check(parameters));
  if (sealed.size() < kSealTagBytes) return invalid("the sealed secret is cut");
  REDNODE_TRY(const Secret key, key_of(parameters, passphrase));
  const CipherPtr cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  const std::size_t size = sealed.size() - kSealTagBytes;
  Bytes tag(sealed.substr(size));
  Bytes secret(size, '\0');
  int length = 0;
  const bool begun =
      cipher != nullptr &&
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, octets(key.view()),
                         octets(parameters.nonce)) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kSealTagBytes, octets(tag)) == 1;
  if (!begun) return no_cipher();
  const bool fits = EVP_DecryptUpdate(cipher.get(), nullptr, &length, octets(associated),
                                      static_cast<int>(associated.size())) == 1 &&
                    EVP_DecryptUpdate(cipher.get(), octets(secret), &length, octets(sealed),
                                      static_cast<int>(size)) == 1 &&
                    EVP_DecryptFinal_ex(cipher.get(), octets(secret) + length, &length) == 1;
  Secret result(secret);
  wipe(secret);
  if (!fits) return unauthorised("the passphrase is another one, or the file was changed");
  return result;
}

}  // namespace rednode::base
