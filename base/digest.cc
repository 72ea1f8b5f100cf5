#include "base/digest.h"

#include <openssl/evp.h>

#include <cstring>
#include <memory>

namespace rednode::base {
namespace {

// One context a thread: fetching the algorithm costs more than hashing a record.
struct Hasher {
  Hasher() : method(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context(EVP_MD_CTX_new()) {
    REDNODE_ASSERT(method != nullptr && context != nullptr);
  }
  ~Hasher() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(method);
  }
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;

  EVP_MD* method;
  EVP_MD_CTX* context;
};

}  // namespace

Digest sha256(std::initializer_list<BytesView> parts) {
  thread_local Hasher hasher;
  REDNODE_ASSERT(EVP_DigestInit_ex2(hasher.context, hasher.method, nullptr) == 1);
  for (const BytesView part : parts) {
    REDNODE_ASSERT(EVP_DigestUpdate(hasher.context, part.data(), part.size()) == 1);
  }
  Digest digest;
  REDNODE_ASSERT(EVP_DigestFinal_ex(hasher.context, digest.octets.data(), nullptr) == 1);
  return digest;
}

Result<Digest> digest_from(BytesView bytes) {
  Digest digest;
  if (bytes.size() != digest.octets.size()) {
    return invalid(std::to_string(bytes.size()) + " bytes where a SHA-256 digest has 32");
  }
  std::memcpy(digest.octets.data(), bytes.data(), bytes.size());
  return digest;
}

}  // namespace rednode::base
