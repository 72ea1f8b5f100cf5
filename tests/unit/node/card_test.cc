#include "node/card.h"

#include "node/key_days.h"
#include "tests/unit/node/temp_folder.h"
#include "tests/unit/test.h"

namespace rednode::node {
namespace {

Config config_of(const std::string& origin) {
  Config config;
  config.origin = origin;
  config.name = "The \"node\" of " + origin;
  config.feed_bind = "tcp://*:7401";
  config.exchange_bind = "tcp://*:7402";
  config.feed_advertised = "tcp://" + origin + ".example.org:7401";
  config.exchange_advertised = "tcp://" + origin + ".example.org:7402";
  return config;
}

PublicKeys new_keys() {
  return {base::SigningKey::generate()->public_key(), peers::generate_curve_pair()->public_key, {}};
}

std::string card_of(const std::string& origin) {
  return own_card(config_of(origin), new_keys()).value();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

// The line of a card that begins with a name, up to its end.
std::string line_of(const std::string& card, const std::string& name) {
  const auto at = card.find("\n" + name) + 1;
  return card.substr(at, card.find('\n', at) - at);
}

std::string mistake(const std::string& card) {
  const auto parsed = parse_card(card);
  REQUIRE_FALSE(parsed.ok());
  return parsed.error().message;
}

using Catch::Matchers::Contains;

}  // namespace

TEST_CASE("A card comes back as it was made") {
  const auto keys = new_keys();
  const auto text = own_card(config_of("FR"), keys);
  REQUIRE(text.ok());
  const auto card = parse_card(*text);
  REQUIRE(card.ok());
  CHECK(card->peer.origin == "FR");
  CHECK(card->peer.name == "The \"node\" of FR");
  CHECK(card->peer.feed_endpoint == "tcp://FR.example.org:7401");
  CHECK(card->peer.exchange_endpoint == "tcp://FR.example.org:7402");
  CHECK(card->peer.curve_key == keys.curve);
  CHECK(card->peer.log_key.key().public_key() == keys.log);
  CHECK_FALSE(card->peer.paused);
}

TEST_CASE("Without addresses to advertise a card shows those that are bound") {
  Config config = config_of("FR");
  config.feed_advertised.clear();
  const auto card = parse_card(own_card(config, new_keys()).value());
  REQUIRE(card.ok());
  CHECK(card->peer.feed_endpoint == "tcp://*:7401");
}

TEST_CASE("Where a node answers over HTTP stands on its card, if it does") {
  Config config = config_of("FR");
  CHECK(parse_card(own_card(config, new_keys()).value())->http.empty());
  config.http_advertised = "https://red.example.fr";
  const std::string card = own_card(config, new_keys()).value();
  CHECK(parse_card(card)->http == "https://red.example.fr");
  CHECK_THAT(mistake(replaced(card, "https://red", "gopher://red")), Contains("endpoints.http"));
}

TEST_CASE("The fingerprint is eight groups, and is of both keys and the origin") {
  const auto keys = new_keys();
  const auto card = parse_card(own_card(config_of("FR"), keys).value());
  REQUIRE(card.ok());
  CHECK(card->fingerprint.size() == 8 * 4 + 7);
  for (std::size_t i = 0; i < card->fingerprint.size(); ++i) {
    CHECK((card->fingerprint[i] == ' ') == (i % 5 == 4));
  }
  CHECK(fingerprint_of(card->peer) == card->fingerprint);
  peers::Peer other = card->peer;
  other.curve_key[0] ^= 1;
  CHECK(fingerprint_of(other) != card->fingerprint);
  const auto second = own_card(config_of("BE"), keys);
  CHECK(parse_card(*second)->fingerprint != card->fingerprint);
  const auto third = own_card(config_of("FR"), {new_keys().log, keys.curve, {}});
  CHECK(parse_card(*third)->fingerprint != card->fingerprint);
}

TEST_CASE("A card says until when its keys are meant to be used, and need not") {
  CHECK_THAT(card_of("FR"), !Contains("expires"));
  CHECK_FALSE(parse_card(card_of("FR"))->peer.key_days.first().has_value());
  PublicKeys keys = new_keys();
  keys.days = {parse_key_day("2028-11-26").value(), parse_key_day("2027-01-01").value()};
  const std::string text = own_card(config_of("FR"), keys).value();
  CHECK_THAT(text, Contains("[expires]") && Contains("log = \"2028-11-26\""));
  const auto card = parse_card(text);
  REQUIRE(card.ok());
  CHECK(card->peer.key_days.log == keys.days.log);
  CHECK(card->peer.key_days.transport == keys.days.transport);
  CHECK(card->peer.key_days.first() == keys.days.transport);
  CHECK_THAT(mistake(replaced(text, "2028-11-26", "2028-11-31")),
             Contains("expires.log") && Contains("2028-11-31"));
  // After a change of the log key the day is that of a key which signs no more.
  const auto changed = parse_card(text + "\n[[key_change]]\nsequence = 1\n");
  REQUIRE(changed.ok());
  CHECK_FALSE(changed->peer.key_days.log.has_value());
  CHECK(changed->peer.key_days.transport == keys.days.transport);
  // A new card may name the key to which the log had changed.
  const auto renewed = parse_card(text + "\n[[key_change]]\nsequence = 1\nnew_key = \"" +
                                  card->peer.log_key.vkey() + "\"\n");
  REQUIRE(renewed.ok());
  CHECK(renewed->peer.key_days.log == keys.days.log);
}

TEST_CASE("A card may name the transport key that follows, and its fingerprint is of it too") {
  PublicKeys keys = new_keys();
  const auto before = parse_card(own_card(config_of("FR"), keys).value());
  keys.curve_next = peers::generate_curve_pair()->public_key;
  const std::string text = own_card(config_of("FR"), keys).value();
  const auto card = parse_card(text);
  REQUIRE(card.ok());
  CHECK(card->peer.curve_key == keys.curve);
  CHECK(card->peer.curve_next == keys.curve_next);
  CHECK_FALSE(before->peer.curve_next.has_value());
  CHECK(card->fingerprint != before->fingerprint);
  const std::string next = line_of(text, "curve_next");
  const std::string other =
      "curve_next = '" + peers::to_z85(peers::generate_curve_pair()->public_key) + "'";
  CHECK_THAT(mistake(replaced(text, next, other)), Contains("fingerprint"));
  CHECK_THAT(mistake(replaced(text, next, "")), Contains("fingerprint"));
  CHECK_THAT(mistake(replaced(text, next, "curve_next = 'short'")), Contains("Z85"));
}

TEST_CASE("No two peers have one transport key, be it the present or the next one") {
  const TempFolder folder;
  const std::string peers = folder.path("peers");
  PublicKeys fr = new_keys();
  fr.curve_next = peers::generate_curve_pair()->public_key;
  REQUIRE(write_card(peers, own_card(config_of("FR"), fr).value(), false).ok());
  PublicKeys be = new_keys();
  for (const auto& stolen : {fr.curve, *fr.curve_next}) {
    be.curve_next = stolen;
    const std::string card = own_card(config_of("BE"), be).value();
    const auto refused = write_card(peers, card, false);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == base::Code::kConflict);
    // Also where somebody put it into the folder.
    folder.write("peers/BE.toml", card);
    CHECK(read_cards(peers).error().code == base::Code::kConflict);
    std::filesystem::remove(folder.path("peers/BE.toml"));
  }
  // A new card of the same node may.
  fr.curve = *fr.curve_next;
  fr.curve_next.reset();
  CHECK(write_card(peers, own_card(config_of("FR"), fr).value(), true).ok());
}

TEST_CASE("A card that was changed on its way is refused") {
  const std::string one = card_of("FR");
  const std::string other = card_of("FR");
  for (const std::string key : {"curve_key", "log_key"}) {
    const auto mixed = replaced(one, line_of(one, key), line_of(other, key));
    CHECK_THAT(mistake(mixed), Contains("was changed on its way"));
  }
  CHECK_THAT(mistake(replaced(one, "origin = \"FR\"", "origin = \"BE\"")),
             Contains("its log key is of FR"));
}

TEST_CASE("A card that is not whole is refused, and the field is named") {
  const std::string card = card_of("FR");
  for (const std::string name : {"origin", "curve_key", "log_key", "feed", "exchange"}) {
    const auto message = mistake(replaced(card, line_of(card, name), ""));
    CHECK_THAT(message, Contains(name));
  }
  CHECK_THAT(mistake(replaced(card, "tcp://FR", "http://FR")), Contains("endpoints.feed"));
  CHECK_THAT(mistake(replaced(card, "\"tcp://FR", "\"tcp://F\\nR")), Contains("endpoints.feed"));
  CHECK_THAT(mistake("origin = "), Contains("not a peer card: line 1"));
  CHECK_THAT(mistake(std::string(1 << 20, '#')), Contains("too large"));
  CHECK_FALSE(parse_card("").ok());
}

TEST_CASE("Cards live in a folder, one a peer") {
  const TempFolder folder;
  const std::string peers = folder.path("peers");
  CHECK(read_cards(peers).value().empty());
  CHECK(card_text(peers, "FR").error().code == base::Code::kNotFound);
  const std::string fr = card_of("FR");
  REQUIRE(write_card(peers, fr, false).ok());
  REQUIRE(write_card(peers, card_of("BE"), false).ok());
  auto cards = read_cards(peers);
  REQUIRE(cards.ok());
  CHECK(cards->size() == 2);
  CHECK(card_text(peers, "FR").value() == fr);
  CHECK(cards->at("FR").curve_key == parse_card(fr)->peer.curve_key);

  CHECK(write_card(peers, card_of("FR"), false).error().code == base::Code::kConflict);
  CHECK(read_cards(peers)->at("FR").curve_key == parse_card(fr)->peer.curve_key);
  CHECK(write_card(peers, card_of("FR"), true).ok());
  CHECK(read_cards(peers)->at("FR").curve_key != parse_card(fr)->peer.curve_key);

  CHECK(remove_card(peers, "FR").ok());
  CHECK(remove_card(peers, "FR").error().code == base::Code::kNotFound);
  CHECK(read_cards(peers)->size() == 1);
}

TEST_CASE("A card that cannot be read is named") {
  const TempFolder folder;
  folder.write("BE.toml", "nonsense");
  const auto cards = read_cards(folder.path());
  REQUIRE_FALSE(cards.ok());
  CHECK_THAT(cards.error().message, Contains("BE.toml"));
  folder.write("BE.toml", card_of("FR"));
  folder.write("FR.toml", card_of("FR"));
  CHECK_THAT(read_cards(folder.path()).error().message, Contains("another card of FR"));
}

TEST_CASE("What a log says of its keys is written onto the card, once each") {
  const TempFolder folder;
  const std::string card = card_of("BE");
  REQUIRE(write_card(folder.path("peers"), card, false).ok());
  const std::vector<schema::KeyChange> changes = {{7, "BE+a", "BE+b"}, {9, "BE+b", "BE+c"}};
  const std::string peers = folder.path("peers");
  CHECK(add_key_changes(peers, "BE", {changes[0]}).value() == 1);
  CHECK(add_key_changes(peers, "BE", changes).value() == 1);
  CHECK(add_key_changes(peers, "BE", changes).value() == 0);
  const auto known = key_changes_on_card(peers, "BE").value();
  REQUIRE(known.size() == 2);
  CHECK(known[1].sequence == 9);
  CHECK(known[1].old_key == "BE+b");
  CHECK(known[1].new_key == "BE+c");
  // The keys that were compared over the telephone are still there.
  CHECK(read_cards(peers)->at("BE").log_key.vkey() == parse_card(card)->peer.log_key.vkey());
  CHECK(add_key_changes(peers, "DE", changes).error().code == base::Code::kNotFound);
}

}  // namespace rednode::node
