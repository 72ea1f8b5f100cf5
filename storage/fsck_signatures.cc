// The part of the check that looks at signatures: of the held checkpoint, of those at which the
// log's key changed, and of those who hold the log.

#include "schema/generation.h"
#include "storage/fsck_log.h"

namespace rednode::storage {
using base::Bytes;
using base::BytesView;

// The keys of another log are what its own entries say: they are checked with that log.
std::optional<schema::LogKeys> LogCheck::keys_of(const std::string& name) const {
  const auto card = key_for_ ? key_for_(name) : std::nullopt;
  if (!card.has_value()) return std::nullopt;
  LogState log;
  log.origin = name;
  const Bytes from = checkpoint_key(name, CheckpointPart::kKey);
  const Bytes to = checkpoint_key(name, CheckpointPart::kKey, "\xff");
  const auto scanned =
      walk_.store().scan(Table::kCheckpoint, from, to, [&](BytesView key, BytesView) {
        std::uint64_t sequence = 0;
        if (!base::ByteReader(key.substr(from.size())).take_u64(sequence)) return true;
        const auto bytes = read_update(walk_.store(), name, sequence);
        const auto update = bytes.ok() ? schema::decode_update(*bytes) : bytes.error();
        if (update.ok()) apply_rotation(log, *update);
        return true;
      });
  if (!scanned.ok()) return std::nullopt;
  return storage::keys_of(log, *card);
}

void LogCheck::read_signed_sizes() {
  roots_.emplace(0, empty_root());
  walk_.scan(Table::kCheckpoint, prefix_, end_, [&](BytesView key, BytesView value) {
    const BytesView part = key.substr(prefix_.size());
    const char kind = part.empty() ? '\0' : part[0];
    std::uint64_t number = 0;
    if (kind == static_cast<char>(CheckpointPart::kCosigned) &&
        base::ByteReader(value).take_u64(number)) {
      roots_.try_emplace(number);
    }
    if (kind == static_cast<char>(CheckpointPart::kKey) &&
        base::ByteReader(part.substr(1)).take_u64(number)) {
      roots_.try_emplace(number + 1);
    }
    return true;
  });
}

void LogCheck::check_held_signatures() {
  if (!held_note_.has_value()) return;
  const std::string where = origin_ + " held";
  const auto keys = keys_of(origin_);
  bool own = false;
  for (const schema::NoteSignature& signature : held_note_->signatures) {
    const bool of_origin = signature.name == origin_;
    own = own || of_origin;
    const schema::NoteVerifier* key =
        keys.has_value() && of_origin ? keys->find(signature.key_id) : nullptr;
    if (key == nullptr) {
      walk_.find(Table::kCheckpoint, where,
                 "not checked: no key of " + readable(signature.name) + " is known that signed it");
    } else if (!schema::verify_note({held_note_->text, {signature}}, *key).ok()) {
      walk_.find(Table::kCheckpoint, where,
                 "the signature of " + readable(signature.name) + " does not verify");
    }
  }
  if (own && keys.has_value()) {
    own = schema::verify_note(*held_note_, keys->signer(held_->size)).ok();
  }
  if (!own) walk_.find(Table::kCheckpoint, where, "is not signed by its origin");
}

// Its root is of a log that may have been taken back since; its signature must be the origin's.
void LogCheck::check_generation(BytesView detail, BytesView bytes) {
  std::uint32_t number = 0;
  base::ByteReader in(detail);
  const bool sound = in.take_u32(number) && in.empty();
  const std::string where = schema::log_name(origin_, number);
  const auto note = schema::parse_note(bytes);
  const auto generation = note.ok() ? schema::parse_generation_text(note->text) : note.error();
  if (!sound || !generation.ok() || generation->origin != origin_ || generation->number != number ||
      number > generation_) {
    return walk_.find(Table::kCheckpoint, where, "is not the beginning of a log");
  }
  const auto keys = keys_of(origin_);
  const bool is_signed =
      keys.has_value() &&
      std::any_of(note->signatures.begin(), note->signatures.end(), [&](const auto& signature) {
        const schema::NoteVerifier* key = keys->find(signature.key_id);
        return key != nullptr && schema::verify_note({note->text, {signature}}, *key).ok();
      });
  if (!is_signed) {
    walk_.find(Table::kCheckpoint, where,
               keys.has_value() ? "is not signed by its origin"
                                : "not checked: no key of " + origin_ + " is known");
  }
}

void LogCheck::check_rotation(BytesView detail, BytesView note) {
  std::uint64_t sequence = 0;
  base::ByteReader in(detail);
  const bool sound = in.take_u64(sequence) && in.empty();
  const std::string where = numbered(origin_, sequence) + " key";
  if (!sound || rotations_.erase(sequence) == 0) {
    walk_.find(Table::kCheckpoint, where, "no update there changes a key");
    return;
  }
  if (note.empty()) return;
  const std::string problem = rotation_problem(sequence, note);
  if (!problem.empty()) walk_.find(Table::kCheckpoint, where, problem);
}

std::string LogCheck::rotation_problem(std::uint64_t sequence, BytesView bytes) const {
  const auto note = schema::parse_note(bytes);
  if (!note.ok()) return note.error().message;
  const auto checkpoint = schema::parse_checkpoint_text(note->text);
  if (!checkpoint.ok()) return checkpoint.error().message;
  if (checkpoint->origin != origin_ || checkpoint->size != sequence + 1) {
    return "is not the checkpoint of that change";
  }
  const auto root = roots_.find(checkpoint->size);
  if (root == roots_.end() || !root->second.has_value()) return "the root was not checked";
  if (*root->second != checkpoint->root) return "does not have the root that the updates have";
  const auto keys = keys_of(origin_);
  if (!keys.has_value()) return "not checked: no key of " + origin_ + " is known";
  for (const std::uint64_t size : {sequence, sequence + 1}) {
    if (!schema::verify_note(*note, keys->signer(size)).ok()) return "is not signed by both keys";
  }
  return {};
}

void LogCheck::check_cosigned(BytesView key, BytesView value) {
  const std::string cosigner(key.substr(prefix_.size() + 1));
  const std::string where = origin_ + " cosigned by " + readable(cosigner);
  const auto cosigned = decode_cosigned(key, value);
  const std::string problem =
      cosigned.ok() ? cosignature_problem(cosigner, cosigned->size, line_of(cosigner, *cosigned))
                    : cosigned.error().message;
  if (!problem.empty()) walk_.find(Table::kCheckpoint, where, problem);
}

std::string LogCheck::cosignature_problem(const std::string& cosigner, std::uint64_t size,
                                          const schema::NoteSignature& signature) const {
  const auto root = roots_.find(size);
  if (root == roots_.end() || !root->second.has_value()) {
    return size > tree_.size() ? "is of a checkpoint beyond the log"
                               : "not checked: updates are missing";
  }
  const auto keys = keys_of(cosigner);
  const schema::NoteVerifier* key =
      keys.has_value() ? keys->find_cosigner(signature.key_id) : nullptr;
  if (key == nullptr)
    return "not checked: no key of " + readable(cosigner) + " is known that signed it";
  const schema::Note note{schema::checkpoint_text({origin_, size, *root->second, generation_}),
                          {signature}};
  if (!schema::verify_note(note, *key).ok()) return "the cosignature does not verify";
  return {};
}

}  // namespace rednode::storage
