// RecordState: what a log has made of one record; the fold of its updates.
//
// Thread rule: value types and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/update.h"

namespace rednode::storage {

enum class RecordStatus : std::uint8_t { kLive = 0, kWithdrawn = 1 };

struct RecordState {
  RecordStatus status = RecordStatus::kLive;
  schema::Verdict verdict = schema::Verdict::kNotJudged;
  bool wanted = false;             // the content has not arrived yet (mirrors only)
  bool left = false;               // the content is not here and not asked for (mirrors only)
  std::uint64_t sequence = 0;      // of the update that made the present status
  std::uint64_t put_sequence = 0;  // of the last put
  std::int64_t changed_ms = 0;     // the origin's time of that update; see fold_update
  std::int64_t confirmed_ms = 0;   // of the last put or confirm; see fold_update
  std::uint32_t content_size = 0;
  base::Digest content_id;             // of the last put; zeroes where there was none
  std::vector<std::uint64_t> history;  // sequences, ascending, the latest limits::kHistoryMax

  bool live() const { return status == RecordStatus::kLive; }
};

base::Bytes encode_record(const RecordState& state);
base::Result<RecordState> decode_record(base::BytesView value);

// The state after one more update of the record. Nothing where the update leaves no trace (a
// confirm of a record that is not live). A put of the content that a live record has already judges
// it again: the verdict is new, and the times stay, because nobody has changed or confirmed it.
std::optional<RecordState> fold_update(const std::optional<RecordState>& before,
                                       const schema::Update& update);

}  // namespace rednode::storage
