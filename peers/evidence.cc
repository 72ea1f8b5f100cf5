#include "peers/evidence.h"

#include "base/limits.h"
#include "base/lines.h"
#include "storage/tree.h"

namespace rednode::peers {
namespace {

base::Result<base::BytesView> take_note(base::LineReader& lines) {
  REDNODE_TRY(const auto size, lines.number());
  return lines.octets(size);
}

// Two histories by two keys of one log are two histories all the same.
base::Result<schema::SignedCheckpoint> open_by_any(base::BytesView bytes,
                                                   const schema::LogKeys& keys) {
  REDNODE_TRY(const auto note, schema::parse_note(bytes));
  for (const auto& signature : note.signatures) {
    if (const auto* key = keys.find(signature.key_id)) return schema::open_checkpoint(bytes, *key);
  }
  return base::unauthorised("a note of the evidence is not signed by " + keys.latest().name());
}

}  // namespace

base::Bytes format_evidence(const Evidence& evidence) {
  base::Bytes text(kEvidenceTitle);
  text += "\n" + evidence.first.checkpoint.origin + "\n";
  for (const auto* checkpoint : {&evidence.first, &evidence.second}) {
    const base::Bytes note = checkpoint->bytes();
    text += std::to_string(note.size()) + "\n" + note;
  }
  text += base::to_base64(evidence.other_root.view()) + "\n";
  for (const auto& hash : evidence.proof) text += base::to_base64(hash.view()) + "\n";
  return text;
}

base::Result<Evidence> open_evidence(base::BytesView text, const schema::LogKeys& keys) {
  if (text.size() > base::limits::kEvidenceBytesMax)
    return base::invalid("the evidence is too large");
  base::LineReader lines(text);
  REDNODE_TRY(const auto title, lines.line());
  if (title != kEvidenceTitle) return base::invalid("not a file of evidence");
  REDNODE_TRY(const auto name, lines.line());
  if (name != keys.latest().name()) return base::invalid("the evidence is about another origin");
  Evidence evidence;
  REDNODE_TRY(const auto first, take_note(lines));
  REDNODE_TRY(evidence.first, open_by_any(first, keys));
  REDNODE_TRY(const auto second, take_note(lines));
  REDNODE_TRY(evidence.second, open_by_any(second, keys));
  REDNODE_TRY(evidence.other_root, lines.digest());
  while (!lines.empty() && evidence.proof.size() <= base::limits::kProofHashesMax) {
    REDNODE_TRY(const auto hash, lines.digest());
    evidence.proof.push_back(hash);
  }
  const auto& a = evidence.first.checkpoint;
  const auto& b = evidence.second.checkpoint;
  if (a.generation != b.generation) {
    return base::invalid("the two checkpoints are of different generations of the log");
  }
  if (evidence.other_root == a.root) return base::invalid("the two histories agree");
  if (!storage::verify_consistency(a.size, evidence.other_root, b.size, b.root, evidence.proof)) {
    return base::invalid("the proof does not lead to the second checkpoint");
  }
  return evidence;
}

}  // namespace rednode::peers
