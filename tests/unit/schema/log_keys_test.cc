#include "schema/log_keys.h"

#include "tests/unit/test.h"

using namespace rednode;
using schema::LogKeys;
using schema::NoteVerifier;
using schema::SignatureType;

namespace {

base::SigningKey key(char seed) {
  return base::SigningKey::from_seed(base::Bytes(32, seed)).value();
}
NoteVerifier verifier(char seed, SignatureType type = SignatureType::kEd25519) {
  return NoteVerifier::create("FR", type, key(seed).public_key()).value();
}
std::string vkey(char seed) {
  return verifier(seed).vkey();
}

}  // namespace

TEST_CASE("a log that never changed its key has the card's") {
  const LogKeys keys(verifier('a'));
  CHECK(keys.signer(0).vkey() == vkey('a'));
  CHECK(keys.signer(UINT64_MAX).vkey() == vkey('a'));
  CHECK(keys.latest().vkey() == vkey('a'));
  CHECK(keys.cosigner(verifier('a', SignatureType::kCosignature).key_id()) != nullptr);
  CHECK(keys.cosigner(verifier('a').key_id()) == nullptr);  // the id of the other type
}

TEST_CASE("each size has its signer, whichever of the keys the card names") {
  const std::vector<schema::KeyChange> changes = {{10, vkey('a'), vkey('b')},
                                                  {20, vkey('b'), vkey('c')}};
  for (const char card : {'a', 'b', 'c'}) {
    const LogKeys keys(verifier(card), changes);
    CHECK(keys.signer(0).vkey() == vkey('a'));
    CHECK(keys.signer(10).vkey() == vkey('a'));  // without the update that changes it
    CHECK(keys.signer(11).vkey() == vkey('b'));
    CHECK(keys.signer(20).vkey() == vkey('b'));
    CHECK(keys.signer(21).vkey() == vkey('c'));
    CHECK(keys.find(verifier('a').key_id())->vkey() == vkey('a'));
    CHECK(keys.find(verifier('x').key_id()) == nullptr);
  }
}

TEST_CASE("the latest key cosigns, and the one before it, and none that is older") {
  const LogKeys keys(verifier('a'), {{10, vkey('a'), vkey('b')}, {20, vkey('b'), vkey('c')}});
  const auto id = [](char seed) { return verifier(seed, SignatureType::kCosignature).key_id(); };
  CHECK(keys.cosigner(id('a')) == nullptr);
  CHECK(keys.cosigner(id('b')) != nullptr);
  CHECK(keys.cosigner(id('c')) != nullptr);
  CHECK(keys.find_cosigner(id('a')) != nullptr);
}

TEST_CASE("changes that know nothing of the card's key do not count against it") {
  const LogKeys keys(verifier('x'), {{10, vkey('a'), vkey('b')}});
  CHECK(keys.signer(5).vkey() == vkey('x'));
  CHECK(keys.signer(50).vkey() == vkey('x'));
  CHECK(keys.find(verifier('a').key_id()) == nullptr);
}
