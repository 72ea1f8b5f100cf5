#include "base/signing.h"

#include "tests/unit/test.h"

using namespace rednode::base;

namespace {

// RFC 8032, section 7.1, test 2.
constexpr const char* kSecret = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
constexpr const char* kPublic = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
constexpr const char* kSignature =
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

}  // namespace

TEST_CASE("Ed25519 signs as RFC 8032 says") {
  const auto key = SigningKey::from_seed(from_hex(kSecret).value()).value();
  CHECK(to_hex(view_of(key.public_key())) == kPublic);
  CHECK(to_hex(view_of(key.sign("\x72"))) == kSignature);
  CHECK(key.seed() == from_hex(kSecret).value());
}

TEST_CASE("a signature verifies with its key and message only") {
  const auto key = SigningKey::generate().value();
  const auto other = SigningKey::generate().value();
  const auto signature = key.sign("message");
  const auto verifying = VerifyingKey::from_public(key.public_key()).value();
  CHECK(verifying.verify("message", view_of(signature)));
  CHECK_FALSE(verifying.verify("massage", view_of(signature)));
  CHECK_FALSE(verifying.verify("message", view_of(signature).substr(1)));
  CHECK_FALSE(
      VerifyingKey::from_public(other.public_key()).value().verify("message", view_of(signature)));
}

TEST_CASE("what is not a key of 32 octets is refused") {
  CHECK_FALSE(SigningKey::from_seed("short").ok());
}
