#include "schema/note.h"

#include "tests/unit/test.h"

using namespace rednode;
using schema::NoteVerifier;
using schema::SignatureType;

namespace {

// The example of c2sp.org/signed-note and Go's golang.org/x/mod/sumdb/note package.
constexpr const char* kPeterKey =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr const char* kPeterNote =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

base::SigningKey fixed_key(char c) {
  return base::SigningKey::from_seed(base::Bytes(32, c)).value();
}

}  // namespace

TEST_CASE("a note that another implementation signed verifies") {
  const auto verifier = NoteVerifier::parse(kPeterKey).value();
  CHECK(verifier.name() == "PeterNeumann");
  CHECK(verifier.vkey() == kPeterKey);
  const auto note = schema::parse_note(kPeterNote).value();
  CHECK(schema::verify_note(note, verifier).ok());
  CHECK(schema::format_note(note) == kPeterNote);
}

TEST_CASE("a changed text does not verify") {
  const auto verifier = NoteVerifier::parse(kPeterKey).value();
  auto note = schema::parse_note(kPeterNote).value();
  note.text[0] = 'i';
  CHECK(schema::verify_note(note, verifier).error().code == base::Code::kUnauthorised);
}

TEST_CASE("signatures of unknown keys are passed over") {
  const auto other =
      NoteVerifier::create("FR", SignatureType::kEd25519, fixed_key('f').public_key()).value();
  const auto note = schema::parse_note(kPeterNote).value();
  CHECK(schema::verify_note(note, other).error().code == base::Code::kNotFound);
}

TEST_CASE("a cosignature binds the text to a time") {
  const auto key = fixed_key('b');
  const auto verifier =
      NoteVerifier::create("BE", SignatureType::kCosignature, key.public_key()).value();
  schema::Note note{"FR\n0\nx\n", {schema::cosign_text("FR\n0\nx\n", "BE", key, 1'700'000'000)}};
  const auto back = schema::parse_note(schema::format_note(note)).value();
  const auto* signature = schema::verify_note(back, verifier).value();
  CHECK(schema::cosignature_time(*signature) == 1'700'000'000);
  auto later = back;
  later.signatures[0].signature[7] ^= 1;
  CHECK(schema::verify_note(later, verifier).error().code == base::Code::kUnauthorised);
}

TEST_CASE("the two signature types of one key have different key ids") {
  const auto key = fixed_key('k').public_key();
  CHECK(schema::note_key_id("FR", SignatureType::kEd25519, key) !=
        schema::note_key_id("FR", SignatureType::kCosignature, key));
}

TEST_CASE("what is no note is refused") {
  for (const char* bad :
       {"", "text\n", "text\n\n", "text\n\nFR abcd\n", "text\n\n— FR !\n", "text\n\n— FR AAAA\n",
        "te\txt\n\n— FR AAAAAAAA\n", "text\n\n— F+R AAAAAAAA\n", "text\n\n— FR AAAAAAAA",
        "\xff\n\n— FR AAAAAAAA\n"}) {
    INFO(bad);
    CHECK_FALSE(schema::parse_note(bad).ok());
  }
}

TEST_CASE("a verifier key that was copied wrongly is refused") {
  std::string vkey = kPeterKey;
  vkey[14] = '0';
  CHECK_FALSE(NoteVerifier::parse(vkey).ok());
  CHECK_FALSE(NoteVerifier::parse("FR").ok());
  CHECK_FALSE(NoteVerifier::parse("FR+00000000+AA==").ok());
}
