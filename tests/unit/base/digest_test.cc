#include "base/digest.h"

#include "tests/unit/test.h"

using namespace rednode::base;

TEST_CASE("SHA-256 gives the digests of FIPS 180-4") {
  CHECK(to_hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(sha256("abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("the digest of parts is that of the whole") {
  CHECK(sha256({"a", "", "bc"}) == sha256("abc"));
}

TEST_CASE("only 32 octets are a digest") {
  CHECK(digest_from(Bytes(32, 'x')).ok());
  CHECK_FALSE(digest_from(Bytes(31, 'x')).ok());
  CHECK_FALSE(digest_from("").ok());
}
