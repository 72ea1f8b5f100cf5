#include "node/ctl/note_check.h"

#include "base/log.h"

namespace rednode::node {
namespace {

using Verdict = CheckList::Verdict;

// Every cosignature of the note by somebody whose card is here. Those of others are said, not
// judged.
void check_cosignatures(const KnownKeys& keys, const schema::LogKeys& own,
                        const schema::SignedCheckpoint& checkpoint, CheckList& checks) {
  for (const schema::NoteSignature& signature : checkpoint.note.signatures) {
    const std::string& name = signature.name;
    const bool of_origin = name == checkpoint.checkpoint.origin;
    if (of_origin && own.find(signature.key_id) != nullptr) continue;  // checked before
    const std::string check = "cosignature of " + name;
    const auto known = of_origin ? std::optional(own) : keys.keys(name);
    const schema::NoteVerifier* key =
        known.has_value() ? known->find_cosigner(signature.key_id) : nullptr;
    if (key == nullptr) {
      checks.add(Verdict::kNotChecked, check, "no card with this key is here");
      continue;
    }
    const auto verified = schema::verify_note({checkpoint.note.text, {signature}}, *key);
    if (verified.ok()) {
      const std::int64_t time = schema::cosignature_time(signature);
      checks.fits(check, "signed at " + base::to_rfc3339(base::UnixTime::from_seconds(time)));
    } else {
      checks.wrong(check, verified.error().message);
    }
  }
}

}  // namespace

std::optional<schema::SignedCheckpoint> check_note(const KnownKeys& keys, const std::string& origin,
                                                   base::BytesView note, CheckList& checks) {
  const std::string check = "signature of " + origin;
  const auto own = keys.keys_of(origin);
  if (!own.ok()) {
    checks.wrong(check, own.error().message);
    return std::nullopt;
  }
  auto checkpoint = schema::open_checkpoint(note, *own);
  if (!checkpoint.ok()) {
    checks.wrong(check, checkpoint.error().message);
    return std::nullopt;
  }
  checks.fits(check, "size " + std::to_string(checkpoint->checkpoint.size) + ", root " +
                         base::to_base64(checkpoint->checkpoint.root.view()));
  check_cosignatures(keys, *own, *checkpoint, checks);
  return std::move(*checkpoint);
}

}  // namespace rednode::node
