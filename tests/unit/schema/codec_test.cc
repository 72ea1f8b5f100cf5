#include "schema/codec.h"

#include "base/limits.h"
#include "base/random.h"
#include "tests/unit/test.h"

using namespace rednode;
using namespace rednode::schema;

namespace {

Chunk sample_chunk() {
  Chunk c;
  c.origin = "FR-HDH";
  c.checkpoint = "note";
  c.first = 41;
  c.updates = {base::Bytes("12345678"), base::Bytes("abcdefgh")};
  c.proof = {base::sha256("a"), base::sha256("b")};
  c.contents = {pack_content("<a> <b> <c> .\n")};
  c.cosign_now = true;
  c.further = {{"a later note", {base::sha256("c")}}, {"the last note", {}}};
  return c;
}

template <typename Body>
Body through_request(const Body& body) {
  const auto frame = decode_frame(encode_frame(Request{9, body})).value();
  const auto& request = std::get<Request>(frame);
  CHECK(request.id == 9);
  return std::get<Body>(request.body);
}

template <typename Body>
Body through_answer(const Body& body) {
  const auto frame = decode_frame(encode_frame(Answer{11, body})).value();
  const auto& answer = std::get<Answer>(frame);
  CHECK(answer.id == 11);
  return std::get<Body>(answer.body);
}

void check_equal(const Chunk& a, const Chunk& b) {
  CHECK(a.origin == b.origin);
  CHECK(a.checkpoint == b.checkpoint);
  CHECK(a.first == b.first);
  CHECK(a.updates == b.updates);
  CHECK(a.proof == b.proof);
  REQUIRE(a.contents.size() == b.contents.size());
  CHECK(a.contents[0].id == b.contents[0].id);
  CHECK(a.contents[0].bytes == b.contents[0].bytes);
  CHECK(a.cosign_now == b.cosign_now);
  REQUIRE(a.further.size() == b.further.size());
  for (std::size_t i = 0; i < a.further.size(); ++i) {
    CHECK(a.further[i].checkpoint == b.further[i].checkpoint);
    CHECK(a.further[i].proof == b.further[i].proof);
  }
}

}  // namespace

TEST_CASE("every frame comes back as it went in") {
  const auto feed = decode_frame(encode_frame(sample_chunk())).value();
  check_equal(std::get<Chunk>(feed), sample_chunk());
  check_equal(through_answer(sample_chunk()), sample_chunk());

  through_request(HeadsRequest{});
  const auto range = through_request(RangeRequest{"BE", 5, 6, 7, true});
  CHECK((range.origin == "BE" && range.first == 5 && range.count == 6 && range.bytes_max == 7 &&
         range.with_contents));
  CHECK(through_request(ContentsRequest{{base::sha256("x")}}).ids ==
        std::vector{base::sha256("x")});
  CHECK(through_request(CosignRequest{"DE", "note"}).checkpoint == "note");
  CHECK(through_request(ProofRequest{"DE", 12}).old_size == 12);

  CHECK(through_answer(Refusal{"not-found", "no such log"}).message == "no such log");
  CHECK(through_answer(HeadsAnswer{{{"FR", "n1"}, {"BE", "n2"}}}).heads[1].checkpoint == "n2");
  CHECK(through_answer(ContentsAnswer{{pack_content("<a> <b> <c> .\n")}}).contents.size() == 1);
  through_answer(AcceptedAnswer{});
  through_request(RosterRequest{});
  CHECK(through_answer(RosterAnswer{"a note"}).note == "a note");
  CHECK(through_request(ReceiptsRequest{"FR", 4}).from == 4);
  const auto receipts =
      through_answer(ReceiptsAnswer{"FR", 4, 9, 12, {{5, "urn:r:5", "not-nquads", "line 1"}}});
  CHECK((receipts.from == 4 && receipts.judged == 9 && receipts.total == 12));
  REQUIRE(receipts.refused.size() == 1);
  CHECK(receipts.refused[0].rule == "not-nquads");
  CHECK(
      through_answer(ProofAnswer{"FR", "n", 3, base::sha256("r"), {base::sha256("h")}}).old_root ==
      base::sha256("r"));
}

TEST_CASE("a large chunk is one frame and comes back") {
  Chunk c = sample_chunk();
  c.updates.assign(base::limits::kChunkUpdatesMax, base::Bytes(200, 'u'));
  const auto frame = decode_frame(encode_frame(c)).value();
  CHECK(std::get<Chunk>(frame).updates == c.updates);
}

TEST_CASE("frames over a limit are refused") {
  Chunk c = sample_chunk();
  c.updates.assign(base::limits::kChunkUpdatesMax + 1, base::Bytes(8, 'u'));
  CHECK_FALSE(decode_frame(encode_frame(c)).ok());
  c = sample_chunk();
  c.proof.assign(base::limits::kProofHashesMax + 1, base::sha256("p"));
  CHECK_FALSE(decode_frame(encode_frame(c)).ok());
  c = sample_chunk();
  c.further.assign(base::limits::kRotationsMax + 1, {"note", {}});
  CHECK_FALSE(decode_frame(encode_frame(c)).ok());
  c.further.assign(1, {"note", std::vector(base::limits::kProofHashesMax + 1, base::sha256("p"))});
  CHECK_FALSE(decode_frame(encode_frame(c)).ok());
  const auto receipts_ok = [](const ReceiptsAnswer& answer) {
    return decode_frame(encode_frame(Answer{1, answer})).ok();
  };
  const Receipt five{5, "urn:r:5", "rule", "message"};
  CHECK(receipts_ok({"FR", 5, 6, 6, {five}}));
  CHECK_FALSE(receipts_ok({"FR", 6, 7, 7, {five}}));
  CHECK_FALSE(receipts_ok({"FR", 0, 5, 7, {five}}));
  CHECK_FALSE(receipts_ok({"FR", 0, 9, 9, {five, five}}));
  CHECK_FALSE(receipts_ok({"FR", 5, 4, 9, {}}));
  CHECK_FALSE(receipts_ok({"FR", 0, 9, 8, {}}));
  CHECK_FALSE(receipts_ok({"FR", 0, 9, 9, {{5, "urn:r:5", std::string(65, 'r'), "m"}}}));
  CHECK_FALSE(receipts_ok({"FR", 0, 9, 9, {{5, "urn:r:5", "r", "\xff"}}}));
  c = sample_chunk();
  c.origin = "nowhere";
  CHECK_FALSE(decode_frame(encode_frame(c)).ok());
  CHECK_FALSE(decode_frame(base::Bytes(base::limits::kFrameBytesMax + 8, '\0')).ok());
}

TEST_CASE("cut, longer and damaged frames never crash, and cut or longer ones are refused") {
  const auto bytes = encode_frame(sample_chunk());
  for (std::size_t i = 0; i < bytes.size(); ++i) CHECK_FALSE(decode_frame(bytes.substr(0, i)).ok());
  CHECK_FALSE(decode_frame(bytes + base::Bytes(8, '\0')).ok());
  base::Random random(1);
  for (int i = 0; i < 20'000; ++i) {
    auto damaged = bytes;
    for (int flips = 0; flips < 3; ++flips) {
      damaged[random.below(damaged.size())] = static_cast<char>(random.next());
    }
    const auto result = decode_frame(damaged);
    if (result.ok()) CHECK_FALSE(encode_frame(*result).empty());
  }
}
