#include "node/log_views.h"

#include "storage/keys.h"
#include "storage/logs.h"

namespace rednode::node {
namespace {

using storage::Table;

constexpr std::size_t kDigestBytes = 32;
// A tree that lags by more is loaded anew, from its tiles, and not continued entry by entry.
constexpr std::uint64_t kContinueMax = 16'384;

base::Result<std::shared_ptr<const storage::LogTree>> tree_at(
    const storage::Reader& store, const std::string& origin, std::uint64_t size,
    const std::shared_ptr<const storage::LogTree>& known) {
  if (known != nullptr && known->size() == size) return known;
  if (known == nullptr || known->size() > size || size - known->size() > kContinueMax) {
    REDNODE_TRY(auto loaded, storage::LogTree::load(store, origin, size));
    return std::make_shared<const storage::LogTree>(std::move(loaded));
  }
  auto tree = std::make_shared<storage::LogTree>(*known);
  REDNODE_CHECK(store.scan(Table::kUpdate, storage::update_key(origin, known->size()),
                           storage::update_key(origin, size), [&](auto, auto value) {
                             tree->append(storage::leaf_hash(value), {});
                             return true;
                           }));
  if (tree->size() != size) return base::corrupt("updates of log " + origin + " are missing");
  return std::shared_ptr<const storage::LogTree>(std::move(tree));
}

}  // namespace

LogView::LogView(std::unique_ptr<storage::Reader> store, base::Bytes note,
                 schema::Checkpoint checkpoint, std::shared_ptr<const storage::LogTree> tree)
    : store_(std::move(store)),
      note_(std::move(note)),
      checkpoint_(std::move(checkpoint)),
      tree_(std::move(tree)) {}

storage::SubtreeSource LogView::subtrees() const {
  return [this](int level, std::uint64_t index) {
    return tree_->subtree(*store_, checkpoint_.origin, level, index);
  };
}

base::Result<base::Bytes> LogView::file(const storage::TilePath& path) const {
  if (!storage::is_within(path, checkpoint_.size)) {
    return base::not_found("the log of " + checkpoint_.origin + " ends at " +
                           std::to_string(checkpoint_.size) +
                           " entries: begin with its checkpoint");
  }
  return path.level.has_value() ? hashes(path) : entries(path);
}

base::Result<base::Bytes> LogView::hashes(const storage::TilePath& path) const {
  const std::string& origin = checkpoint_.origin;
  const int level = *path.level;
  base::Bytes bytes;
  if (storage::is_within({level, path.index, storage::kTileWidth}, checkpoint_.size)) {
    REDNODE_TRY(const bool found,
                store_->get(Table::kHash,
                            storage::tile_key(origin, static_cast<std::uint8_t>(level), path.index),
                            bytes));
    if (!found || bytes.size() != storage::kTileWidth * kDigestBytes) {
      return base::corrupt("a tile of log " + origin + " is missing or cut");
    }
    bytes.resize(path.width * kDigestBytes);
    return bytes;
  }
  // What is no full tile, and within the checkpoint, is the open one of its level.
  for (const auto& hash : tree_->open_tile(level).first(path.width)) bytes += hash.view();
  return bytes;
}

base::Result<base::Bytes> LogView::entries(const storage::TilePath& path) const {
  const std::string& origin = checkpoint_.origin;
  base::Bytes bytes;
  std::uint64_t count = 0;
  REDNODE_CHECK(store_->scan(Table::kUpdate, storage::update_key(origin, path.first()),
                             storage::update_key(origin, path.first() + path.width),
                             [&](auto, auto value) {
                               base::append_u16(bytes, static_cast<std::uint16_t>(value.size()));
                               bytes += value;
                               ++count;
                               return true;
                             }));
  if (count != path.width) return base::corrupt("updates of log " + origin + " are missing");
  return bytes;
}

base::Result<std::vector<base::Digest>> LogView::inclusion(std::uint64_t index) const {
  if (index >= checkpoint_.size) {
    return base::not_found(
        "the log of " + checkpoint_.origin + " has " + std::to_string(checkpoint_.size) +
        " entries under its checkpoint, and " + "no number " + std::to_string(index));
  }
  return storage::inclusion_proof(index, checkpoint_.size, subtrees());
}

base::Result<std::vector<base::Digest>> LogView::consistency(std::uint64_t old_size) const {
  if (old_size > checkpoint_.size) {
    return base::not_found("the log of " + checkpoint_.origin + " has " +
                           std::to_string(checkpoint_.size) +
                           " entries under its checkpoint, not " + std::to_string(old_size));
  }
  return consistency(old_size, checkpoint_.size);
}

base::Result<std::vector<base::Digest>> LogView::consistency(std::uint64_t old_size,
                                                             std::uint64_t new_size) const {
  return storage::consistency_proof(old_size, new_size, subtrees());
}

base::Result<std::vector<SizedNote>> LogView::rotations() const {
  const auto part = storage::CheckpointPart::kKey;
  const auto from = storage::checkpoint_key(checkpoint_.origin, part);
  const auto to = storage::checkpoint_key(checkpoint_.origin, part, "\xff");
  std::vector<SizedNote> notes;
  REDNODE_CHECK(store_->scan(Table::kCheckpoint, from, to, [&](auto key, auto note) {
    std::uint64_t sequence = 0;
    const bool sound = base::ByteReader(key.substr(from.size())).take_u64(sequence);
    if (sound && sequence < checkpoint_.size && !note.empty()) {
      notes.push_back({sequence + 1, base::Bytes(note)});
    }
    return true;
  }));
  return notes;
}

base::Result<std::vector<base::Bytes>> LogView::generations() const {
  const auto part = storage::CheckpointPart::kGeneration;
  const auto from = storage::checkpoint_key(checkpoint_.origin, part);
  const auto to = storage::checkpoint_key(checkpoint_.origin, part, base::Bytes(4, '\xff'));
  std::vector<base::Bytes> notes;
  REDNODE_CHECK(store_->scan(Table::kCheckpoint, from, to, [&](auto, auto note) {
    notes.emplace_back(note);
    return true;
  }));
  return notes;
}

base::Result<base::Digest> LogView::root_at(std::uint64_t size) const {
  return storage::root_at(size, subtrees());
}

namespace {

// The cosignatures that are on exactly this checkpoint; others stand for earlier ones.
base::Result<base::Bytes> with_cosignatures(const storage::Reader& store,
                                            const schema::Checkpoint& checkpoint,
                                            schema::Note note) {
  const auto from = storage::checkpoint_key(checkpoint.origin, storage::CheckpointPart::kCosigned);
  const auto to =
      storage::checkpoint_key(checkpoint.origin, storage::CheckpointPart::kCosigned, "\xff");
  REDNODE_CHECK(store.scan(Table::kCheckpoint, from, to, [&](auto key, auto value) {
    const auto cosigned = storage::decode_cosigned(key, value);
    if (!cosigned.ok() || cosigned->size != checkpoint.size) return true;
    schema::put_signature(note, storage::line_of(std::string(key.substr(from.size())), *cosigned));
    return true;
  }));
  return schema::format_note(note);
}

}  // namespace

base::Result<LogView> LogViews::view(const std::string& origin) {
  // Under the lock, so that what is kept never gets older than what somebody was shown.
  const std::lock_guard lock(mutex_);
  auto snapshot = store_.snapshot();
  base::Bytes note;
  REDNODE_TRY(const bool held,
              snapshot->get(Table::kCheckpoint,
                            storage::checkpoint_key(origin, storage::CheckpointPart::kHeld), note));
  if (!held) {
    return base::not_found("this node holds no checkpoint of a log of \"" + origin +
                           "\": redctl status and /api/v1/nations list those that are here");
  }
  REDNODE_TRY(auto parsed, schema::parse_note(note));
  REDNODE_TRY(auto checkpoint, schema::parse_checkpoint_text(parsed.text));
  REDNODE_TRY(note, with_cosignatures(*snapshot, checkpoint, std::move(parsed)));
  // A log that began anew is another one for whoever keeps a tree of it.
  auto& known = trees_[schema::log_name(origin, checkpoint.generation)];
  REDNODE_TRY(known, tree_at(*snapshot, origin, checkpoint.size, known));
  return LogView(std::move(snapshot), std::move(note), std::move(checkpoint), known);
}

}  // namespace rednode::node
