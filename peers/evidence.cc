#include "peers/evidence.h"

#include <charconv>

#include "base/limits.h"
#include "storage/tree.h"

namespace rednode::peers {
namespace {

constexpr std::string_view kTitle = "rednode-evidence/v1";

base::Result<base::BytesView> take_line(base::BytesView& text) {
  const auto end = text.find('\n');
  if (end == base::BytesView::npos) return base::invalid("the evidence is cut");
  const base::BytesView line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

base::Result<base::BytesView> take_note(base::BytesView& text) {
  REDNODE_TRY(const auto line, take_line(text));
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), size);
  if (error != std::errc() || end != line.data() + line.size() || size > text.size()) {
    return base::invalid("a note of the evidence is cut");
  }
  const base::BytesView note = text.substr(0, size);
  text.remove_prefix(size);
  return note;
}

base::Result<base::Digest> take_digest(base::BytesView& text) {
  REDNODE_TRY(const auto line, take_line(text));
  REDNODE_TRY(const auto bytes, base::from_base64(line));
  return base::digest_from(bytes);
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
  base::Bytes text(kTitle);
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
  REDNODE_TRY(const auto title, take_line(text));
  if (title != kTitle) return base::invalid("not a file of evidence");
  REDNODE_TRY(const auto name, take_line(text));
  if (name != keys.latest().name()) return base::invalid("the evidence is about another origin");
  Evidence evidence;
  REDNODE_TRY(const auto first, take_note(text));
  REDNODE_TRY(evidence.first, open_by_any(first, keys));
  REDNODE_TRY(const auto second, take_note(text));
  REDNODE_TRY(evidence.second, open_by_any(second, keys));
  REDNODE_TRY(evidence.other_root, take_digest(text));
  while (!text.empty() && evidence.proof.size() <= base::limits::kProofHashesMax) {
    REDNODE_TRY(const auto hash, take_digest(text));
    evidence.proof.push_back(hash);
  }
  const auto& a = evidence.first.checkpoint;
  const auto& b = evidence.second.checkpoint;
  if (evidence.other_root == a.root) return base::invalid("the two histories agree");
  if (!storage::verify_consistency(a.size, evidence.other_root, b.size, b.root, evidence.proof)) {
    return base::invalid("the proof does not lead to the second checkpoint");
  }
  return evidence;
}

}  // namespace rednode::peers
