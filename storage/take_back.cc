// The part of LogBatch by which an origin begins its log anew: a mirror's copy is taken back to
// where the new generation goes on. What does not come along is kept aside, and not lost.

#include <algorithm>

#include "base/limits.h"
#include "schema/generation.h"
#include "storage/keys.h"
#include "storage/logs.h"
#include "storage/receipts.h"

namespace rednode::storage {
namespace {

base::Bytes lost_detail(std::uint32_t generation, std::uint64_t sequence) {
  base::Bytes detail;
  base::append_u32(detail, generation);
  base::append_u64(detail, sequence);
  return detail;
}

// The sequences of the record's updates below `size`: from its history or, where that was cut, from
// the log.
base::Result<std::vector<std::uint64_t>> earlier(const Reader& store, const std::string& origin,
                                                 const std::string& iri, const RecordState& state,
                                                 std::uint64_t size) {
  std::vector<std::uint64_t> sequences;
  if (state.history.size() < base::limits::kHistoryMax) {
    for (const std::uint64_t sequence : state.history) {
      if (sequence < size) sequences.push_back(sequence);
    }
    return sequences;
  }
  std::uint64_t sequence = 0;
  REDNODE_CHECK(store.scan(
      Table::kUpdate, update_key(origin, 0), update_key(origin, size), [&](auto, auto bytes) {
        const auto update = schema::decode_update(bytes);
        const bool of_it = update.ok() && update->sequence == sequence && update->iri == iri;
        if (of_it) sequences.push_back(sequence);
        ++sequence;
        return true;
      }));
  return sequences;
}

// Of the last update that was applied.
base::Result<std::int64_t> time_at(const Reader& store, const std::string& origin,
                                   std::uint64_t size) {
  while (size > 0) {
    REDNODE_TRY(const auto bytes, read_update(store, origin, --size));
    const auto update = schema::decode_update(bytes);
    if (update.ok() && update->sequence == size) return update->time_ms;
  }
  return 0;
}

}  // namespace

std::uint64_t shared_with(const LogState& log, std::uint32_t generation) {
  std::uint64_t shared = UINT64_MAX;
  for (const base::Bytes& bytes : log.generations) {
    const auto note = schema::parse_note(bytes);
    const auto later = note.ok() ? schema::parse_generation_text(note->text) : note.error();
    if (later.ok() && later->number > generation) shared = std::min(shared, later->size);
  }
  return shared;
}

// What others signed of the log that ends says nothing of the one that begins.
void LogBatch::forget_signed(LogState& log) {
  log.held.reset();
  batch_.erase(Table::kCheckpoint, checkpoint_key(log.origin, CheckpointPart::kHeld));
  for (const auto& [cosigner, unused] : log.cosigned) {
    batch_.erase(Table::kCheckpoint,
                 checkpoint_key(log.origin, CheckpointPart::kCosigned, cosigner));
  }
  log.cosigned.clear();
}

void LogBatch::drop_tiles(const LogState& log, std::uint64_t size) {
  for (int level = 0; level < 64 / kTileLevels; ++level) {
    const int shift = kTileLevels * (level + 1);
    const std::uint64_t end = shift < 64 ? log.size() >> shift : 0;
    for (std::uint64_t index = shift < 64 ? size >> shift : 0; index < end; ++index) {
      batch_.erase(Table::kHash, tile_key(log.origin, static_cast<std::uint8_t>(level), index));
    }
  }
}

// The state of a record as it was when the log had `size` updates.
base::Status LogBatch::refold(LogState& log, const std::string& iri, std::uint64_t size) {
  REDNODE_TRY(StagedRecord * staged, stage_record(log.origin, iri));
  if (!staged->state.has_value()) return {};
  const RecordState before = *staged->state;
  --(before.live() ? log.live : log.withdrawn);
  if (before.wanted) {
    batch_.erase(Table::kWant, want_key(log.origin, before.put_sequence));
    --log.wanted;
  }
  if (before.left) --log.left;
  REDNODE_TRY(const auto sequences, earlier(store_, log.origin, iri, before, size));
  std::optional<RecordState> after;
  std::optional<schema::Update> put;
  for (const std::uint64_t sequence : sequences) {
    REDNODE_TRY(const auto bytes, read_update(store_, log.origin, sequence));
    REDNODE_TRY(auto update, schema::decode_update(bytes));
    if (auto folded = fold_update(after, update)) after = std::move(folded);
    if (update.kind == schema::UpdateKind::kPut) put = std::move(update);
  }
  staged->changed = true;
  staged->state = after;
  staged->put.reset();
  if (!after.has_value()) return {};
  ++(after->live() ? log.live : log.withdrawn);
  if (!after->live()) return {};
  REDNODE_TRY(const bool present, has_content(after->content_id));
  if (present) return {};
  RecordState& state = *staged->state;
  (takes(log.origin, *put) ? state.wanted : state.left) = true;
  ++(state.wanted ? log.wanted : log.left);
  if (state.wanted) {
    batch_.put(Table::kWant, want_key(log.origin, state.put_sequence), state.content_id.view());
  }
  return {};
}

base::Status LogBatch::take_back(const std::string& origin, std::uint64_t size,
                                 std::uint64_t most) {
  Touched& touched = touch(origin);
  LogState& log = touched.state;
  REDNODE_ASSERT(size < log.size() && touched.first_new == log.size());
  const std::uint64_t to = std::max(size, log.size() - std::min(most, log.size()));
  std::set<std::string> iris;
  std::uint64_t sequence = to;
  REDNODE_CHECK(store_.scan(Table::kUpdate, update_key(origin, to), update_key(origin, log.size()),
                            [&](auto key, auto bytes) {
                              batch_.put(Table::kCheckpoint,
                                         checkpoint_key(origin, CheckpointPart::kLost,
                                                        lost_detail(log.generation(), sequence)),
                                         bytes);
                              batch_.erase(Table::kUpdate, key);
                              const auto update = schema::decode_update(bytes);
                              if (update.ok() && update->sequence == sequence)
                                iris.insert(update->iri);
                              ++sequence;
                              return true;
                            }));
  for (const std::string& iri : iris) REDNODE_CHECK(refold(log, iri, to));
  drop_tiles(log, to);
  while (!log.rotations.empty() && log.rotations.back().change.sequence >= to) {
    base::Bytes detail;
    base::append_u64(detail, log.rotations.back().change.sequence);
    batch_.erase(Table::kCheckpoint, checkpoint_key(origin, CheckpointPart::kKey, detail));
    log.rotations.pop_back();
  }
  forget_signed(log);
  REDNODE_CHECK(forget_receipts_from(store_, batch_, origin, to));
  REDNODE_TRY(log.time_ms, time_at(store_, origin, to));
  REDNODE_TRY(log.tree, LogTree::load(store_, origin, to));
  touched.first_new = to;
  touched.taken_back = true;
  needs_sync_ = true;
  return {};
}

void LogBatch::begin_generation(const std::string& origin, base::Bytes note) {
  LogState& log = touch(origin).state;
  if (log.contradicted) {
    // The evidence stays, as that of the generation that ends.
    base::Bytes evidence;
    const base::Bytes key = checkpoint_key(origin, CheckpointPart::kEvidence);
    const auto found = store_.get(Table::kCheckpoint, key, evidence);
    if (found.ok() && *found) {
      batch_.put(
          Table::kCheckpoint,
          checkpoint_key(origin, CheckpointPart::kLost, lost_detail(log.generation(), UINT64_MAX)),
          evidence);
    }
    batch_.erase(Table::kCheckpoint, key);
    log.contradicted = false;
  }
  forget_signed(log);
  base::Bytes detail;
  base::append_u32(detail, log.generation() + 1);
  batch_.put(Table::kCheckpoint, checkpoint_key(origin, CheckpointPart::kGeneration, detail), note);
  log.generations.push_back(std::move(note));
  needs_sync_ = true;
}

}  // namespace rednode::storage
