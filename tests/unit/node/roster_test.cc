// Who may change who belongs to the federation.

#include "node/roster.h"

#include "base/limits.h"
#include "node/card.h"
#include "tests/unit/test.h"

using namespace rednode;
using namespace rednode::node;

namespace {

base::SigningKey key_of(const std::string& name) {
  base::Bytes seed = name;
  seed.resize(32, '.');
  return base::SigningKey::from_seed(seed).value();
}

std::string vkey_of(const std::string& origin, const std::string& key_name) {
  return schema::NoteVerifier::create(origin, schema::SignatureType::kEd25519,
                                      key_of(key_name).public_key())
      .value()
      .vkey();
}

std::string card(const std::string& origin, const std::string& host = "red.example.eu") {
  peers::CurveKey curve{};
  for (std::size_t i = 0; i < curve.size(); ++i) {
    curve[i] = static_cast<std::uint8_t>(origin[i % origin.size()] + static_cast<char>(i));
  }
  return "origin = \"" + origin + "\"\nname = \"The node of '" + origin + "'\"\ncurve_key = '" +
         peers::to_z85(curve) + "'\nlog_key = \"" + vkey_of(origin, origin) +
         "\"\n\n[endpoints]\nfeed = \"tcp://" + host + ":7401\"\nexchange = \"tcp://" + host +
         ":7402\"\n";
}

Roster sample(std::uint64_t version = 1) {
  Roster roster;
  roster.federation = "EHDS";
  roster.version = version;
  roster.time = base::UnixTime::from_seconds(1'790'000'000);
  roster.threshold = 2;
  roster.signers = {"BE", "DE", "FR"};
  for (const char* origin : {"FR", "BE", "DE"}) roster.cards[origin] = card(origin);
  return roster;
}

// "FR" signs with its key, "FR:old" with another one.
SignedRoster signed_by(const Roster& roster, const std::vector<std::string>& who) {
  SignedRoster out{roster, {roster_text(roster), {}}};
  for (const std::string& name : who) {
    const std::string origin = name.substr(0, name.find(':'));
    schema::put_signature(out.note, schema::sign_text(out.note.text, origin, key_of(name)));
  }
  return out;
}

const ChangesOf kNoChanges = [](const std::string&) { return std::vector<schema::KeyChange>(); };

base::Code code_of(const base::Status& status) {
  REQUIRE_FALSE(status.ok());
  return status.error().code;
}

}  // namespace

TEST_CASE("a roster comes back as it went in") {
  const auto roster = signed_by(sample(7), {"FR", "BE"});
  const auto back = parse_roster(roster.bytes()).value();
  CHECK(back.roster.federation == "EHDS");
  CHECK(back.roster.version == 7);
  CHECK(back.roster.time.seconds() == 1'790'000'000);
  CHECK(back.roster.threshold == 2);
  CHECK(back.roster.signers == sample().signers);
  CHECK(back.roster.cards == sample().cards);
  CHECK(roster_text(back.roster) == roster.note.text);
  CHECK(signers_of(back.note, back.roster, kNoChanges) == std::vector<std::string>{"BE", "FR"});
  CHECK(fingerprint_of(back) == fingerprint_of(roster));
  CHECK(fingerprint_of(back) != fingerprint_of(signed_by(sample(8), {})));
}

TEST_CASE("two of three make the next version, and one alone none") {
  const auto present = signed_by(sample(1), {"FR", "BE"});
  CHECK(check_first(present, kNoChanges).ok());
  CHECK(code_of(check_first(signed_by(sample(1), {"FR"}), kNoChanges)) ==
        base::Code::kUnauthorised);
  auto next = sample(2);
  next.cards["IT"] = card("IT");
  CHECK(check_successor(present, signed_by(next, {"DE", "BE"}), kNoChanges).ok());
  CHECK(code_of(check_successor(present, signed_by(next, {"FR"}), kNoChanges)) ==
        base::Code::kUnauthorised);
  CHECK(code_of(check_successor(present, signed_by(next, {"FR", "IT"}), kNoChanges)) ==
        base::Code::kUnauthorised);
  CHECK(code_of(check_successor(present, signed_by(next, {"FR", "BE:thief"}), kNoChanges)) ==
        base::Code::kUnauthorised);
  CHECK(differences(present.roster, next) == std::vector<std::string>{"+IT"});
}

TEST_CASE("who joins cannot vote itself in, and who leaves cannot stay by its vote") {
  const auto present = signed_by(sample(1), {"FR", "BE"});
  auto coup = sample(2);
  coup.cards["IT"] = card("IT");
  coup.cards["ES"] = card("ES");
  coup.signers = {"ES", "IT"};
  // By their own rule, and not by the one before.
  CHECK_FALSE(check_successor(present, signed_by(coup, {"ES", "IT"}), kNoChanges).ok());
  CHECK_FALSE(check_successor(present, signed_by(coup, {"ES", "IT", "FR"}), kNoChanges).ok());
  // By the one before, and not by its own.
  CHECK_FALSE(check_successor(present, signed_by(coup, {"FR", "BE"}), kNoChanges).ok());
  CHECK(check_successor(present, signed_by(coup, {"FR", "BE", "ES", "IT"}), kNoChanges).ok());
}

TEST_CASE("a version never comes back") {
  const auto present = signed_by(sample(5), {"FR", "BE"});
  for (const std::uint64_t version : {1, 4}) {
    CHECK(code_of(check_successor(present, signed_by(sample(version), {"FR", "BE", "DE"}),
                                  kNoChanges)) == base::Code::kConflict);
  }
  auto same = sample(5);
  CHECK(check_successor(present, signed_by(same, {}), kNoChanges).ok());  // nothing new
  same.cards["BE"] = card("BE", "other.example.eu");
  CHECK(code_of(check_successor(present, signed_by(same, {"FR", "BE", "DE"}), kNoChanges)) ==
        base::Code::kConflict);
  auto other = sample(6);
  other.federation = "EHDS-TEST";
  CHECK(code_of(check_successor(present, signed_by(other, {"FR", "BE", "DE"}), kNoChanges)) ==
        base::Code::kConflict);
}

TEST_CASE("a key that was replaced signs no roster") {
  const ChangesOf changed = [](const std::string& origin) {
    std::vector<schema::KeyChange> changes;
    if (origin == "FR") changes.push_back({3, vkey_of("FR", "FR"), vkey_of("FR", "FR:new")});
    return changes;
  };
  const auto present = signed_by(sample(1), {"FR", "BE"});
  CHECK_FALSE(check_successor(present, signed_by(sample(2), {"FR", "BE"}), changed).ok());
  CHECK(check_successor(present, signed_by(sample(2), {"FR:new", "BE"}), changed).ok());
}

TEST_CASE("what is no roster is refused, and says why") {
  const auto fails = [](const Roster& roster, const std::string& why) {
    const auto parsed = parse_roster_text(roster_text(roster));
    REQUIRE_FALSE(parsed.ok());
    CHECK_THAT(parsed.error().message, Catch::Matchers::Contains(why));
  };
  auto roster = sample();
  roster.federation = "two words";
  fails(roster, "federation");
  roster = sample(0);
  fails(roster, "version");
  for (const std::size_t threshold : {0, 1, 4}) {
    roster = sample();
    roster.threshold = threshold;
    fails(roster, "threshold");
  }
  roster = sample();
  roster.signers = {"BE", "IT"};
  fails(roster, "no member");
  roster.signers = {"FR", "BE"};
  fails(roster, "order");
  roster.signers = {"BE", "BE", "FR"};
  fails(roster, "each once");
  roster = sample();
  roster.cards["FR"] = "origin = 'FR'\n";
  fails(roster, "member");
  roster = sample();
  roster.cards["IT"] = card("FR");
  fails(roster, "two cards of FR");
  CHECK_FALSE(parse_roster_text("").ok());
  CHECK_FALSE(parse_roster_text("rednode-roster/v2\n").ok());
  CHECK_FALSE(parse_roster_text("rednode-roster/v1\nversion = [").ok());
  CHECK_FALSE(
      parse_roster_text("rednode-roster/v1\n" + std::string(base::limits::kRosterBytesMax, '#'))
          .ok());
  const auto whole = roster_text(sample());
  for (std::size_t i = 0; i < whole.size(); i += 7) {
    const auto cut = parse_roster_text(whole.substr(0, i));
    if (cut.ok()) CHECK(cut->cards.size() < 3);
  }
}

TEST_CASE("what nobody who may signed is not kept on a roster") {
  auto roster = signed_by(sample(2), {"FR", "BE", "IT"});
  schema::put_signature(roster.note, schema::sign_text(roster.note.text, "DE", key_of("a thief")));
  const auto kept = with_signers(roster.note, {&roster.roster}, kNoChanges);
  CHECK(kept.text == roster.note.text);
  CHECK(kept.signatures.size() == 2);
  CHECK(signers_of(kept, roster.roster, kNoChanges) == std::vector<std::string>{"BE", "FR"});
}

TEST_CASE("members have transport keys of their own, and cards as they give them out") {
  auto roster = sample();
  auto twin = card("IT");
  const auto at = twin.find("curve_key = '");
  twin.replace(at, twin.find('\n', at) - at,
               card("FR").substr(card("FR").find("curve_key = '"),
                                 card("FR").find('\n', card("FR").find("curve_key = '")) -
                                     card("FR").find("curve_key = '")));
  roster.cards["IT"] = twin;
  CHECK_FALSE(parse_roster_text(roster_text(roster)).ok());
  roster = sample();
  roster.cards["FR"] += "\n[[key_change]]\nsequence = 1\nold_key = \"" + vkey_of("FR", "FR") +
                        "\"\nnew_key = \"" + vkey_of("FR", "FR:thief") + "\"\n";
  CHECK_FALSE(parse_roster_text(roster_text(roster)).ok());
}
