#include "peers/publisher.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "peers/serve.h"
#include "schema/origin.h"

namespace rednode::peers {
namespace {

namespace limits = base::limits;
using Kind = ChangeOutcome::Kind;

ChangeOutcome refused(std::string message) {
  return {Kind::kRefused, 0, std::move(message)};
}

// What a change comes to, before anything is written: nothing where it must become an update.
std::optional<ChangeOutcome> without_update(const Change& change,
                                            const std::optional<storage::RecordState>& before) {
  const bool live = before.has_value() && before->live();
  switch (change.kind) {
    case schema::UpdateKind::kPut:
      if (change.judged.has_value() && !change.content.has_value()) {
        if (live && before->content_id == *change.judged) return std::nullopt;
        return refused("the record was changed or withdrawn since it was judged");
      }
      if (!change.content.has_value()) return refused("a put needs a content");
      if (live && before->content_id == change.content->id) {
        return ChangeOutcome{Kind::kUnchanged, before->put_sequence, {}};
      }
      return std::nullopt;
    case schema::UpdateKind::kWithdraw:
      if (!before.has_value()) return refused("this origin never published this record");
      if (!live && !change.erase) return ChangeOutcome{Kind::kUnchanged, before->sequence, {}};
      return std::nullopt;
    case schema::UpdateKind::kConfirm:
      if (!live) return refused("only a record that is in the catalogue can be confirmed");
      return std::nullopt;
    case schema::UpdateKind::kRotateKey:
      return refused("keys are not rotated this way");
  }
  return refused("unknown kind of change");
}

}  // namespace

base::Result<ChangeOutcome> Publisher::stage(const Change& change, base::UnixTime now,
                                             storage::LogBatch& batch) {
  if (!schema::is_record_iri(change.iri)) return refused("the record IRI is not an absolute IRI");
  REDNODE_TRY(const auto before, batch.record(origin_, change.iri));
  if (auto outcome = without_update(change, before)) return *outcome;
  const bool judges = change.kind == schema::UpdateKind::kPut && !change.content.has_value();
  storage::LogBatch::PutWords last;
  if (judges) {
    REDNODE_TRY(last, batch.last_put(origin_, change.iri));
    if (before->verdict == change.verdict && last.profile == change.profile) {
      return ChangeOutcome{Kind::kUnchanged, before->put_sequence, {}};
    }
  }
  schema::Update update = next_update(batch.log(origin_), now);
  update.kind = change.kind;
  update.verdict = change.verdict;
  update.iri = change.iri;
  update.profile = change.profile;
  update.reason = change.reason;
  update.erase = change.erase && change.kind == schema::UpdateKind::kWithdraw;
  if (change.kind == schema::UpdateKind::kPut) update.categories = change.categories;
  if (change.content.has_value()) {
    update.content_id = change.content->id;
    update.content_size = change.content->size;
  } else if (judges) {
    update.categories = std::move(last.categories);
    update.content_id = before->content_id;
    update.content_size = before->content_size;
  }
  return append(update, change.content, batch);
}

base::Result<ChangeOutcome> Publisher::stage_rotation(RotateKey rotation, base::UnixTime now,
                                                      storage::LogBatch& batch) {
  schema::Update update = next_update(batch.log(origin_), now);
  update.kind = schema::UpdateKind::kRotateKey;
  update.reason = rotation.reason;
  REDNODE_TRY(const auto next,
              schema::NoteVerifier::create(origin_, schema::SignatureType::kEd25519,
                                           rotation.next.public_key()));
  update.old_key = signer_.vkey();
  update.new_key = next.vkey();
  if (signer_.has_staged()) return refused("the key is being changed already");
  if (update.old_key == update.new_key) return refused("this is the key already");
  if (batch.log(origin_).rotations.size() == limits::kRotationsMax) {
    return refused("the log has changed its key as often as it may");
  }
  REDNODE_TRY(auto outcome, append(update, std::nullopt, batch));
  if (outcome.kind != Kind::kAppended) return outcome;
  // Whoever knows only the old key comes as far as this checkpoint, and learns the new one there.
  signer_.stage(std::move(rotation.next));
  const auto checkpoint =
      signer_.sign({origin_, update.sequence + 1, batch.log(origin_).tree.root(),
                    batch.log(origin_).generation()});
  batch.rotated(origin_, update.sequence, checkpoint.bytes());
  return outcome;
}

schema::Update Publisher::next_update(const storage::LogState& log, base::UnixTime now) const {
  schema::Update update;
  update.sequence = log.size();
  update.time_ms = std::max(log.time_ms, now.milliseconds());
  return update;
}

base::Result<ChangeOutcome> Publisher::append(const schema::Update& update,
                                              const std::optional<schema::Content>& content,
                                              storage::LogBatch& batch) {
  auto bytes = schema::encode_update(update);
  if (!bytes.ok()) return refused(bytes.error().message);
  if (content.has_value()) batch.add_content(*content);
  if (pieces_.empty()) first_ = update.sequence;
  REDNODE_CHECK(batch.append(origin_, *bytes));
  bytes_ += bytes->size() + (content.has_value() ? content->bytes.size() : 0);
  pieces_.push_back({std::move(*bytes), content});
  return ChangeOutcome{Kind::kAppended, update.sequence, {}};
}

bool Publisher::urgent() const {
  return cosign_now_ || bytes_ > limits::kChunkBytesMax;
}

void Publisher::seal(const storage::LogBatch& batch) {
  const storage::LogState* log = batch.find(origin_);
  REDNODE_ASSERT(pending() && log != nullptr);
  sealed_ = schema::Checkpoint{origin_, log->size(), log->tree.root(), log->generation()};
}

void Publisher::sign() {
  if (sealed_.has_value()) signed_ = signer_.sign(*sealed_);
  sealed_.reset();
}

std::optional<schema::SignedCheckpoint> Publisher::take_signed() {
  sign();
  return std::exchange(signed_, std::nullopt);
}

void Publisher::discard() {
  sealed_.reset();
  signed_.reset();
  pieces_.clear();
  signer_.drop_staged();
  bytes_ = 0;
  cosign_now_ = false;
}

base::Result<std::vector<schema::Chunk>> Publisher::announce(const storage::Reader& store,
                                                             const storage::LogState& log) {
  auto chunks = cut(store, log);
  discard();  // also where it failed: these pieces are spent
  return chunks;
}

base::Result<std::vector<schema::Chunk>> Publisher::cut(const storage::Reader& store,
                                                        const storage::LogState& log) {
  std::vector<schema::Chunk> chunks;
  if (pieces_.empty()) return chunks;
  schema::Chunk empty;
  empty.origin = origin_;
  empty.checkpoint = log.held->bytes();
  empty.cosign_now = cosign_now_;
  empty.first = first_;
  const bool hint_only = bytes_ > limits::kFeedBytesPerTickMax;
  if (hint_only) {
    empty.first = log.size();
    chunks.push_back(std::move(empty));
    return chunks;
  }
  schema::Chunk chunk = empty;
  std::size_t bytes = 0;
  const auto close = [&]() -> base::Status {
    const std::uint64_t end = chunk.first + chunk.updates.size();
    REDNODE_TRY(chunk.proof, prove_to_held(store, log, end));
    chunks.push_back(std::exchange(chunk, empty));
    chunk.first = end;
    bytes = 0;
    return {};
  };
  for (Piece& piece : pieces_) {
    const std::size_t content = piece.content.has_value() ? piece.content->bytes.size() : 0;
    if (!chunk.updates.empty() && (chunk.updates.size() == limits::kChunkUpdatesMax ||
                                   bytes + content > limits::kChunkBytesMax)) {
      REDNODE_CHECK(close());
    }
    bytes += piece.update.size() + content;
    chunk.updates.push_back(std::move(piece.update));
    if (piece.content.has_value()) chunk.contents.push_back(std::move(*piece.content));
  }
  REDNODE_CHECK(close());
  return chunks;
}

schema::Chunk Publisher::heartbeat(const storage::LogState& log, base::UnixTime now) const {
  schema::SignedCheckpoint checkpoint = *log.held;
  schema::put_signature(checkpoint.note, cosign(checkpoint, now));
  schema::Chunk chunk;
  chunk.origin = origin_;
  chunk.checkpoint = checkpoint.bytes();
  chunk.first = checkpoint.checkpoint.size;
  return chunk;
}

schema::SignedCheckpoint Publisher::checkpoint_of(const storage::LogState& log) const {
  return signer_.sign({origin_, log.size(), log.tree.root(), log.generation()});
}

schema::NoteSignature Publisher::cosign(const schema::SignedCheckpoint& checkpoint,
                                        base::UnixTime now) const {
  return signer_.cosign(checkpoint.note.text, now);
}

}  // namespace rednode::peers
