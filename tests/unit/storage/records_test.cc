#include "storage/records.h"

#include "base/limits.h"
#include "base/random.h"
#include "tests/unit/test.h"

using namespace rednode;
using schema::Update;
using schema::UpdateKind;
using storage::RecordState;
using storage::RecordStatus;

namespace {

Update update(UpdateKind kind, std::uint64_t sequence) {
  Update u;
  u.kind = kind;
  u.sequence = sequence;
  u.time_ms = 1'000 + static_cast<std::int64_t>(sequence);
  u.iri = "urn:a";
  if (kind == UpdateKind::kPut) {
    u.verdict = schema::Verdict::kWarnings;
    u.content_size = 10 + static_cast<std::uint32_t>(sequence);
    u.content_id = base::sha256(std::to_string(sequence));
  }
  return u;
}

std::optional<RecordState> fold(std::initializer_list<Update> updates) {
  std::optional<RecordState> state;
  for (const Update& u : updates) {
    if (auto after = storage::fold_update(state, u)) state = std::move(after);
  }
  return state;
}

RecordState sample() {
  return *fold({update(UpdateKind::kPut, 3), update(UpdateKind::kConfirm, 300),
                update(UpdateKind::kWithdraw, 70'000), update(UpdateKind::kPut, 70'001)});
}

}  // namespace

TEST_CASE("a put makes a record live") {
  const auto state = fold({update(UpdateKind::kPut, 3)});
  REQUIRE(state.has_value());
  CHECK(state->live());
  CHECK(state->verdict == schema::Verdict::kWarnings);
  CHECK(state->sequence == 3);
  CHECK(state->put_sequence == 3);
  CHECK(state->changed_ms == 1'003);
  CHECK(state->confirmed_ms == 1'003);
  CHECK(state->content_size == 13);
  CHECK(state->content_id == base::sha256("3"));
  CHECK(state->history == std::vector<std::uint64_t>{3});
  CHECK_FALSE(state->wanted);
}

TEST_CASE("a put of the content that is there judges again, and is no confirmation") {
  Update again = update(UpdateKind::kPut, 5);
  again.content_id = update(UpdateKind::kPut, 3).content_id;
  again.content_size = 13;
  again.verdict = schema::Verdict::kConforms;
  const auto state = fold({update(UpdateKind::kPut, 3), update(UpdateKind::kConfirm, 4), again});
  CHECK(state->verdict == schema::Verdict::kConforms);
  CHECK(state->sequence == 5);
  CHECK(state->put_sequence == 5);
  CHECK(state->changed_ms == 1'003);
  CHECK(state->confirmed_ms == 1'004);
  CHECK(state->content_size == 13);
  CHECK(state->history == std::vector<std::uint64_t>{3, 4, 5});

  // What was withdrawn and comes back has changed, whatever its content.
  const auto back = fold({update(UpdateKind::kPut, 3), update(UpdateKind::kWithdraw, 4), again});
  CHECK(back->live());
  CHECK(back->changed_ms == 1'005);
  CHECK(back->confirmed_ms == 1'005);
}

TEST_CASE("a confirm moves only the time of confirmation") {
  const auto state = fold({update(UpdateKind::kPut, 3), update(UpdateKind::kConfirm, 5)});
  CHECK(state->live());
  CHECK(state->sequence == 3);
  CHECK(state->put_sequence == 3);
  CHECK(state->changed_ms == 1'003);
  CHECK(state->confirmed_ms == 1'005);
  CHECK(state->content_id == base::sha256("3"));
  CHECK(state->history == std::vector<std::uint64_t>{3, 5});
}

TEST_CASE("a withdrawal keeps what the last put said") {
  const auto state = fold({update(UpdateKind::kPut, 3), update(UpdateKind::kWithdraw, 5)});
  CHECK(state->status == RecordStatus::kWithdrawn);
  CHECK(state->sequence == 5);
  CHECK(state->put_sequence == 3);
  CHECK(state->changed_ms == 1'005);
  CHECK(state->confirmed_ms == 1'003);
  CHECK(state->content_id == base::sha256("3"));
  CHECK(state->history == std::vector<std::uint64_t>{3, 5});
}

TEST_CASE("what is not live is neither confirmed nor withdrawn, and keeps no trace of it") {
  CHECK_FALSE(fold({update(UpdateKind::kConfirm, 1)}).has_value());
  CHECK_FALSE(fold({update(UpdateKind::kWithdraw, 1)}).has_value());
  const auto once = fold({update(UpdateKind::kPut, 3), update(UpdateKind::kWithdraw, 5)});
  for (const auto kind : {UpdateKind::kConfirm, UpdateKind::kWithdraw, UpdateKind::kRotateKey}) {
    CHECK_FALSE(storage::fold_update(once, update(kind, 7)).has_value());
  }
  CHECK_FALSE(fold({update(UpdateKind::kRotateKey, 1)}).has_value());
}

TEST_CASE("a withdrawn record comes back with its history") {
  const auto state = fold(
      {update(UpdateKind::kPut, 3), update(UpdateKind::kWithdraw, 5), update(UpdateKind::kPut, 9)});
  CHECK(state->live());
  CHECK(state->put_sequence == 9);
  CHECK(state->history == std::vector<std::uint64_t>{3, 5, 9});
}

TEST_CASE("a verdict that is not known here is stored as none, so that it can be read again") {
  auto u = update(UpdateKind::kPut, 1);
  for (const int verdict : {5, 255, 256, 260, 65'535}) {
    u.verdict = static_cast<schema::Verdict>(verdict);
    const auto state = storage::fold_update(std::nullopt, u);
    CHECK(state->verdict == schema::Verdict::kNotJudged);
    CHECK(storage::decode_record(storage::encode_record(*state)).ok());
  }
  u.verdict = schema::Verdict::kPendingHdab;
  const auto pending = storage::fold_update(std::nullopt, u);
  const auto back = storage::decode_record(storage::encode_record(*pending));
  REQUIRE(back.ok());
  CHECK(back->verdict == schema::Verdict::kPendingHdab);
}

TEST_CASE("a record state comes back as it went in") {
  for (const bool wanted : {false, true}) {
    RecordState state = sample();
    state.wanted = wanted;
    const auto bytes = storage::encode_record(state);
    const auto back = storage::decode_record(bytes).value();
    CHECK(back.wanted == wanted);
    CHECK(back.status == state.status);
    CHECK(back.verdict == state.verdict);
    CHECK(back.sequence == state.sequence);
    CHECK(back.put_sequence == state.put_sequence);
    CHECK(back.changed_ms == state.changed_ms);
    CHECK(back.confirmed_ms == state.confirmed_ms);
    CHECK(back.content_size == state.content_size);
    CHECK(back.content_id == state.content_id);
    CHECK(back.history == state.history);
    CHECK(storage::encode_record(back) == bytes);
  }
}

TEST_CASE("the octets of a record state are written down") {
  CHECK(base::to_hex(storage::encode_record(*fold({update(UpdateKind::kPut, 300)}))) ==
        "0002000000000000012c000000000000012c00000000000005140000000000000514"
        "00000136" +
            base::to_hex(base::sha256("300")) + "0001ac02");
}

TEST_CASE("every truncation and every tail of a record state is refused") {
  const auto bytes = storage::encode_record(sample());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    INFO(length);
    const auto result = storage::decode_record(bytes.substr(0, length));
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().code == base::Code::kCorrupt);
  }
  CHECK_FALSE(storage::decode_record(bytes + '\1').ok());
}

TEST_CASE("a status, a verdict or a history that cannot be is refused") {
  const auto good = storage::encode_record(sample());
  auto bad = good;
  bad[0] = 2;
  CHECK_FALSE(storage::decode_record(bad).ok());
  bad = good;
  bad[1] = 5;
  CHECK_FALSE(storage::decode_record(bad).ok());
  const auto head = good.substr(0, 70);
  CHECK(storage::decode_record(head + base::Bytes("\0\2\5\1", 4)).ok());
  CHECK_FALSE(storage::decode_record(head + base::Bytes("\0\2\5\0", 4)).ok());  // twice the same
  base::Bytes overflow("\0\2\5", 3);
  base::append_varint(overflow, ~std::uint64_t{0});
  CHECK_FALSE(storage::decode_record(head + overflow).ok());
}

TEST_CASE("the history keeps the latest sequences and is bounded") {
  constexpr auto kMax = base::limits::kHistoryMax;
  std::optional<RecordState> state = fold({update(UpdateKind::kPut, 0)});
  for (std::uint64_t i = 1; i < kMax + 10; ++i) {
    state = storage::fold_update(state, update(UpdateKind::kConfirm, i * 1'000));
  }
  CHECK(state->history.size() == kMax);
  CHECK(state->history.front() == 10'000);
  CHECK(state->history.back() == (kMax + 9) * 1'000);
  const auto bytes = storage::encode_record(*state);
  CHECK(storage::decode_record(bytes)->history == state->history);
  state->history.push_back(state->history.back() + 1);
  CHECK_FALSE(storage::decode_record(storage::encode_record(*state)).ok());
}

TEST_CASE("any octets decode to a state that encodes, or are refused") {
  base::Random random(1);
  for (int round = 0; round < 20'000; ++round) {
    auto bytes = storage::encode_record(sample());
    for (auto flips = 1 + random.below(4); flips > 0; --flips) {
      char& octet = bytes[random.below(bytes.size())];
      octet = static_cast<char>(octet ^ (1 << random.below(8)));
    }
    const auto state = storage::decode_record(bytes);
    if (state.ok()) CHECK(storage::decode_record(storage::encode_record(*state)).ok());
  }
}
