#include "base/signing.h"

#include <openssl/evp.h>

#include <cstring>

namespace rednode::base {
namespace {

using PkeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using ContextPtr = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const unsigned char* octets(BytesView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

struct VerifyingKey::Impl {
  PkeyPtr key{nullptr, &EVP_PKEY_free};
};

struct SigningKey::Impl {
  PkeyPtr key{nullptr, &EVP_PKEY_free};
};

VerifyingKey::VerifyingKey(PublicKey key, std::shared_ptr<const Impl> impl)
    : public_(key), impl_(std::move(impl)) {}

Result<VerifyingKey> VerifyingKey::from_public(const PublicKey& key) {
  auto impl = std::make_shared<Impl>();
  impl->key.reset(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()));
  if (!impl->key) return invalid("not an Ed25519 public key");
  return VerifyingKey(key, std::move(impl));
}

bool VerifyingKey::verify(BytesView message, BytesView signature) const {
  if (signature.size() != std::tuple_size_v<Signature>) return false;
  ContextPtr context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  REDNODE_ASSERT(context != nullptr);
  if (EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, impl_->key.get()) != 1) {
    return false;
  }
  return EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(message),
                          message.size()) == 1;
}

SigningKey::SigningKey(PublicKey key, std::shared_ptr<const Impl> impl)
    : public_(key), impl_(std::move(impl)) {}

Result<SigningKey> SigningKey::generate() {
  PkeyPtr key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), &EVP_PKEY_free);
  if (!key) return unavailable("the operating system gave no randomness for a key");
  Bytes seed(32, '\0');
  std::size_t length = seed.size();
  if (EVP_PKEY_get_raw_private_key(key.get(), reinterpret_cast<unsigned char*>(seed.data()),
                                   &length) != 1) {
    return corrupt("OpenSSL does not give out the key it made");
  }
  return from_seed(seed);
}

Result<SigningKey> SigningKey::from_seed(BytesView seed) {
  auto impl = std::make_shared<Impl>();
  impl->key.reset(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, octets(seed), seed.size()));
  PublicKey key{};
  std::size_t length = key.size();
  if (!impl->key || EVP_PKEY_get_raw_public_key(impl->key.get(), key.data(), &length) != 1) {
    return invalid("not an Ed25519 secret key of 32 bytes");
  }
  return SigningKey(key, std::move(impl));
}

Signature SigningKey::sign(BytesView message) const {
  ContextPtr context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  REDNODE_ASSERT(context != nullptr);
  Signature signature{};
  std::size_t length = signature.size();
  REDNODE_ASSERT(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, impl_->key.get()) ==
                 1);
  REDNODE_ASSERT(EVP_DigestSign(context.get(), signature.data(), &length, octets(message),
                                message.size()) == 1);
  return signature;
}

Bytes SigningKey::seed() const {
  Bytes seed(32, '\0');
  std::size_t length = seed.size();
  REDNODE_ASSERT(EVP_PKEY_get_raw_private_key(impl_->key.get(),
                                              reinterpret_cast<unsigned char*>(seed.data()),
                                              &length) == 1);
  return seed;
}

}  // namespace rednode::base
