#include "peers/follower.h"

#include <algorithm>

#include "base/limits.h"
#include "peers/evidence.h"
#include "peers/serve.h"
#include "peers/verify.h"
#include "storage/keys.h"

namespace rednode::peers {
namespace {

namespace limits = base::limits;

constexpr std::uint32_t kRangeCount = 512;
constexpr std::size_t kArrivedMax = 2 * limits::kPullWindow;
constexpr std::size_t kContentsAsked = 256;
constexpr std::size_t kCosignatureBytes = 8 + 64;  // time, Ed25519 signature

std::uint64_t size_of(const storage::LogState* log) {
  return log == nullptr ? 0 : log->size();
}

std::uint64_t end_of(const schema::Chunk& chunk) {
  return chunk.first + chunk.updates.size();
}

// Looked at before anything is kept: what claims to lie beyond what its origin signed never fits,
// and a position near the end of the numbers would wrap.
bool within_checkpoint(const schema::Chunk& chunk, const schema::Checkpoint& checkpoint) {
  return chunk.updates.size() <= checkpoint.size &&
         chunk.first <= checkpoint.size - chunk.updates.size();
}

// What this node does not subscribe to may come all the same.
std::vector<const schema::Content*> contents_taken(const VerifiedRun& run,
                                                   const std::string& origin,
                                                   const storage::LogBatch& batch) {
  if (batch.takes_all(origin)) return run.contents;
  std::set<base::Digest> taken;
  for (const auto& entry : run.entries) {
    if (entry.update.has_value() && batch.takes(origin, *entry.update)) {
      taken.insert(entry.update->content_id);
    }
  }
  std::vector<const schema::Content*> contents;
  for (const auto* content : run.contents) {
    if (taken.contains(content->id)) contents.push_back(content);
  }
  return contents;
}

}  // namespace

Follower::Follower(schema::NoteVerifier card, base::Random random)
    : origin_(card.name()), card_(std::move(card)), keys_(card_), random_(random) {}

bool Follower::learn_keys(const storage::LogState* log) {
  const std::size_t changes = log == nullptr ? 0 : log->rotations.size();
  const std::uint32_t generation = log == nullptr ? 1 : log->generation();
  const bool another = generation != generation_;
  if (another) {
    // Whatever was heard of the log was about the one that has ended.
    generation_ = generation;
    for (auto* known : {&target_, &step_, &anchor_}) known->reset();
    origin_word_.reset();
    holders_.clear();
    reset();
  }
  if (changes == changes_) return another;
  keys_ = log == nullptr ? schema::LogKeys(card_) : storage::keys_of(*log, card_);
  changes_ = changes;
  // A signature by a key that was not known was kept and not verified.
  for (auto* known : {&target_, &step_}) {
    if (!known->has_value()) continue;
    auto opened = open_checkpoint((*known)->bytes(), keys_, std::nullopt);
    *known = opened.ok() ? std::optional(std::move(*opened)) : std::nullopt;
  }
  return true;
}

std::optional<std::uint64_t> Follower::target_size() const {
  if (!target_.has_value()) return std::nullopt;
  return target_->checkpoint.size;
}

bool Follower::take_cosign_now() {
  return std::exchange(cosign_now_, false);
}

// Opens a note that a peer showed; true where it is a checkpoint that the origin signed. The
// greatest becomes the target.
bool Follower::learn(const std::string& peer, base::BytesView note, const storage::LogState* log,
                     schema::SignedCheckpoint& checkpoint, const Blame& blame) {
  auto opened = open_checkpoint(note, keys_, target_);
  if (!opened.ok() && log != nullptr) opened = open_checkpoint(note, keys_, log->held);
  if (!opened.ok()) {
    // On the way to a change of the key, what only the new one signed cannot be read yet.
    const bool ahead = step_.has_value() && step_->checkpoint.size > size_of(log);
    if (!ahead) blame(peer, "checkpoint of " + origin_ + ": " + opened.error().message);
    return false;
  }
  if (!is_of_this_log(*opened)) return false;  // of an earlier generation, or of one to come
  checkpoint = std::move(*opened);
  const std::uint64_t size = checkpoint.checkpoint.size;
  std::uint64_t& holds = holders_[peer];
  holds = std::max(holds, size);
  if (!target_.has_value() || size > target_->checkpoint.size) target_ = checkpoint;
  learn_time(note);
  return true;
}

// A change of the key that an earlier generation saw is a step all the same, where the log has that
// part in common with it.
bool Follower::is_of_this_log(const schema::SignedCheckpoint& checkpoint) const {
  return checkpoint.checkpoint.generation == generation_ ||
         (step_.has_value() && step_->note.text == checkpoint.note.text);
}

// The origin's own cosignature is its clock: how fresh a log is, is measured from it alone.
void Follower::learn_time(base::BytesView bytes) {
  const auto note = schema::parse_note(bytes);
  if (!note.ok()) return;
  for (const auto& signature : note->signatures) {
    if (signature.name != origin_ || signature.signature.size() != kCosignatureBytes) continue;
    const schema::NoteVerifier* key = keys_.cosigner(signature.key_id);
    if (key == nullptr) continue;
    const std::int64_t time = schema::cosignature_time(signature);
    if (origin_time_.has_value() && time <= *origin_time_) return;
    // Verified is this one and no other of the same key, with any time a relay likes.
    schema::Note word{note->text, {signature}};
    if (!schema::verify_note(word, *key).ok()) return;
    origin_time_ = time;
    origin_word_ = std::move(word);
    return;
  }
}

void Follower::on_word(base::BytesView bytes) {
  const auto note = schema::parse_note(bytes);
  if (!note.ok()) return;
  // The key of an origin cosigns the logs of others too.
  const auto checkpoint = schema::parse_checkpoint_text(note->text);
  if (checkpoint.ok() && checkpoint->origin == origin_ && checkpoint->generation == generation_) {
    learn_time(bytes);
  }
}

void Follower::on_chunk(const std::string& peer, schema::Chunk chunk, bool asked,
                        base::MonoTime now, const storage::Logs& logs, Counters& counters,
                        const Blame& blame) {
  const storage::LogState* log = logs.find(origin_);
  const std::uint64_t size = size_of(log);
  if (asked) asked_.erase(chunk.first);
  Arrived arrived;
  if (!learn(peer, chunk.checkpoint, log, arrived.checkpoint, blame)) {
    // Whoever answers like this must not be asked again at once, and for ever.
    if (asked) backoff_[peer].failed(now, random_);
    return;
  }
  cosign_now_ = cosign_now_ || chunk.cosign_now;
  if (chunk.updates.empty()) return;
  if (!within_checkpoint(chunk, arrived.checkpoint.checkpoint)) {
    ++counters.chunks_refused;
    blame(peer, "chunk of " + origin_ + ": it goes beyond its checkpoint");
    if (asked) backoff_[peer].failed(now, random_);
    return;
  }
  if (end_of(chunk) <= size) return;
  if (!asked && chunk.first > size && !arrived_.contains(size)) {
    // A gap: what lies between is pulled, and this is only a hint, unless pieces of it arrived.
    bool continues = false;
    for (const auto& [first, piece] : arrived_) continues |= end_of(piece.chunk) == chunk.first;
    if (!continues) {
      ++counters.gaps;
      return;
    }
  }
  const std::uint64_t first = std::max(chunk.first, size);
  if (arrived_.size() >= kArrivedMax && !arrived_.contains(first)) {
    // What comes first makes room for the rest; the farthest can be asked for again.
    const auto farthest = std::prev(arrived_.end());
    if (farthest->first < first) return;
    arrived_.erase(farthest);
  }
  arrived.peer = peer;
  arrived.chunk = std::move(chunk);
  arrived_.insert_or_assign(first, std::move(arrived));
}

void Follower::on_head(const std::string& peer, base::BytesView note, const storage::Reader& store,
                       const storage::Logs& logs, storage::LogBatch& batch, const Blame& blame) {
  const storage::LogState* log = logs.find(origin_);
  schema::SignedCheckpoint theirs;
  if (!learn(peer, note, log, theirs, blame)) return;
  holders_[peer] = theirs.checkpoint.size;  // a head is the peer's own word, also when it shrank
  if (log != nullptr) check_against_copy(theirs, store, *log, batch);
  // An empty log has nothing to pull, and is held by saying so.
  const bool held = log != nullptr && log->held.has_value();
  if (!held && size_of(log) == 0 && theirs.checkpoint.size == 0 &&
      theirs.checkpoint.root == storage::empty_root() && !batch.log(origin_).held.has_value()) {
    batch.hold(std::move(theirs));
    return;
  }
  // Our copy has come so far, and what brought it there was not signed by the key of that size.
  const storage::LogState* staged = batch.find(origin_);
  const bool bare = staged != nullptr && staged->held.has_value() &&
                    staged->held->checkpoint.size < staged->size();
  if (bare && staged->size() == theirs.checkpoint.size &&
      staged->tree.root() == theirs.checkpoint.root) {
    batch.hold(std::move(theirs));
  }
}

void Follower::on_rotation(const std::string& peer, base::BytesView note,
                           const storage::Reader& store, const storage::Logs& logs,
                           storage::LogBatch& batch) {
  const storage::LogState* log = logs.find(origin_);
  auto opened = open_checkpoint(note, keys_, step_);
  if (!opened.ok()) return;  // a later one, which the next change of the key will let us read
  const std::uint64_t at = opened->checkpoint.size;
  const std::uint32_t of = opened->checkpoint.generation;
  const auto shared = [&] { return log == nullptr ? 0 : storage::shared_with(*log, of); };
  if (of != generation_ && (of > generation_ || at > shared())) return;
  if (at > size_of(log)) {
    std::uint64_t& holds = holders_[peer];
    holds = std::max(holds, at);
    const bool sooner =
        !step_.has_value() || step_->checkpoint.size <= size_of(log) || at < step_->checkpoint.size;
    if (sooner) step_ = std::move(*opened);
    return;
  }
  if (log == nullptr || at == 0) return;
  for (const storage::Rotation& rotation : log->rotations) {
    if (rotation.change.sequence + 1 != at || !rotation.note.empty()) continue;
    const auto root = root_of(store, *log, at);
    const bool both =
        carries(opened->note, keys_.signer(at - 1)) && carries(opened->note, keys_.signer(at));
    if (root.ok() && *root == opened->checkpoint.root && both) {
      batch.rotated(origin_, rotation.change.sequence, opened->bytes());
    }
  }
}

void Follower::keep_rotation(base::BytesView note, storage::LogBatch& batch) {
  const storage::LogState* log = batch.find(origin_);
  if (log == nullptr || log->rotations.empty()) return;
  const storage::Rotation& rotation = log->rotations.back();
  if (rotation.change.sequence + 1 != log->size() || !rotation.note.empty()) return;
  // By the keys that the change itself names: the card may name a later one, which the log has not
  // led to yet.
  const auto before = schema::NoteVerifier::parse(rotation.change.old_key);
  if (!before.ok()) return;
  const schema::LogKeys both(*before, {rotation.change});
  const auto opened = open_checkpoint(note, both, std::nullopt);
  if (!opened.ok() || opened->checkpoint.origin != origin_ ||
      opened->checkpoint.size != log->size() || opened->checkpoint.root != log->tree.root() ||
      !carries(opened->note, *before)) {
    return;
  }
  batch.rotated(origin_, rotation.change.sequence, opened->bytes());
}

// A signed checkpoint within our size must be a root of our tree. If it is not, the origin signed
// two histories, and this note together with ours proves it.
void Follower::check_against_copy(const schema::SignedCheckpoint& theirs,
                                  const storage::Reader& store, const storage::LogState& log,
                                  storage::LogBatch& batch) {
  if (log.contradicted || !log.held.has_value()) return;
  if (theirs.note.text == log.held->note.text) return;
  if (theirs.checkpoint.size > log.held->checkpoint.size) return;
  const auto root = root_of(store, log, theirs.checkpoint.size);
  if (!root.ok() || *root == theirs.checkpoint.root) return;
  auto proof = prove_to_held(store, log, theirs.checkpoint.size);
  if (!proof.ok()) return;
  batch.contradict(origin_, format_evidence({theirs, *log.held, *root, std::move(*proof)}));
}

// The greatest checkpoint of at most `size` updates that our copy is known to lead to: the held
// one, or, where our copy has grown towards a greater one and not reached it, that.
const schema::SignedCheckpoint* Follower::anchor(const storage::LogState* log,
                                                 std::uint64_t size) const {
  if (log == nullptr || log->contradicted) return nullptr;
  const bool ahead = anchor_.has_value() && anchor_->checkpoint.size > log->size();
  if (ahead && anchor_->checkpoint.size <= size) return &*anchor_;
  return log->held.has_value() && log->held->checkpoint.size <= size ? &*log->held : nullptr;
}

void Follower::on_proof(const std::string& peer, const schema::ProofAnswer& answer,
                        const storage::Logs& logs, storage::LogBatch& batch, const Blame& blame) {
  const storage::LogState* log = logs.find(origin_);
  const schema::SignedCheckpoint* known = anchor(log, answer.old_size);
  if (known == nullptr) return;
  schema::SignedCheckpoint theirs;
  if (!learn(peer, answer.checkpoint, log, theirs, blame)) return;
  const schema::Checkpoint& ours = known->checkpoint;
  const bool proves =
      answer.old_size == ours.size && theirs.checkpoint.size >= ours.size &&
      storage::verify_consistency(ours.size, answer.old_root, theirs.checkpoint.size,
                                  theirs.checkpoint.root, answer.hashes);
  if (!proves) {
    if (answer.old_size == ours.size) blame(peer, "proof of " + origin_ + " does not verify");
    return;
  }
  if (answer.old_root == ours.root) return;  // the origin is honest: whoever sent the chunk was not
  batch.contradict(origin_, format_evidence({*known, theirs, answer.old_root, answer.hashes}));
}

void Follower::on_contents(const std::string& peer, const schema::ContentsAnswer& answer,
                           base::MonoTime now, const storage::Reader& store,
                           storage::LogBatch& batch, const Blame& blame, Counters& counters) {
  contents_.asked = false;
  std::map<base::Digest, const schema::Content*> offered;
  for (const auto& content : answer.contents) {
    const auto nquads = content.checked ? base::Bytes() : schema::unpack_content(content);
    if (!nquads.ok()) {
      blame(peer, "content: " + nquads.error().message);
      backoff_[peer].failed(now, random_);
      return;
    }
    offered[content.id] = &content;
  }
  // What is still wanted is read again: it may have been superseded since it was asked for.
  std::vector<std::pair<std::uint64_t, base::Digest>> wants;
  const auto status = store.scan(storage::Table::kWant, storage::origin_prefix(origin_),
                                 storage::origin_end(origin_), [&](auto key, auto value) {
                                   std::string_view name;
                                   std::uint64_t sequence = 0;
                                   const auto id = base::digest_from(value);
                                   if (storage::take_origin(key, name) &&
                                       base::ByteReader(key).take_u64(sequence) && id.ok() &&
                                       offered.contains(*id)) {
                                     wants.emplace_back(sequence, *id);
                                   }
                                   return wants.size() < limits::kContentsPerRequestMax;
                                 });
  if (!status.ok()) return;
  std::size_t fulfilled = 0;
  for (const auto& [sequence, id] : wants) {
    const auto bytes = storage::read_update(store, origin_, sequence);
    const auto update = bytes.ok() ? schema::decode_update(*bytes) : bytes.error();
    if (!update.ok()) continue;
    batch.add_content(*offered[id]);
    ++counters.contents_applied;
    if (!batch.fulfil(origin_, sequence, update->iri).ok()) break;
    ++fulfilled;
  }
  if (fulfilled > 0) {
    contents_.tried.clear();
    contents_.backoff.succeeded();
    backoff_.erase(peer);
  } else {
    contents_.tried.insert(peer);  // it has none of these: somebody else may
  }
}

void Follower::on_failed(const std::string& peer, std::optional<std::uint64_t> first,
                         base::MonoTime now) {
  if (first.has_value()) {
    asked_.erase(*first);
  } else if (contents_.peer == peer) {
    contents_.asked = false;
  }
  backoff_[peer].failed(now, random_);
}

void Follower::forget_peer(const std::string& peer) {
  holders_.erase(peer);
  backoff_.erase(peer);
  std::erase_if(asked_, [&](const auto& item) { return item.second.peer == peer; });
  if (contents_.peer == peer) contents_.asked = false;
}

void Follower::reset() {
  asked_.clear();
  arrived_.clear();
  backoff_.clear();
  contents_ = {};
}

// The chunks that have arrived and follow one another without a gap.
std::vector<Follower::Arrived> Follower::take_run(std::uint64_t from) {
  std::vector<Arrived> run;
  while (!arrived_.empty()) {
    const auto at = arrived_.begin();
    if (end_of(at->second.chunk) <= from) {
      arrived_.erase(at);  // held already
      continue;
    }
    if (at->second.chunk.first > from) break;
    from = end_of(at->second.chunk);
    run.push_back(std::move(at->second));
    arrived_.erase(at);
  }
  return run;
}

// Verifies pieces that follow one another against the checkpoint of the last, and stages them.
base::Status Follower::stage_run(std::span<const Arrived> run, storage::LogBatch& batch,
                                 Counters& counters) {
  std::vector<const schema::Chunk*> chunks;
  for (const Arrived& arrived : run) chunks.push_back(&arrived.chunk);
  const auto& checkpoint = run.back().checkpoint;
  REDNODE_TRY(const auto verified,
              verify_run(chunks, checkpoint.checkpoint, batch.log(origin_).tree));
  const std::size_t changes = batch.log(origin_).rotations.size();
  for (const auto* content : contents_taken(verified, origin_, batch)) batch.add_content(*content);
  for (const auto& entry : verified.entries) REDNODE_CHECK(batch.append(origin_, entry));
  counters.updates_applied += verified.entries.size();
  counters.contents_applied += verified.contents.size();
  if (!verified.reaches_checkpoint) {
    anchor_ = checkpoint;
  } else {
    anchor_.reset();  // an earlier one may be of the other of two histories
    learn_keys(&batch.log(origin_));
    // Where a change of the key came with the run, the new key must have signed this too.
    const bool same = batch.log(origin_).rotations.size() == changes;
    const bool present = checkpoint.checkpoint.generation == generation_;  // else a step: see above
    if (present && (same || open_checkpoint(checkpoint.bytes(), keys_, std::nullopt).ok())) {
      batch.hold(checkpoint);
    }
  }
  for (const Arrived& arrived : run) backoff_.erase(arrived.peer);
  return {};
}

base::Status Follower::stage(base::MonoTime now, storage::LogBatch& batch, Counters& counters,
                             const Blame& blame) {
  if (arrived_.empty()) return {};
  const storage::LogState& log = batch.log(origin_);
  if (log.contradicted) {
    arrived_.clear();
    return {};
  }
  const auto run = take_run(log.size());
  // At once first: one signature and one root for many chunks. Where that fails, one by one, so
  // that the good ones before a bad one are kept and its sender is known.
  if (run.size() > 1) {
    const auto status = stage_run(run, batch, counters);
    if (status.ok() || status.error().code == base::Code::kCorrupt) return status;
  }
  for (const Arrived& arrived : run) {
    const auto status = stage_run(std::span(&arrived, 1), batch, counters);
    if (status.ok()) continue;
    // Our own bytes are damaged, and half of the run may be staged: nobody else is to blame.
    if (status.error().code == base::Code::kCorrupt) return status;
    ++counters.chunks_refused;
    blame(arrived.peer, "chunk of " + origin_ + ": " + status.error().message);
    backoff_[arrived.peer].failed(now, random_);
    if (status.error().code == base::Code::kConflict) doubted_ = arrived.peer;
    break;
  }
  return {};
}

std::optional<std::string> Follower::source_for(std::uint64_t sequence, base::MonoTime now) const {
  const auto usable = [&](const std::string& peer, std::uint64_t size) {
    const auto backoff = backoff_.find(peer);
    return size > sequence && (backoff == backoff_.end() || backoff->second.ready(now));
  };
  // The origin first: it has the contents that others may still be waiting for.
  const auto own = holders_.find(origin_);
  if (own != holders_.end() && usable(own->first, own->second)) return origin_;
  for (const auto& [peer, size] : holders_) {
    if (usable(peer, size)) return peer;
  }
  return std::nullopt;
}

std::uint64_t Follower::goal(std::uint64_t size) const {
  return step_.has_value() && step_->checkpoint.size > size ? step_->checkpoint.size : 0;
}

void Follower::plan_ranges(base::MonoTime now, std::uint64_t size, Counters& counters,
                           const Send& send) {
  std::uint64_t cursor = size;
  std::size_t outstanding = asked_.size() + arrived_.size();
  // What comes next is always asked for, however much has arrived of what follows it.
  const std::uint64_t step = goal(size);
  const std::uint64_t target = step > 0 ? step : target_->checkpoint.size;
  while (cursor < target && (outstanding < limits::kPullWindow || cursor == size)) {
    if (const auto here = arrived_.find(cursor); here != arrived_.end()) {
      cursor = end_of(here->second.chunk);
      continue;
    }
    if (const auto asked = asked_.find(cursor); asked != asked_.end()) {
      cursor = asked->second.end;
      continue;
    }
    const auto peer = source_for(cursor, now);
    if (!peer.has_value()) return;
    std::uint64_t end = std::min({cursor + kRangeCount, holders_.at(*peer), target});
    for (const auto& [first, range] : asked_) {
      if (first > cursor) end = std::min(end, first);
    }
    for (const auto& [first, piece] : arrived_) {
      if (first > cursor) end = std::min(end, first);
    }
    asked_[cursor] = {end, *peer};
    ++counters.pulls;
    ++outstanding;
    send({*peer,
          schema::RangeRequest{origin_, cursor, static_cast<std::uint32_t>(end - cursor),
                               static_cast<std::uint32_t>(limits::kChunkBytesMax), !part_, step}});
    cursor = end;
  }
}

// Who to ask for contents next: the origin first, then everybody else who holds the log, each once
// for the same part of the wants.
Follower::Source Follower::contents_source(base::MonoTime now) const {
  Source source;
  const auto consider = [&](const std::string& peer, std::uint64_t size) {
    if (source.peer.has_value() || size == 0 || contents_.tried.contains(peer)) return;
    const auto backoff = backoff_.find(peer);
    if (backoff != backoff_.end() && !backoff->second.ready(now)) {
      source.later = true;
    } else {
      source.peer = peer;
    }
  };
  if (const auto own = holders_.find(origin_); own != holders_.end())
    consider(own->first, own->second);
  for (const auto& [peer, size] : holders_) consider(peer, size);
  return source;
}

// Asks for the contents of one part of the wants after another. What nobody has must not stand in
// the way of the rest, nor be asked for without pause: after each sweep there is a longer one,
// unless the log has grown.
void Follower::plan_contents(base::MonoTime now, const storage::Reader& store,
                             const storage::LogState& log, const Send& send) {
  if (contents_.asked || log.wanted == 0) return;
  if (!contents_.backoff.ready(now)) {
    if (log.size() <= contents_.swept) return;
    contents_.from = std::max(contents_.from, contents_.swept);
  }
  const Source source = contents_source(now);
  if (!source.peer.has_value()) {
    if (source.later || contents_.tried.empty()) return;
    contents_.tried.clear();
    contents_.from = contents_.next;
    return;
  }
  schema::ContentsRequest request;
  std::uint64_t last = contents_.from;
  const auto status = store.scan(storage::Table::kWant, storage::want_key(origin_, contents_.from),
                                 storage::origin_end(origin_), [&](auto key, auto value) {
                                   std::string_view name;
                                   const auto id = base::digest_from(value);
                                   const bool sound = storage::take_origin(key, name) &&
                                                      base::ByteReader(key).take_u64(last);
                                   if (sound && id.ok()) request.ids.push_back(*id);
                                   return request.ids.size() < kContentsAsked;
                                 });
  if (!status.ok()) return;
  if (request.ids.empty()) {
    contents_.from = 0;
    contents_.swept = log.size();
    contents_.tried.clear();
    contents_.backoff.failed(now, random_);
    return;
  }
  contents_.next = last + 1;
  contents_.asked = true;
  contents_.peer = *source.peer;
  send({*source.peer, std::move(request)});
}

void Follower::plan(base::MonoTime now, const storage::Reader& store, const storage::Logs& logs,
                    Counters& counters, const Send& send) {
  const storage::LogState* log = logs.find(origin_);
  if (log != nullptr && log->contradicted) return;
  if (doubted_.has_value()) {
    const auto* known = anchor(log, holders_[*doubted_]);
    if (known != nullptr) send({*doubted_, schema::ProofRequest{origin_, known->checkpoint.size}});
  }
  doubted_.reset();
  if (target_.has_value() || goal(size_of(log)) > 0) {
    plan_ranges(now, size_of(log), counters, send);
  }
  if (log != nullptr) plan_contents(now, store, *log, send);
}

}  // namespace rednode::peers
