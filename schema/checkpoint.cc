#include "schema/checkpoint.h"

#include "base/limits.h"
#include "base/lines.h"
#include "schema/origin.h"

namespace rednode::schema {
namespace {

// Takes one line, without its newline, from the front.
base::Result<std::string_view> take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos || end == 0) {
    return base::invalid("a checkpoint has three lines: origin, size, root hash");
  }
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

base::Result<std::uint64_t> parse_size(std::string_view line) {
  const auto size = base::parse_number(line);
  if (!size.ok()) return base::invalid("the size of the checkpoint is not a decimal number");
  return size;
}

base::Status parse_name(std::string_view line, Checkpoint& checkpoint) {
  const auto at = line.find('@');
  REDNODE_TRY(checkpoint.origin, parse_origin(line.substr(0, at)));
  if (at == line.npos) return {};
  const auto number = base::parse_number(line.substr(at + 1));
  if (!number.ok() || *number < 2 || *number > base::limits::kGenerationsMax ||
      line.substr(at + 1) != std::to_string(*number)) {
    return base::invalid("the checkpoint is of no generation of a log");
  }
  checkpoint.generation = static_cast<std::uint32_t>(*number);
  return {};
}

}  // namespace

std::string log_name(const std::string& origin, std::uint32_t generation) {
  return generation == 1 ? origin : origin + "@" + std::to_string(generation);
}

std::string checkpoint_text(const Checkpoint& checkpoint) {
  return log_name(checkpoint.origin, checkpoint.generation) + "\n" +
         std::to_string(checkpoint.size) + "\n" + base::to_base64(checkpoint.root.view()) + "\n";
}

base::Result<Checkpoint> parse_checkpoint_text(std::string_view text) {
  Checkpoint checkpoint;
  REDNODE_TRY(const auto name, take_line(text));
  REDNODE_CHECK(parse_name(name, checkpoint));
  REDNODE_TRY(const auto size, take_line(text));
  REDNODE_TRY(checkpoint.size, parse_size(size));
  REDNODE_TRY(const auto root, take_line(text));
  REDNODE_TRY(const auto root_bytes, base::from_base64(root));
  REDNODE_TRY(checkpoint.root, base::digest_from(root_bytes));
  if (!text.empty()) return base::invalid("the checkpoint has extension lines");
  return checkpoint;
}

SignedCheckpoint sign_checkpoint(const Checkpoint& checkpoint, const base::SigningKey& key) {
  SignedCheckpoint out;
  out.checkpoint = checkpoint;
  out.note.text = checkpoint_text(checkpoint);
  out.note.signatures.push_back(sign_text(out.note.text, checkpoint.origin, key));
  return out;
}

base::Result<SignedCheckpoint> open_checkpoint(base::BytesView bytes, const NoteVerifier& origin) {
  SignedCheckpoint out;
  REDNODE_TRY(out.note, parse_note(bytes));
  REDNODE_TRY(out.checkpoint, parse_checkpoint_text(out.note.text));
  if (out.checkpoint.origin != origin.name()) {
    return base::unauthorised("the checkpoint is of " + out.checkpoint.origin + ", not of " +
                              origin.name());
  }
  const auto signature = verify_note(out.note, origin);
  if (!signature.ok()) return base::unauthorised(signature.error().message);
  return out;
}

base::Result<std::int64_t> cosigned_at(const SignedCheckpoint& checkpoint,
                                       const NoteVerifier& verifier) {
  REDNODE_TRY(const NoteSignature* signature, verify_note(checkpoint.note, verifier));
  return cosignature_time(*signature);
}

void put_signature(Note& note, NoteSignature signature) {
  for (NoteSignature& s : note.signatures) {
    if (s.name == signature.name && s.key_id == signature.key_id) {
      s = std::move(signature);
      return;
    }
  }
  note.signatures.push_back(std::move(signature));
}

}  // namespace rednode::schema
