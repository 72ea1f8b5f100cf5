// The note by which an origin begins its log anew.

#include "schema/generation.h"

#include "tests/unit/test.h"

using namespace rednode;
using namespace rednode::schema;

namespace {

base::SigningKey key_of(char seed) {
  return base::SigningKey::from_seed(base::Bytes(32, seed)).value();
}
NoteVerifier verifier_of(char seed) {
  return NoteVerifier::create("FR", SignatureType::kEd25519, key_of(seed).public_key()).value();
}
Generation sample() {
  return {"FR", 2, 80, base::sha256("root"), 1'790'000'000, "the disk was lost"};
}
base::Bytes signed_by(char seed, const Generation& generation) {
  Note note{generation_text(generation), {}};
  note.signatures.push_back(sign_text(note.text, "FR", key_of(seed)));
  return format_note(note);
}

}  // namespace

TEST_CASE("a generation comes back as it went in") {
  const auto back = open_generation(signed_by('a', sample()), LogKeys(verifier_of('a'))).value();
  CHECK(back.origin == "FR");
  CHECK(back.number == 2);
  CHECK(back.size == 80);
  CHECK(back.root == sample().root);
  CHECK(back.time_seconds == 1'790'000'000);
  CHECK(back.reason == "the disk was lost");
}

TEST_CASE("only the latest key of a log begins it anew") {
  const LogKeys keys(verifier_of('a'), {{10, verifier_of('a').vkey(), verifier_of('b').vkey()}});
  CHECK(open_generation(signed_by('b', sample()), keys).ok());
  CHECK_FALSE(open_generation(signed_by('a', sample()), keys).ok());
  CHECK_FALSE(open_generation(signed_by('c', sample()), keys).ok());
  auto other = sample();
  other.origin = "BE";
  CHECK_FALSE(open_generation(signed_by('b', other), keys).ok());
}

TEST_CASE("what is no generation is refused") {
  const auto text = generation_text(sample());
  CHECK(parse_generation_text(text).ok());
  for (std::size_t i = 0; i < text.size(); ++i) {
    CHECK_FALSE(parse_generation_text(text.substr(0, i)).ok());
  }
  CHECK_FALSE(parse_generation_text(text + "more\n").ok());
  auto wrong = sample();
  wrong.number = 1;
  CHECK_FALSE(parse_generation_text(generation_text(wrong)).ok());
  wrong.number = 65;
  CHECK_FALSE(parse_generation_text(generation_text(wrong)).ok());
  wrong = sample();
  for (const char* reason : {"", "two\nlines", "a \x1b[31m colour", "\xff"}) {
    wrong.reason = reason;
    CHECK_FALSE(parse_generation_text(generation_text(wrong)).ok());
  }
  // A checkpoint is none, and the other way round.
  CHECK_FALSE(parse_generation_text(checkpoint_text({"FR", 80, base::sha256("root"), 2})).ok());
  CHECK_FALSE(parse_checkpoint_text(text).ok());
}

TEST_CASE("the first line of a checkpoint names the generation") {
  const Checkpoint checkpoint{"FR-HDH", 3, base::sha256("root"), 12};
  const auto text = checkpoint_text(checkpoint);
  CHECK(text.substr(0, text.find('\n')) == "FR-HDH@12");
  CHECK(parse_checkpoint_text(text).value() == checkpoint);
  for (const char* name :
       {"FR@1", "FR@0", "FR@02", "FR@", "FR@x", "FR@65", "FR@2@3", "@2", "FR @2"}) {
    CHECK_FALSE(parse_checkpoint_text(name + text.substr(text.find('\n'))).ok());
  }
}
