#include "base/seal.h"

#include <algorithm>

#include "base/limits.h"
#include "tests/unit/test.h"

namespace rednode::base {
namespace {

// As cheap as is accepted.
SealParameters cheap() {
  SealParameters parameters = new_seal_parameters().value();
  parameters.cost = {limits::kScryptNMin, 8, 1};
  return parameters;
}

const Secret kPassphrase("correct horse battery staple");
const Secret kKey(std::string(32, '\x5a'));

}  // namespace

TEST_CASE("A sealed secret comes back under its passphrase, and under no other") {
  const SealParameters parameters = cheap();
  const auto sealed = seal(parameters, kPassphrase, kKey, "head");
  REQUIRE(sealed.ok());
  CHECK(sealed->size() == 32 + kSealTagBytes);
  CHECK(sealed->find(std::string(8, '\x5a')) == std::string::npos);
  const auto opened = unseal(parameters, kPassphrase, *sealed, "head");
  REQUIRE(opened.ok());
  CHECK(opened->view() == kKey.view());
  for (const std::string other :
       {"", "correct horse battery stapl", "Correct horse battery staple"}) {
    const auto refused = unseal(parameters, Secret(other), *sealed, "head");
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == Code::kUnauthorised);
  }
}

TEST_CASE("Whatever of a sealed secret is changed, it does not come back") {
  const SealParameters parameters = cheap();
  const Bytes sealed = seal(parameters, kPassphrase, kKey, "head").value();
  CHECK_FALSE(unseal(parameters, kPassphrase, sealed, "heat").ok());
  for (const std::size_t at :
       {std::size_t{0}, std::size_t{31}, std::size_t{32}, sealed.size() - 1}) {
    Bytes changed = sealed;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    CHECK_FALSE(unseal(parameters, kPassphrase, changed, "head").ok());
  }
  CHECK_FALSE(unseal(parameters, kPassphrase, sealed.substr(0, 15), "head").ok());
  SealParameters other = parameters;
  other.nonce[0] = static_cast<char>(other.nonce[0] ^ 1);
  CHECK_FALSE(unseal(other, kPassphrase, sealed, "head").ok());
  other = parameters;
  other.cost.p = 2;
  CHECK_FALSE(unseal(other, kPassphrase, sealed, "head").ok());
}

TEST_CASE("What a file asks scrypt to cost is bounded before anything is spent") {
  const Bytes sealed(48, 'x');
  const auto refusal = [&](ScryptCost cost) {
    SealParameters parameters = cheap();
    parameters.cost = cost;
    return unseal(parameters, kPassphrase, sealed, "head");
  };
  for (const ScryptCost cost :
       {ScryptCost{1 << 13, 8, 1}, ScryptCost{(1 << 16) + 1, 8, 1}, ScryptCost{1 << 21, 8, 1},
        ScryptCost{1 << 20, 8, 1}, ScryptCost{1 << 16, 33, 1}, ScryptCost{1 << 16, 0, 1},
        ScryptCost{1 << 16, 8, 0}, ScryptCost{1 << 16, 8, 17}, ScryptCost{0, 8, 1},
        ScryptCost{~std::uint64_t{0}, 8, 1}}) {
    const auto refused = refusal(cost);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == Code::kInvalid);
    CHECK_THAT(refused.error().message, Catch::Matchers::Contains("scrypt"));
  }
  SealParameters parameters = cheap();
  parameters.salt.pop_back();
  CHECK_FALSE(unseal(parameters, kPassphrase, sealed, "head").ok());
}

TEST_CASE("Two sealings of one secret have nothing in common") {
  const SealParameters one = new_seal_parameters().value();
  const SealParameters other = new_seal_parameters().value();
  CHECK(one.salt != other.salt);
  CHECK(one.nonce != other.nonce);
}

TEST_CASE("A wiped string is overwritten where it lay") {
  std::string text(64, 'k');
  const char* where = text.data();
  wipe(text);
  CHECK(text.empty());
  // A string keeps its memory when it is emptied, so this still is its own.
  CHECK(std::count(where, where + 64, 'k') == 0);
  Secret from(Bytes("short"));
  const Secret to(std::move(from));
  CHECK(to.view() == "short");
  CHECK(from.empty());  // NOLINT: what was moved from is empty by contract
}

}  // namespace rednode::base
