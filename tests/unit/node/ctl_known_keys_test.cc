#include "node/card.h"
#include "node/ctl/known_keys.h"
#include "tests/unit/node/temp_folder.h"
#include "tests/unit/peers/support.h"
#include "tests/unit/test.h"

namespace rednode::node {
namespace {

std::string vkey(const std::string& key_name) {
  return test::log_key_of("FR", key_name).vkey();
}

// A card that names this key, with what a mirror learned of the log.
std::string changed_card(const base::SigningKey& key = test::key_of("FR")) {
  Config config;
  config.origin = "FR";
  config.feed_bind = "tcp://127.0.0.1:7401";
  config.exchange_bind = "tcp://127.0.0.1:7402";
  const NodeKeys keys{key, {}, peers::generate_curve_pair().value()};
  const auto old_key =
      schema::NoteVerifier::create("FR", schema::SignatureType::kEd25519, key.public_key()).value();
  return own_card(config, keys.public_keys()).value() +
         "\n[[key_change]]\nsequence = 7\nold_key = \"" + old_key.vkey() + "\"\nnew_key = \"" +
         vkey("FR-2") + "\"\n";
}

}  // namespace

TEST_CASE("the changes on a card that is given count as those on a configured one") {
  const TempFolder folder;
  folder.write("FR.toml", changed_card());
  SECTION("given") {
    const auto known = KnownKeys::of({}, {folder.path("FR.toml")});
    REQUIRE(known.ok());
    CHECK(known->keys("FR")->signer(7).vkey() == vkey("FR"));
    CHECK(known->keys("FR")->signer(8).vkey() == vkey("FR-2"));
  }
  SECTION("given with the key that it names") {
    const auto known = KnownKeys::of({vkey("FR")}, {folder.path("FR.toml")});
    REQUIRE(known.ok());
    CHECK(known->keys_of("FR")->latest().vkey() == vkey("FR-2"));
  }
  SECTION("configured") {
    Config config;
    config.origin = "BE";
    config.peers_directory = folder.path();
    CHECK(KnownKeys::load(config).keys("FR")->latest().vkey() == vkey("FR-2"));
  }
  SECTION("with a change that is not whole") {
    folder.write("FR.toml", changed_card() + "[[key_change]]\nsequence = -1\n");
    CHECK(KnownKeys::of({}, {folder.path("FR.toml")}).error().code == base::Code::kInvalid);
  }
}

TEST_CASE("no card says anything about our own key") {
  const TempFolder folder;
  Config config;
  config.origin = "FR";
  config.peers_directory = folder.path();
  config.keys_directory = folder.path("keys");
  const auto keys = create_keys(config.keys_directory).value();
  folder.write("FR.toml", changed_card(keys.log));
  const auto known = KnownKeys::load(config).keys("FR");
  REQUIRE(known.has_value());
  CHECK(known->latest().key().public_key() == keys.log.public_key());
}

TEST_CASE("a key that is not known is named, with what to do about it") {
  const auto error = KnownKeys::of({}, {})->keys_of("DE").error();
  CHECK(error.code == base::Code::kNotFound);
  CHECK(error.message.starts_with("no key of DE is known here: add its peer card first"));
}

}  // namespace rednode::node
