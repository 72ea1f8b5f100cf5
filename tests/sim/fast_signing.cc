// Signatures of the simulator: base/signing.h over SHA-256 instead of Ed25519, a hundred times as
// fast.
//
// The simulator's forgers never compute a signature, they only bend octets, so what matters of a
// signature is kept: it holds for one message and one key, and any other octets do not verify.
// The unit tests of base/ and peers/ run over the real one.
#include <algorithm>

#include "base/digest.h"
#include "base/signing.h"

namespace rednode::base {
namespace {

Signature mark(const PublicKey& key, BytesView message) {
  const Digest first = sha256({"simulated signature", view_of(key), message});
  Signature signature{};
  std::copy(first.octets.begin(), first.octets.end(), signature.begin());
  std::copy(first.octets.begin(), first.octets.end(), signature.begin() + 32);
  return signature;
}

}  // namespace

struct VerifyingKey::Impl {};
struct SigningKey::Impl {
  Bytes seed;
};

VerifyingKey::VerifyingKey(PublicKey key, std::shared_ptr<const Impl> impl)
    : public_(key), impl_(std::move(impl)) {}

Result<VerifyingKey> VerifyingKey::from_public(const PublicKey& key) {
  return VerifyingKey(key, nullptr);
}

bool VerifyingKey::verify(BytesView message, BytesView signature) const {
  return signature == view_of(mark(public_, message));
}

SigningKey::SigningKey(PublicKey key, std::shared_ptr<const Impl> impl)
    : public_(key), impl_(std::move(impl)) {}

Result<SigningKey> SigningKey::generate() {
  return unavailable("the simulator makes its keys from its seed");
}

Result<SigningKey> SigningKey::from_seed(BytesView seed) {
  if (seed.size() != 32) return invalid("not a secret key of 32 bytes");
  PublicKey key{};
  const Digest digest = sha256({"simulated key", seed});
  std::copy(digest.octets.begin(), digest.octets.end(), key.begin());
  return SigningKey(key, std::make_shared<Impl>(Impl{Bytes(seed)}));
}

Signature SigningKey::sign(BytesView message) const {
  return mark(public_, message);
}

Bytes SigningKey::seed() const {
  return impl_->seed;
}

}  // namespace rednode::base
