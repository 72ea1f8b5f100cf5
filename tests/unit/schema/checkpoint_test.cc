#include "schema/checkpoint.h"

#include "tests/unit/test.h"

using namespace rednode;

namespace {

const base::SigningKey kKey = base::SigningKey::from_seed(base::Bytes(32, 'k')).value();

schema::NoteVerifier verifier(const char* name) {
  return schema::NoteVerifier::create(name, schema::SignatureType::kEd25519, kKey.public_key())
      .value();
}

}  // namespace

TEST_CASE("a checkpoint has the three lines of c2sp.org/tlog-checkpoint") {
  const schema::Checkpoint checkpoint{"FR", 20852163, base::sha256("root")};
  CHECK(schema::checkpoint_text(checkpoint) ==
        "FR\n20852163\n" + base::to_base64(base::sha256("root").view()) + "\n");
  CHECK(schema::parse_checkpoint_text(schema::checkpoint_text(checkpoint)).value() == checkpoint);
}

TEST_CASE("a signed checkpoint opens with the key of its origin only") {
  const auto signed_checkpoint = schema::sign_checkpoint({"FR", 3, base::sha256("r")}, kKey);
  const auto bytes = signed_checkpoint.bytes();
  CHECK(schema::open_checkpoint(bytes, verifier("FR")).value().checkpoint.size == 3);
  CHECK(schema::open_checkpoint(bytes, verifier("BE")).error().code == base::Code::kUnauthorised);
  auto other = bytes;
  other[3] = '4';
  CHECK(schema::open_checkpoint(other, verifier("FR")).error().code == base::Code::kUnauthorised);
}

TEST_CASE("a checkpoint that names another origin than its signer is refused") {
  // FR's key is good and the note is whole: only what it says is none of FR's business.
  schema::SignedCheckpoint claim;
  claim.note.text = schema::checkpoint_text({"BE", 3, base::sha256("r")});
  claim.note.signatures.push_back(schema::sign_text(claim.note.text, "FR", kKey));
  CHECK(schema::open_checkpoint(claim.bytes(), verifier("FR")).error().code ==
        base::Code::kUnauthorised);
}

TEST_CASE("sizes are plain decimals and extension lines are refused") {
  const std::string root = base::to_base64(base::sha256("r").view()) + "\n";
  for (const auto& bad : std::initializer_list<std::string>{
           "FR\n03\n" + root, "FR\n-1\n" + root, "FR\n\n" + root, "FR\n3\nAAAA\n",
           "FR\n3\n" + root + "more\n", "fr\n3\n" + root, "FR\n99999999999999999999\n" + root}) {
    INFO(bad);
    CHECK_FALSE(schema::parse_checkpoint_text(bad).ok());
  }
}

TEST_CASE("a later signature of one key takes the place of the earlier") {
  auto checkpoint = schema::sign_checkpoint({"FR", 3, base::sha256("r")}, kKey);
  schema::put_signature(checkpoint.note, schema::cosign_text(checkpoint.note.text, "FR", kKey, 10));
  schema::put_signature(checkpoint.note, schema::cosign_text(checkpoint.note.text, "FR", kKey, 20));
  CHECK(checkpoint.note.signatures.size() == 2);
  const auto cosigner =
      schema::NoteVerifier::create("FR", schema::SignatureType::kCosignature, kKey.public_key())
          .value();
  CHECK(schema::cosigned_at(checkpoint, cosigner).value() == 20);
}
