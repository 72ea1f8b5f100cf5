#include "storage/records.h"

#include "base/limits.h"

namespace rednode::storage {
namespace {

constexpr std::uint8_t kWantedBit = 0x80;
constexpr std::uint8_t kLeftBit = 0x40;

void remember(RecordState& state, std::uint64_t sequence) {
  state.history.push_back(sequence);
  if (state.history.size() > base::limits::kHistoryMax) state.history.erase(state.history.begin());
}

bool take_i64(base::ByteReader& in, std::int64_t& value) {
  std::uint64_t raw = 0;
  if (!in.take_u64(raw)) return false;
  value = static_cast<std::int64_t>(raw);
  return true;
}

// Counted, so that a value that was cut between two steps is not taken for a shorter history.
bool take_history(base::ByteReader& in, std::vector<std::uint64_t>& history) {
  std::uint16_t count = 0;
  if (!in.take_u16(count) || count > base::limits::kHistoryMax) return false;
  std::uint64_t sequence = 0;
  for (; count > 0; --count) {
    std::uint64_t step = 0;
    if (!in.take_varint(step) || sequence + step < sequence) return false;
    if (step == 0 && !history.empty()) return false;
    sequence += step;
    history.push_back(sequence);
  }
  return in.empty();
}

// A verdict that a newer origin may give is none here, where only five can be stored.
schema::Verdict known(schema::Verdict verdict) {
  return verdict <= schema::Verdict::kPendingHdab ? verdict : schema::Verdict::kNotJudged;
}

}  // namespace

base::Bytes encode_record(const RecordState& state) {
  base::Bytes out;
  const auto status = static_cast<std::uint8_t>(state.status);
  const unsigned content = (state.wanted ? kWantedBit : 0U) | (state.left ? kLeftBit : 0U);
  out.push_back(static_cast<char>(status | content));
  out.push_back(static_cast<char>(state.verdict));
  base::append_u64(out, state.sequence);
  base::append_u64(out, state.put_sequence);
  base::append_u64(out, static_cast<std::uint64_t>(state.changed_ms));
  base::append_u64(out, static_cast<std::uint64_t>(state.confirmed_ms));
  base::append_u32(out, state.content_size);
  out += state.content_id.view();
  base::append_u16(out, static_cast<std::uint16_t>(state.history.size()));
  std::uint64_t before = 0;
  for (const std::uint64_t sequence : state.history) {
    base::append_varint(out, sequence - before);
    before = sequence;
  }
  return out;
}

base::Result<RecordState> decode_record(base::BytesView value) {
  base::ByteReader in(value);
  RecordState state;
  std::uint8_t status = 0;
  std::uint8_t verdict = 0;
  base::BytesView id;
  const bool whole = in.take_u8(status) && in.take_u8(verdict) && in.take_u64(state.sequence) &&
                     in.take_u64(state.put_sequence) && take_i64(in, state.changed_ms) &&
                     take_i64(in, state.confirmed_ms) && in.take_u32(state.content_size) &&
                     in.take_bytes(32, id) && take_history(in, state.history);
  constexpr unsigned kContentBits = kWantedBit | kLeftBit;
  const unsigned content = status & kContentBits;
  if (!whole || (status & ~kContentBits) > 1 || content == kContentBits || verdict > 4) {
    return base::corrupt("a stored record state is damaged");
  }
  state.wanted = content == kWantedBit;
  state.left = content == kLeftBit;
  state.status = static_cast<RecordStatus>(status & ~kContentBits);
  state.verdict = static_cast<schema::Verdict>(verdict);
  REDNODE_TRY(state.content_id, base::digest_from(id));
  return state;
}

std::optional<RecordState> fold_update(const std::optional<RecordState>& before,
                                       const schema::Update& update) {
  using schema::UpdateKind;
  RecordState state = before.value_or(RecordState{});
  const bool was_live = before.has_value() && before->live();
  switch (update.kind) {
    case UpdateKind::kPut:
      if (!was_live || state.content_id != update.content_id) {
        state.changed_ms = state.confirmed_ms = update.time_ms;
      }
      state.status = RecordStatus::kLive;
      state.verdict = known(update.verdict);
      state.sequence = state.put_sequence = update.sequence;
      state.content_size = update.content_size;
      state.content_id = update.content_id;
      break;
    case UpdateKind::kWithdraw:
      // What was withdrawn already may still have to be erased: that is remembered.
      if (!was_live && (!before.has_value() || !update.erase)) return std::nullopt;
      if (!was_live) break;
      state.status = RecordStatus::kWithdrawn;
      state.sequence = update.sequence;
      state.changed_ms = update.time_ms;
      break;
    case UpdateKind::kConfirm:
      if (!was_live) return std::nullopt;
      state.confirmed_ms = update.time_ms;
      break;
    case UpdateKind::kRotateKey:
      return std::nullopt;
  }
  remember(state, update.sequence);
  return state;
}

}  // namespace rednode::storage
