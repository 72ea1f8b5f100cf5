#include "node/ctl/note_check.h"

#include "base/log.h"

namespace rednode::node {
namespace {

using Verdict = CheckList::Verdict;

// Every cosignature of the note by somebody whose card is here. Those of others are said, not
// judged.
void check_cosignatures(const KnownKeys& keys, const schema::SignedCheckpoint& checkpoint,
                        CheckList& checks) {
  for (const schema::NoteSignature& signature : checkpoint.note.signatures) {
    const std::string& name = signature.name;
    const auto log_key = keys.log_key(name);
    const auto cosign_key = keys.cosign_key(name);
    if (log_key.has_value() && signature.key_id == log_key->key_id() &&
        name == checkpoint.checkpoint.origin) {
      continue;  // the origin's own, checked before
    }
    const std::string check = "cosignature of " + name;
    if (!cosign_key.has_value() || signature.key_id != cosign_key->key_id()) {
      checks.add(Verdict::kNotChecked, check, "no card with this key is here");
      continue;
    }
    const auto time = schema::cosigned_at(checkpoint, *cosign_key);
    if (time.ok()) {
      checks.fits(check, "signed at " + base::to_rfc3339({*time * 1'000'000}));
    } else {
      checks.wrong(check, time.error().message);
    }
  }
}

}  // namespace

std::optional<schema::SignedCheckpoint> check_note(const KnownKeys& keys, const std::string& origin,
                                                   base::BytesView note, CheckList& checks) {
  const std::string check = "signature of " + origin;
  const auto key = keys.log_key(origin);
  if (!key.has_value()) {
    checks.wrong(check, "no key of " + origin + " is known here" +
                            (keys.problem().empty() ? "" : " (" + keys.problem() + ")") +
                            ": add its peer card first");
    return std::nullopt;
  }
  auto checkpoint = schema::open_checkpoint(note, *key);
  if (!checkpoint.ok()) {
    checks.wrong(check, checkpoint.error().message);
    return std::nullopt;
  }
  checks.fits(check, "size " + std::to_string(checkpoint->checkpoint.size) + ", root " +
                         base::to_base64(checkpoint->checkpoint.root.view()));
  check_cosignatures(keys, *checkpoint, checks);
  return std::move(*checkpoint);
}

}  // namespace rednode::node
