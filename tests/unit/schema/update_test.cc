#include "schema/update.h"

#include "base/limits.h"
#include "tests/unit/test.h"

using namespace rednode;
using schema::Update;
using schema::UpdateKind;

namespace {

Update sample() {
  Update u;
  u.sequence = 7;
  u.time_ms = 1'700'000'000'000;
  u.kind = UpdateKind::kPut;
  u.verdict = schema::Verdict::kConforms;
  u.content_size = 4096;
  u.iri = "https://www.data.gouv.fr/datasets/base-de-donnees-publique-des-medicaments";
  u.content_id = base::sha256("content");
  u.profile = "healthdcat-ap/8/public";
  return u;
}

}  // namespace

TEST_CASE("an update comes back as it went in") {
  const auto bytes = schema::encode_update(sample()).value();
  const auto back = schema::decode_update(bytes).value();
  CHECK(back.sequence == 7);
  CHECK(back.time_ms == 1'700'000'000'000);
  CHECK(back.kind == UpdateKind::kPut);
  CHECK(back.verdict == schema::Verdict::kConforms);
  CHECK(back.content_size == 4096);
  CHECK(back.iri == sample().iri);
  CHECK(back.content_id == base::sha256("content"));
  CHECK(back.profile == "healthdcat-ap/8/public");
}

TEST_CASE("the encoding is canonical: the same update has the same octets, about 200 of them") {
  const auto bytes = schema::encode_update(sample()).value();
  CHECK(bytes == schema::encode_update(schema::decode_update(bytes).value()).value());
  CHECK(bytes.size() < 260);
}

TEST_CASE("the octets of the encoding are written down: they are hashed for ever") {
  CHECK(base::to_hex(base::sha256(schema::encode_update(sample()).value())) ==
        "ed042f559151b99cddf9ef893ca0ce1114a0cf8c9fef019e24e4ed849fc11f3d");
}

TEST_CASE("every cut and every flipped octet is refused or still an update, and never a crash") {
  const auto bytes = schema::encode_update(sample()).value();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    CHECK_FALSE(schema::decode_update(bytes.substr(0, i)).ok());
    for (const char flip : {'\x01', '\x80', '\xff'}) {
      auto damaged = bytes;
      damaged[i] = static_cast<char>(damaged[i] ^ flip);
      const auto result = schema::decode_update(damaged);
      if (result.ok()) CHECK(schema::encode_update(*result).ok());
    }
  }
}

TEST_CASE("an encoding that is not canonical is refused") {
  auto bytes = schema::encode_update(sample()).value();
  CHECK_FALSE(schema::decode_update(bytes + base::Bytes(8, '\0')).ok());
}

TEST_CASE("updates that break a rule of their kind are refused") {
  auto u = sample();
  u.iri = "not absolute";
  CHECK_FALSE(schema::encode_update(u).ok());
  u = sample();
  u.content_size = 0;
  CHECK_FALSE(schema::encode_update(u).ok());
  u = sample();
  u.content_size = base::limits::kContentBytesMax + 1;
  CHECK_FALSE(schema::encode_update(u).ok());
  u = sample();
  u.kind = UpdateKind::kRotateKey;
  CHECK_FALSE(schema::encode_update(u).ok());
  u = sample();
  u.reason = std::string(base::limits::kReasonBytesMax + 1, 'x');
  CHECK_FALSE(schema::encode_update(u).ok());
  u = sample();
  u.profile = "\xff";
  CHECK_FALSE(schema::encode_update(u).ok());
}

TEST_CASE("a put names its categories, and a withdrawal may ask to erase") {
  auto u = sample();
  u.categories = {"EHRS", "GENETIC-DATA"};
  CHECK(schema::decode_update(schema::encode_update(u).value()).value().categories == u.categories);
  using List = std::vector<std::string>;
  const std::vector<List> wrongs = {List({"B", "A", "C"}), List({"A", "A", "B"}),
                                    List(1, ""),           List(1, "a b"),
                                    List(33, "A"),         List(1, std::string(65, 'x'))};
  for (const auto& wrong : wrongs) {
    u.categories = wrong;
    CHECK_FALSE(schema::encode_update(u).ok());
  }
  u = sample();
  u.erase = true;
  CHECK_FALSE(schema::encode_update(u).ok());
  u.kind = UpdateKind::kWithdraw;
  u.content_size = 0;
  CHECK(schema::decode_update(schema::encode_update(u).value()).value().erase);
  u.categories = {"EHRS"};
  CHECK_FALSE(schema::encode_update(u).ok());
}
