#include "base/digest_stream.h"

#include <openssl/evp.h>

#include "base/assert.h"

namespace rednode::base {

struct DigestStream::Impl {
  Impl() : context(EVP_MD_CTX_new()) {
    REDNODE_ASSERT(context != nullptr);
    const int begun = EVP_DigestInit_ex(context, EVP_sha256(), nullptr);
    REDNODE_ASSERT(begun == 1);
  }
  ~Impl() { EVP_MD_CTX_free(context); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  EVP_MD_CTX* context;
};

DigestStream::DigestStream() : impl_(std::make_unique<Impl>()) {}
DigestStream::~DigestStream() = default;
DigestStream::DigestStream(DigestStream&&) noexcept = default;

void DigestStream::add(BytesView piece) {
  const int added = EVP_DigestUpdate(impl_->context, piece.data(), piece.size());
  REDNODE_ASSERT(added == 1);
}

Digest DigestStream::finish() {
  Digest digest;
  unsigned int size = 0;
  const int done = EVP_DigestFinal_ex(impl_->context, digest.octets.data(), &size);
  REDNODE_ASSERT(done == 1 && size == digest.octets.size());
  return digest;
}

}  // namespace rednode::base
