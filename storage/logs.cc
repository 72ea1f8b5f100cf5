#include "storage/logs.h"

#include "base/limits.h"
#include "storage/keys.h"

namespace rednode::storage {
namespace {

base::Bytes encode_state(const LogState& log) {
  base::Bytes out;
  base::append_u64(out, log.size());
  base::append_u64(out, log.live);
  base::append_u64(out, log.withdrawn);
  base::append_u64(out, log.wanted);
  base::append_u64(out, static_cast<std::uint64_t>(log.time_ms));
  out += log.tree.root().view();
  if (log.left > 0) base::append_u64(out, log.left);
  out += check_octets(checkpoint_key(log.origin, CheckpointPart::kState), out);
  return out;
}

base::Result<LogState> load_state(const Reader& store, const std::string& origin,
                                  base::BytesView value) {
  const bool sound = take_check(checkpoint_key(origin, CheckpointPart::kState), value);
  base::ByteReader in(value);
  LogState log;
  std::uint64_t size = 0;
  std::uint64_t time = 0;
  base::BytesView root;
  if (!sound || !in.take_u64(size) || !in.take_u64(log.live) || !in.take_u64(log.withdrawn) ||
      !in.take_u64(log.wanted) || !in.take_u64(time) || !in.take_bytes(32, root) ||
      (!in.empty() && !in.take_u64(log.left)) || !in.empty()) {
    return base::corrupt("the state of log " + origin + " is damaged");
  }
  log.origin = origin;
  log.time_ms = static_cast<std::int64_t>(time);
  REDNODE_TRY(log.tree, LogTree::load(store, origin, size));
  if (log.tree.root().view() != root) {
    return base::corrupt("the tree of log " + origin + " does not have the root that was stored");
  }
  return log;
}

base::Result<schema::SignedCheckpoint> parse_held(base::BytesView value) {
  schema::SignedCheckpoint held;
  REDNODE_TRY(held.note, schema::parse_note(value));
  REDNODE_TRY(held.checkpoint, schema::parse_checkpoint_text(held.note.text));
  return held;
}

// Our own copy was verified when it was stored, so only its form is read here; a form that is wrong
// is damage and not anybody's input.
base::Result<schema::SignedCheckpoint> read_held(const std::string& origin, base::BytesView value) {
  auto held = parse_held(value);
  if (!held.ok()) {
    return base::corrupt("the held checkpoint of log " + origin +
                         " is damaged: " + held.error().message);
  }
  if (held->checkpoint.origin != origin) {
    return base::corrupt("the held checkpoint of log " + origin + " is of another origin");
  }
  return held;
}

// That the tree is the one that the held checkpoint signs, or has grown from it.
base::Status check_held(const Reader& store, const LogState& log) {
  if (!log.held.has_value()) return {};
  const schema::Checkpoint& held = log.held->checkpoint;
  if (held.generation != log.generation()) {
    return base::corrupt("the held checkpoint of log " + log.origin + " is of another generation");
  }
  if (held.size > log.size()) {
    return base::corrupt("log " + log.origin + " is shorter than its held checkpoint");
  }
  REDNODE_TRY(const base::Digest root, root_at(held.size, [&](int level, std::uint64_t index) {
                return log.tree.subtree(store, log.origin, level, index);
              }));
  if (held.root != root) {
    return base::corrupt("log " + log.origin + " does not have the root that its checkpoint signs");
  }
  return {};
}

// The update says which keys; the entry, where to find it, and with which note.
base::Status load_rotation(const Reader& store, LogState& log, base::BytesView detail,
                           base::BytesView note) {
  std::uint64_t sequence = 0;
  base::ByteReader in(detail);
  if (!in.take_u64(sequence) || !in.empty()) {
    return base::corrupt("the key of a rotation of log " + log.origin + " is damaged");
  }
  REDNODE_TRY(const auto bytes, read_update(store, log.origin, sequence));
  const auto update = schema::decode_update(bytes);
  if (!update.ok() || !apply_rotation(log, *update)) {
    return base::corrupt("update " + std::to_string(sequence) + " of log " + log.origin +
                         " changes no key, and is noted as if it did");
  }
  log.rotations.back().note = note;
  return {};
}

base::Status load_part(const Reader& store, LogState& log, base::BytesView key,
                       base::BytesView value) {
  const auto part = static_cast<CheckpointPart>(key[0]);
  if (part == CheckpointPart::kHeld) {
    REDNODE_TRY(log.held, read_held(log.origin, value));
  } else if (part == CheckpointPart::kCosigned) {
    const std::string cosigner(key.substr(1));
    const auto whole_key = checkpoint_key(log.origin, CheckpointPart::kCosigned, cosigner);
    REDNODE_TRY(log.cosigned[cosigner], decode_cosigned(whole_key, value));
  } else if (part == CheckpointPart::kKey) {
    REDNODE_CHECK(load_rotation(store, log, key.substr(1), value));
  } else if (part == CheckpointPart::kEvidence) {
    log.contradicted = true;
  } else if (part == CheckpointPart::kGeneration) {
    log.generations.emplace_back(value);  // in the order of their numbers
  }
  return {};
}

// The parts of one log lie together and are gathered before the tree is loaded.
struct StoredLog {
  base::Bytes state;
  std::vector<std::pair<base::Bytes, base::Bytes>> parts;
};

base::Result<std::map<std::string, StoredLog>> gather(const Reader& store) {
  std::map<std::string, StoredLog> stored;
  bool damaged = false;
  REDNODE_CHECK(store.scan(Table::kCheckpoint, "", "", [&](auto key, auto value) {
    std::string_view origin;
    damaged = !take_origin(key, origin) || key.empty();
    if (damaged) return false;
    StoredLog& log = stored[std::string(origin)];
    if (static_cast<CheckpointPart>(key[0]) == CheckpointPart::kState) {
      log.state = value;
    } else if (static_cast<CheckpointPart>(key[0]) != CheckpointPart::kLost) {
      log.parts.emplace_back(key, value);
    }
    return true;
  }));
  if (damaged) return base::corrupt("a key of the checkpoint table is damaged");
  return stored;
}

}  // namespace

base::Result<Logs> Logs::open(const Reader& store) {
  Logs logs;
  REDNODE_TRY(const auto stored, gather(store));
  for (const auto& [origin, parts] : stored) {
    LogState log;
    log.origin = origin;
    if (!parts.state.empty()) {
      REDNODE_TRY(log, load_state(store, origin, parts.state));
    }
    for (const auto& [key, value] : parts.parts) {
      REDNODE_CHECK(load_part(store, log, key, value));
    }
    REDNODE_CHECK(check_held(store, log));
    logs.states_.emplace(origin, std::move(log));
  }
  REDNODE_TRY(const auto change, store.last(Table::kChange, "", ""));
  if (change.has_value()) {
    base::ByteReader in(change->first);
    if (!in.take_u64(logs.next_change_) || !in.empty()) {
      return base::corrupt("a key of the change table is damaged");
    }
    ++logs.next_change_;
  }
  return logs;
}

const LogState* Logs::find(const std::string& origin) const {
  const auto at = states_.find(origin);
  return at == states_.end() ? nullptr : &at->second;
}

void Logs::announce(schema::SignedCheckpoint checkpoint) {
  LogState& log = states_.at(checkpoint.checkpoint.origin);
  REDNODE_ASSERT(log.size() == checkpoint.checkpoint.size);
  REDNODE_ASSERT(log.tree.root() == checkpoint.checkpoint.root);
  log.held = std::move(checkpoint);
}

LogBatch::Touched& LogBatch::touch(const std::string& origin) {
  const auto at = touched_.find(origin);
  if (at != touched_.end()) return at->second;
  Touched touched;
  if (const LogState* current = logs_.find(origin)) {
    touched.state = *current;
  } else {
    touched.state.origin = origin;
  }
  touched.first_new = touched.state.size();
  return touched_.emplace(origin, std::move(touched)).first->second;
}

LogState& LogBatch::log(const std::string& origin) {
  return touch(origin).state;
}

const LogState* LogBatch::find(const std::string& origin) const {
  const auto at = touched_.find(origin);
  return at != touched_.end() ? &at->second.state : logs_.find(origin);
}

base::Result<LogBatch::StagedRecord*> LogBatch::stage_record(const std::string& origin,
                                                             const std::string& iri) {
  base::Bytes key = record_key(origin, iri);
  const auto at = records_.find(key);
  if (at != records_.end()) return &at->second;
  StagedRecord staged;
  REDNODE_TRY(staged.state, read_record(store_, origin, iri));
  return &records_.emplace(std::move(key), std::move(staged)).first->second;
}

base::Result<std::optional<RecordState>> LogBatch::record(const std::string& origin,
                                                          const std::string& iri) {
  REDNODE_TRY(const StagedRecord* staged, stage_record(origin, iri));
  return staged->state;
}

base::Result<LogBatch::PutWords> LogBatch::last_put(const std::string& origin,
                                                    const std::string& iri) {
  REDNODE_TRY(const StagedRecord* staged, stage_record(origin, iri));
  if (staged->put.has_value()) return *staged->put;
  if (!staged->state.has_value()) return PutWords();
  REDNODE_TRY(const auto bytes, read_update(store_, origin, staged->state->put_sequence));
  REDNODE_TRY(auto update, schema::decode_update(bytes));
  return PutWords{std::move(update.profile), std::move(update.categories)};
}

void LogBatch::add_content(const schema::Content& content) {
  if (!contents_.insert(content.id).second) return;
  dropped_.erase(content.id);
  batch_.put(Table::kContent, content_key(content.id), schema::content_value(content));
  needs_sync_ = true;
}

base::Result<bool> LogBatch::has_content(const base::Digest& id) const {
  if (contents_.contains(id)) return true;
  if (dropped_.contains(id)) return false;
  base::Bytes ignored;
  return store_.get(Table::kContent, content_key(id), ignored);
}

LogBatch::Entry LogBatch::read_entry(base::BytesView bytes) {
  Entry entry{bytes, leaf_hash(bytes), std::nullopt};
  if (auto update = schema::decode_update(bytes); update.ok()) entry.update = std::move(*update);
  return entry;
}

base::Status LogBatch::append(const std::string& origin, const Entry& entry) {
  LogState& log = touch(origin).state;
  const std::uint64_t sequence = log.size();
  batch_.put(Table::kUpdate, update_key(origin, sequence), entry.bytes);
  log.tree.append(entry.leaf, [&](const LogTree::Tile& tile) {
    batch_.put(Table::kHash, tile_key(origin, tile.level, tile.index), tile.hashes);
  });
  needs_sync_ = true;
  // What a newer or broken origin wrote stays in its log, where it can be proved, and changes
  // nothing.
  if (!entry.update.has_value() || entry.update->sequence != sequence) return {};
  return apply(log, *entry.update);
}

base::Status LogBatch::apply(LogState& log, const schema::Update& update) {
  log.time_ms = std::max(log.time_ms, update.time_ms);
  if (update.kind == schema::UpdateKind::kRotateKey) {
    rotate(log, update);
    return {};
  }
  if (update.iri.empty()) return {};
  REDNODE_TRY(StagedRecord * staged, stage_record(log.origin, update.iri));
  auto after = fold_update(staged->state, update);
  if (!after.has_value()) return {};
  if (update.erase) ++erasures_;
  REDNODE_CHECK(account(log, update, staged->state, *after));
  staged->state = std::move(after);
  staged->changed = true;
  if (update.kind == schema::UpdateKind::kPut) {
    staged->put = PutWords{update.profile, update.categories};
  }
  return {};
}

base::Status LogBatch::account(LogState& log, const schema::Update& update,
                               const std::optional<RecordState>& before, RecordState& after) {
  if (before.has_value()) {
    --(before->live() ? log.live : log.withdrawn);
    if (before->wanted && update.kind != schema::UpdateKind::kConfirm) {
      // What was superseded or withdrawn before its content came is not needed any more.
      batch_.erase(Table::kWant, want_key(log.origin, before->put_sequence));
      --log.wanted;
      after.wanted = false;
    }
    if (before->left && update.kind != schema::UpdateKind::kConfirm) {
      --log.left;
      after.left = false;
    }
  }
  ++(after.live() ? log.live : log.withdrawn);
  if (update.kind != schema::UpdateKind::kPut) return {};
  REDNODE_TRY(const bool present, has_content(update.content_id));
  if (present) return {};
  if (!takes(log.origin, update)) {
    after.left = true;
    ++log.left;
    return {};
  }
  after.wanted = true;
  ++log.wanted;
  batch_.put(Table::kWant, want_key(log.origin, update.sequence), update.content_id.view());
  return {};
}

base::Status LogBatch::want(const std::string& origin, const std::string& iri, bool asked_for) {
  REDNODE_TRY(StagedRecord * staged, stage_record(origin, iri));
  if (!staged->state.has_value()) return {};
  RecordState& state = *staged->state;
  if (!state.live() || (asked_for ? !state.left : !state.wanted)) return {};
  LogState& log = touch(origin).state;
  const base::Bytes key = want_key(origin, state.put_sequence);
  if (asked_for) {
    batch_.put(Table::kWant, key, state.content_id.view());
  } else {
    batch_.erase(Table::kWant, key);
  }
  state.wanted = asked_for;
  state.left = !asked_for;
  staged->changed = true;
  asked_for ? (++log.wanted, --log.left) : (--log.wanted, ++log.left);
  return {};
}

base::Result<std::size_t> LogBatch::drop_contents(
    std::span<const base::Digest> ids, const std::map<std::string, std::uint64_t>& sizes) {
  std::set<base::Digest> drop(ids.begin(), ids.end());
  for (const base::Digest& id : contents_) drop.erase(id);
  std::size_t looked_at = 0;
  for (const auto& [origin, touched] : touched_) {
    if (touched.taken_back) return base::conflict("the log of " + origin + " is being taken back");
  }
  for (const auto& [origin, log] : logs_.all()) {
    const auto seen = sizes.find(schema::log_name(origin, log.generation()));
    const std::uint64_t from = seen == sizes.end() ? 0 : seen->second;
    if (from > log.size()) {
      return base::conflict("the log of " + origin + " was taken back since it was looked at");
    }
    if (from == log.size()) continue;
    looked_at += log.size() - from;
    if (looked_at > base::limits::kDropLookBackMax) {
      return base::conflict("the logs have grown too far since the contents were looked at");
    }
    REDNODE_CHECK(store_.scan(Table::kUpdate, update_key(origin, from),
                              update_key(origin, log.size()), [&](auto, auto bytes) {
                                const auto update = schema::decode_update(bytes);
                                if (update.ok()) drop.erase(update->content_id);
                                return true;
                              }));
  }
  for (const auto& [key, staged] : records_) {
    if (staged.state.has_value() && staged.state->live()) drop.erase(staged.state->content_id);
  }
  for (const base::Digest& id : drop) {
    batch_.erase(Table::kContent, content_key(id));
    dropped_.insert(id);
  }
  return drop.size();
}

base::Status LogBatch::fulfil(const std::string& origin, std::uint64_t sequence,
                              const std::string& iri) {
  REDNODE_TRY(StagedRecord * staged, stage_record(origin, iri));
  if (!staged->state.has_value() || !staged->state->wanted ||
      staged->state->put_sequence != sequence) {
    return {};
  }
  staged->state->wanted = false;
  staged->changed = true;
  --touch(origin).state.wanted;
  batch_.erase(Table::kWant, want_key(origin, sequence));
  needs_sync_ = true;
  return {};
}

void LogBatch::hold(schema::SignedCheckpoint checkpoint) {
  const std::string origin = checkpoint.checkpoint.origin;
  batch_.put(Table::kCheckpoint, checkpoint_key(origin, CheckpointPart::kHeld), checkpoint.bytes());
  touch(origin).state.held = std::move(checkpoint);
}

void LogBatch::cosigned(const std::string& origin, const std::string& cosigner, Cosigned what) {
  const base::Bytes key = checkpoint_key(origin, CheckpointPart::kCosigned, cosigner);
  batch_.put(Table::kCheckpoint, key, encode_cosigned(key, what));
  touch(origin).state.cosigned[cosigner] = what;
}

void LogBatch::forget_cosigner(const std::string& origin, const std::string& cosigner) {
  batch_.erase(Table::kCheckpoint, checkpoint_key(origin, CheckpointPart::kCosigned, cosigner));
  touch(origin).state.cosigned.erase(cosigner);
}

void LogBatch::rotate(LogState& log, const schema::Update& update) {
  if (!apply_rotation(log, update)) return;
  base::Bytes sequence;
  base::append_u64(sequence, update.sequence);
  batch_.put(Table::kCheckpoint, checkpoint_key(log.origin, CheckpointPart::kKey, sequence), {});
}

void LogBatch::rotated(const std::string& origin, std::uint64_t sequence, base::Bytes note) {
  base::Bytes detail;
  base::append_u64(detail, sequence);
  batch_.put(Table::kCheckpoint, checkpoint_key(origin, CheckpointPart::kKey, detail), note);
  for (Rotation& rotation : touch(origin).state.rotations) {
    if (rotation.change.sequence == sequence) rotation.note = std::move(note);
  }
}

void LogBatch::contradict(const std::string& origin, base::BytesView evidence) {
  LogState& state = touch(origin).state;
  if (state.contradicted) return;
  state.contradicted = true;
  batch_.put(Table::kCheckpoint, checkpoint_key(origin, CheckpointPart::kEvidence), evidence);
  needs_sync_ = true;
}

void LogBatch::finish() {
  for (const auto& [key, staged] : records_) {
    if (!staged.changed) continue;
    if (staged.state.has_value()) {
      batch_.put(Table::kRecord, key, encode_record(*staged.state));
    } else {
      batch_.erase(Table::kRecord, key);
    }
  }
  for (const auto& [origin, touched] : touched_) {
    const LogState& log = touched.state;
    batch_.put(Table::kCheckpoint, checkpoint_key(origin, CheckpointPart::kState),
               encode_state(log));
    if (log.size() == touched.first_new && !touched.taken_back) continue;
    base::Bytes change = origin_prefix(origin);
    base::append_u64(change, touched.first_new);
    base::append_u64(change, log.size() - touched.first_new);
    batch_.put(Table::kChange, number_key(logs_.next_change() + changes_), change);
    ++changes_;
  }
}

void LogBatch::adopt(Logs& logs) && {
  for (auto& [origin, touched] : touched_) logs.states_[origin] = std::move(touched.state);
  logs.next_change_ += changes_;
}

bool apply_rotation(LogState& log, const schema::Update& update) {
  if (update.kind != schema::UpdateKind::kRotateKey) return false;
  const bool follows =
      log.rotations.empty() || log.rotations.back().change.new_key == update.old_key;
  const auto next = schema::NoteVerifier::parse(update.new_key);
  if (!follows || !next.ok() || next->name() != log.origin ||
      log.rotations.size() == base::limits::kRotationsMax) {
    return false;
  }
  log.rotations.push_back({{update.sequence, update.old_key, update.new_key}, update.time_ms, {}});
  return true;
}

schema::LogKeys keys_of(const LogState& log, const schema::NoteVerifier& card) {
  std::vector<schema::KeyChange> changes;
  for (const Rotation& rotation : log.rotations) changes.push_back(rotation.change);
  return schema::LogKeys(card, changes);
}

base::Result<base::Bytes> read_update(const Reader& store, std::string_view origin,
                                      std::uint64_t sequence) {
  base::Bytes value;
  REDNODE_TRY(const bool found, store.get(Table::kUpdate, update_key(origin, sequence), value));
  if (!found) {
    return base::not_found("log " + std::string(origin) + " has no update " +
                           std::to_string(sequence));
  }
  return value;
}

base::Result<std::optional<RecordState>> read_record(const Reader& store, std::string_view origin,
                                                     std::string_view iri) {
  base::Bytes value;
  REDNODE_TRY(const bool found, store.get(Table::kRecord, record_key(origin, iri), value));
  if (!found) return std::optional<RecordState>();
  REDNODE_TRY(auto state, decode_record(value));
  return std::optional<RecordState>(std::move(state));
}

base::Result<schema::Content> read_content(const Reader& store, const base::Digest& id) {
  base::Bytes value;
  REDNODE_TRY(const bool found, store.get(Table::kContent, content_key(id), value));
  if (!found) return base::not_found("the content " + base::to_hex(id) + " is not held");
  return schema::content_from_value(id, value);
}

}  // namespace rednode::storage
