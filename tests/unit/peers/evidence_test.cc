#include "peers/evidence.h"

#include "tests/unit/peers/support.h"

using namespace rednode;
using test::OriginLog;

namespace {

// Two histories of one key that share three updates.
struct TwoHistories {
  TwoHistories() {
    for (OriginLog* log : {&first, &second}) log->publish_numbers(0, 3);
    first.publish_numbers(10, 12);
    second.publish_numbers(20, 26);
  }
  peers::Evidence evidence() const {
    const std::uint64_t size = first.log().size();
    return {*first.log().held, *second.log().held,
            peers::root_of(second.store, second.log(), size).value(),
            peers::prove_to_held(second.store, second.log(), size).value()};
  }
  OriginLog first{"FR"};
  OriginLog second{"FR"};
};

}  // namespace

TEST_CASE("evidence proves two histories, and anybody can check it") {
  const TwoHistories two;
  const base::Bytes text = peers::format_evidence(two.evidence());
  const auto opened = peers::open_evidence(text, schema::LogKeys(test::log_key_of("FR")));
  REQUIRE(opened.ok());
  CHECK(opened->first.checkpoint.size == 5);
  CHECK(opened->second.checkpoint.size == 9);
  CHECK(peers::format_evidence(*opened) == text);
}

TEST_CASE("two checkpoints of one size need no proof") {
  OriginLog a("FR");
  OriginLog b("FR");
  a.publish_numbers(0, 4);
  b.publish_numbers(1, 5);
  const auto text = peers::format_evidence({*a.log().held, *b.log().held, b.log().tree.root(), {}});
  CHECK(peers::open_evidence(text, schema::LogKeys(test::log_key_of("FR"))).ok());
}

TEST_CASE("what is no evidence is refused") {
  const TwoHistories two;
  const auto key = test::log_key_of("FR");
  peers::Evidence evidence = two.evidence();
  const auto refused = [&] {
    return !peers::open_evidence(peers::format_evidence(evidence), schema::LogKeys(key)).ok();
  };
  REQUIRE_FALSE(refused());

  SECTION("two generations of a log, the one after the other or before it") {
    // An origin that begins its log anew says so, and signs nothing that contradicts itself.
    const bool later = GENERATE(true, false);
    auto& other = later ? evidence.second : evidence.first;
    auto checkpoint = other.checkpoint;
    checkpoint.generation = 2;
    other = schema::sign_checkpoint(checkpoint, test::key_of("FR"));
    CHECK(refused());
  }
  SECTION("one history that only grew") {
    OriginLog fr("FR");
    fr.publish_numbers(0, 5);
    const auto before = *fr.log().held;
    fr.publish_numbers(5, 9);
    evidence = {before, *fr.log().held, before.checkpoint.root,
                peers::prove_to_held(fr.store, fr.log(), 5).value()};
    CHECK(refused());
    evidence.other_root.octets[3] ^= 1;
    CHECK(refused());
  }
  SECTION("a proof that leads elsewhere") {
    evidence.proof[0].octets[0] ^= 1;
    CHECK(refused());
    evidence.proof.clear();
    CHECK(refused());
  }
  SECTION("a note that is not signed") {
    evidence.second.note.signatures[0].signature[0] ^= 1;
    CHECK(refused());
  }
  SECTION("the notes the other way round") {
    std::swap(evidence.first, evidence.second);
    CHECK(refused());
  }
  SECTION("about somebody else") {
    const auto text = peers::format_evidence(evidence);
    CHECK_FALSE(peers::open_evidence(text, schema::LogKeys(test::log_key_of("BE"))).ok());
    CHECK_FALSE(
        peers::open_evidence(text, schema::LogKeys(test::log_key_of("FR", "another key"))).ok());
  }
}

TEST_CASE("evidence that was cut or bent is refused") {
  const TwoHistories two;
  const auto key = test::log_key_of("FR");
  const base::Bytes text = peers::format_evidence(two.evidence());
  for (std::size_t size = 0; size < text.size(); ++size) {
    CHECK_FALSE(peers::open_evidence(text.substr(0, size), schema::LogKeys(key)).ok());
  }
  // A bit turned over anywhere: refused, except where it falls on what says nothing (the case of a
  // digit does not exist here, so nothing is excepted).
  for (std::size_t at = 0; at < text.size(); at += 3) {
    base::Bytes bent = text;
    bent[at] = static_cast<char>(bent[at] ^ 4);
    CHECK_FALSE(peers::open_evidence(bent, schema::LogKeys(key)).ok());
  }
  CHECK_FALSE(peers::open_evidence(text + "tail", schema::LogKeys(key)).ok());
}
