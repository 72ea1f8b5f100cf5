#include "storage/repair_log.h"

#include <algorithm>

#include "schema/generation.h"

namespace rednode::storage {
namespace {

using base::Bytes;
using base::BytesView;
using base::Digest;

// One batch of the new store: updates come in the order of their log.
constexpr std::uint64_t kUpdatesPerBatch = 2'000;

}  // namespace

LogRepair::LogRepair(RepairSources& sources, RepairTarget& target, const KeyFor& key_for,
                     std::string origin, bool own)
    : sources_(sources), target_(target), key_for_(key_for), origin_(std::move(origin)), own_(own) {
  keys_.origin = origin_;
}

base::Result<RepairedLog> LogRepair::run(const CheckpointParts& parts,
                                         std::uint64_t& entries_left) {
  for (const auto& [key, value] : parts) read_part(key, value, entries_left);
  hash_updates();
  bridge();
  for (Statement& statement : statements_) statement.proved = holds(statement);
  RepairedLog log;
  log.origin = origin_;
  prove(log);
  REDNODE_CHECK(write(log.taken));
  REDNODE_CHECK(write_signatures(log.taken, entries_left));
  if (const LogState* state = target_.logs.find(origin_)) log.wanted = state->wanted;
  log.wanted_before = wanted_before_;
  return log;
}

void LogRepair::read_part(BytesView key, BytesView value, std::uint64_t& left) {
  const auto part = static_cast<CheckpointPart>(key.empty() ? '\0' : key[0]);
  if (part == CheckpointPart::kState) {
    read_state(value);
  } else if (part == CheckpointPart::kHeld || (part == CheckpointPart::kKey && !value.empty())) {
    read_note(part, value, left);
  } else if (part == CheckpointPart::kCosigned) {
    read_cosigned(key, value, left);
  } else if (part == CheckpointPart::kEvidence) {
    evidence_.emplace_back(value);
  } else if (part == CheckpointPart::kGeneration) {
    read_generation(key, value, left);
  } else if (part == CheckpointPart::kLost) {
    aside_.emplace_back(origin_prefix(origin_) + Bytes(key), value);
  } else if (part != CheckpointPart::kKey) {
    ++left;
  }
}

void LogRepair::read_generation(BytesView key, BytesView value, std::uint64_t& left) {
  const auto note = schema::parse_note(value);
  const auto generation = note.ok() ? schema::parse_generation_text(note->text) : note.error();
  std::uint32_t number = 0;
  base::ByteReader(key.substr(1)).take_u32(number);
  if (!generation.ok() || generation->origin != origin_ || generation->number != number) {
    ++left;
    return;
  }
  generations_.emplace(number, value);
}

std::uint32_t LogRepair::generation() const {
  std::uint32_t number = 1;
  while (generations_.contains(number + 1)) ++number;
  return number;
}

void LogRepair::read_note(CheckpointPart part, BytesView value, std::uint64_t& left) {
  auto note = schema::parse_note(value);
  const auto checkpoint = note.ok() ? schema::parse_checkpoint_text(note->text)
                                    : base::Result<schema::Checkpoint>(note.error());
  if (!checkpoint.ok() || checkpoint->origin != origin_) {
    ++left;
    return;
  }
  Statement statement;
  statement.size = checkpoint->size;
  statement.part = part;
  statement.checkpoint = schema::SignedCheckpoint{*checkpoint, std::move(*note)};
  roots_.try_emplace(statement.size);
  if (part == CheckpointPart::kHeld) had_ = std::max(had_.value_or(0), statement.size);
  statements_.push_back(std::move(statement));
}

void LogRepair::read_cosigned(BytesView key, BytesView value, std::uint64_t& left) {
  const std::string cosigner(key.substr(1));
  const auto cosigned =
      decode_cosigned(checkpoint_key(origin_, CheckpointPart::kCosigned, cosigner), value);
  if (!cosigned.ok()) {
    ++left;
    return;
  }
  Statement statement;
  statement.size = cosigned->size;
  statement.part = CheckpointPart::kCosigned;
  statement.cosigner = cosigner;
  statement.cosigned = *cosigned;
  roots_.try_emplace(statement.size);
  statements_.push_back(std::move(statement));
}

// Its form is that of docs/formats/storage.md. It is derived, so that it is lost does no harm.
void LogRepair::read_state(BytesView value) {
  const bool sound = take_check(checkpoint_key(origin_, CheckpointPart::kState), value);
  base::ByteReader in(value);
  Statement statement;
  statement.part = CheckpointPart::kState;
  std::uint64_t unused = 0;
  std::uint64_t wanted = 0;
  BytesView root;
  if (!sound || !in.take_u64(statement.size) || !in.take_u64(unused) || !in.take_u64(unused) ||
      !in.take_u64(wanted) || !in.take_u64(unused) || !in.take_bytes(sizeof(Digest), root)) {
    return;
  }
  statement.root = base::digest_from(root).value();
  had_ = std::max(had_.value_or(0), statement.size);
  wanted_before_ = wanted;
  roots_.try_emplace(statement.size);
  statements_.push_back(statement);
}

void LogRepair::add_leaf(const Digest& leaf) {
  tree_.append(leaf, {});
  const auto at = roots_.find(tree_.size());
  if (at != roots_.end()) at->second = tree_.root();
}

void LogRepair::hash_updates() {
  if (const auto empty = roots_.find(0); empty != roots_.end()) empty->second = empty_root();
  for (;; ++readable_) {
    const auto bytes = sources_.get(Table::kUpdate, update_key(origin_, readable_));
    if (!bytes.has_value()) return;
    const auto entry = LogBatch::read_entry(*bytes);
    if (entry.update.has_value() && entry.update->sequence == readable_) {
      apply_rotation(keys_, *entry.update);
    }
    add_leaf(entry.leaf);
  }
}

std::optional<Digest> LogRepair::leaf_behind_gap(std::uint64_t sequence) {
  if (const auto bytes = sources_.get(Table::kUpdate, update_key(origin_, sequence))) {
    return leaf_hash(*bytes);
  }
  const auto tile = sources_.get(Table::kHash, tile_key(origin_, 0, sequence / kTileWidth));
  if (!tile.has_value() || tile->size() != kTileWidth * sizeof(Digest)) return std::nullopt;
  const auto at = static_cast<std::size_t>(sequence % kTileWidth) * sizeof(Digest);
  return base::digest_from(BytesView(*tile).substr(at, sizeof(Digest))).value();
}

// Goes on behind the first update that is lost, as far as the leaves are known: a statement about a
// larger tree proves what lies before the gap as well.
void LogRepair::bridge() {
  const std::uint64_t goal = roots_.empty() ? 0 : roots_.rbegin()->first;
  while (tree_.size() < goal) {
    const auto leaf = leaf_behind_gap(tree_.size());
    if (!leaf.has_value()) return;
    add_leaf(*leaf);
  }
}

bool LogRepair::holds(const Statement& statement) const {
  const auto& root = roots_.at(statement.size);
  if (!root.has_value()) return false;
  if (statement.part == CheckpointPart::kState) return own_ && statement.root == *root;
  if (statement.part == CheckpointPart::kCosigned) return cosignature_holds(statement, *root);
  const schema::Checkpoint& checkpoint = statement.checkpoint->checkpoint;
  // A change of the key keeps the checkpoint of the generation that it was made in.
  const bool present =
      statement.part == CheckpointPart::kKey || checkpoint.generation == generation();
  return present && checkpoint.root == *root && signed_by_origin(statement);
}

bool LogRepair::signed_by_origin(const Statement& statement) const {
  const auto card = key_for_(origin_);
  if (!card.has_value()) return false;
  const schema::LogKeys keys = keys_of(keys_, *card);
  const schema::Note& note = statement.checkpoint->note;
  if (!schema::verify_note(note, keys.signer(statement.size)).ok()) return false;
  // The checkpoint of a change of the key is signed by both.
  return statement.part != CheckpointPart::kKey || statement.size == 0 ||
         schema::verify_note(note, keys.signer(statement.size - 1)).ok();
}

bool LogRepair::cosignature_holds(const Statement& statement, const Digest& root) const {
  const auto card = key_for_(statement.cosigner);
  if (!card.has_value()) return false;
  const bool own_word = statement.cosigner == origin_;
  const schema::LogKeys keys = own_word ? keys_of(keys_, *card) : schema::LogKeys(*card);
  const auto* key = keys.find_cosigner(statement.cosigned.key_id);
  if (key == nullptr) return false;
  const std::string text = schema::checkpoint_text({origin_, statement.size, root, generation()});
  const auto line = line_of(statement.cosigner, statement.cosigned);
  const auto found = schema::verify_note({text, {line}}, *key);
  return found.ok() && *found != nullptr;
}

// How many updates are taken: as many as lie below the largest statement that holds.
void LogRepair::prove(RepairedLog& log) {
  std::uint64_t proved = 0;
  for (const Statement& statement : statements_) {
    if (statement.proved) proved = std::max(proved, statement.size);
  }
  log.taken = std::min(readable_, proved);
  log.had = had_;
  if (!log.had.has_value()) {
    log.ends_because = "how long it was cannot be read";
  } else if (readable_ < *log.had) {
    log.ends_because = "update " + std::to_string(readable_) + " is lost or cannot be read";
  }
  if (log.taken < readable_) {
    log.had = std::max(log.had.value_or(0), readable_);
    log.ends_because = "no signature proves update " + std::to_string(log.taken);
    if (!key_for_(origin_).has_value()) log.ends_because = "no key of " + origin_ + " is known";
  }
}

base::Status LogRepair::write(std::uint64_t count) {
  for (std::uint64_t first = 0; first < count; first += kUpdatesPerBatch) {
    LogBatch batch(target_.store, target_.logs);
    for (std::uint64_t i = first; i < std::min(count, first + kUpdatesPerBatch); ++i) {
      const auto bytes = sources_.get(Table::kUpdate, update_key(origin_, i));
      if (!bytes.has_value()) {
        return base::corrupt("update " + std::to_string(i) + " of log " + origin_ +
                             " could be read before, and cannot now: is the disk failing?");
      }
      REDNODE_CHECK(batch.append(origin_, *bytes));
    }
    batch.finish();
    REDNODE_CHECK(target_.store.commit(batch.batch(), Sync::kNo));
    std::move(batch).adopt(target_.logs);
  }
  return {};
}

// What was signed about the part that was taken.
base::Status LogRepair::write_signatures(std::uint64_t count, std::uint64_t& left) {
  LogBatch batch(target_.store, target_.logs);
  for (const auto& [key, value] : aside_) batch.batch().put(Table::kCheckpoint, key, value);
  for (std::uint32_t number = 2; number <= generation(); ++number) {
    batch.begin_generation(origin_, generations_.at(number));
  }
  const Statement* held = nullptr;
  for (const Statement& statement : statements_) {
    if (statement.part == CheckpointPart::kState) continue;
    if (!statement.proved || statement.size > count) {
      // A held checkpoint of more than was taken comes again with the rest.
      if (statement.part != CheckpointPart::kHeld) ++left;
      continue;
    }
    if (statement.part == CheckpointPart::kCosigned) {
      batch.cosigned(origin_, statement.cosigner, statement.cosigned);
      continue;
    }
    const bool present = statement.checkpoint->checkpoint.generation == generation();
    if (present && (held == nullptr || held->size <= statement.size)) held = &statement;
    if (statement.part == CheckpointPart::kKey) {
      batch.rotated(origin_, statement.size - 1, statement.checkpoint->bytes());
    }
  }
  if (held != nullptr) batch.hold(*held->checkpoint);
  // Whatever else is lost, a log that was frozen stays so.
  if (!evidence_.empty()) batch.contradict(origin_, evidence_.front());
  if (batch.empty()) return {};
  batch.finish();
  REDNODE_CHECK(target_.store.commit(batch.batch(), Sync::kYes));
  std::move(batch).adopt(target_.logs);
  return {};
}

}  // namespace rednode::storage
