#include "peers/certificate.h"

#include <algorithm>

#include "base/limits.h"
#include "base/lines.h"
#include "peers/serve.h"
#include "storage/tree.h"

namespace rednode::peers {
namespace {

constexpr std::size_t kCosignatureBytes = 8 + 64;  // time, Ed25519 signature

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const auto end = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

// Sets `verified`, or says what is wrong.
void verify(Holder& holder, const schema::Note& note, const schema::NoteSignature& signature,
            const KeysFor& keys) {
  const schema::LogKeys* known = keys(holder.origin);
  const schema::NoteVerifier* key =
      known == nullptr ? nullptr : known->find_cosigner(signature.key_id);
  if (key == nullptr) {
    holder.problem = known == nullptr ? "no key of it is known" : "it signed with an unknown key";
  } else if (!schema::verify_note({note.text, {signature}}, *key).ok()) {
    holder.problem = "the cosignature does not verify";
  } else {
    holder.verified = true;
  }
}

// One of the further lines.
base::Result<Holder> open_line(std::string_view line, const schema::Checkpoint& whole,
                               const KeysFor& keys) {
  constexpr std::size_t kFixedWords = 4;
  const auto words = words_of(line);
  if (words.size() < kFixedWords || words.size() > kFixedWords + base::limits::kProofHashesMax) {
    return base::invalid("a line of the certificate is not a cosigner with its proof");
  }
  Holder holder;
  holder.origin = words[0];
  REDNODE_TRY(holder.size, base::parse_number(words[1]));
  REDNODE_TRY(const auto root, base::parse_digest(words[2]));
  REDNODE_TRY(const auto octets, base::from_base64(words[3]));
  schema::NoteSignature signature{holder.origin, 0, {}};
  base::ByteReader in(octets);
  base::BytesView rest;
  if (!in.take_u32(signature.key_id) || !in.take_bytes(kCosignatureBytes, rest) || !in.empty()) {
    return base::invalid("the cosignature of " + holder.origin + " has another length");
  }
  signature.signature = rest;
  holder.time_seconds = schema::cosignature_time(signature);
  std::vector<base::Digest> proof;
  for (std::size_t i = kFixedWords; i < words.size(); ++i) {
    REDNODE_TRY(const auto hash, base::parse_digest(words[i]));
    proof.push_back(hash);
  }
  if (holder.size > whole.size ||
      !storage::verify_consistency(holder.size, root, whole.size, whole.root, proof)) {
    holder.problem = "what it holds is not shown to be a part of this log";
    return holder;
  }
  const schema::Note note{
      schema::checkpoint_text({whole.origin, holder.size, root, whole.generation}), {}};
  verify(holder, note, signature, keys);
  return holder;
}

// The cosignatures on the note itself.
void open_note(const schema::SignedCheckpoint& checkpoint, const KeysFor& keys,
               std::vector<Holder>& holders) {
  for (const schema::NoteSignature& signature : checkpoint.note.signatures) {
    if (signature.signature.size() != kCosignatureBytes) continue;
    Holder holder{
        signature.name, checkpoint.checkpoint.size, schema::cosignature_time(signature), false, {}};
    verify(holder, checkpoint.note, signature, keys);
    holders.push_back(std::move(holder));
  }
}

base::Result<schema::SignedCheckpoint> open_whole(base::BytesView bytes, const std::string& origin,
                                                  const KeysFor& keys) {
  const schema::LogKeys* known = keys(origin);
  if (known == nullptr) {
    return base::unauthorised("no key of " + origin + " is known: give it with --key or --card");
  }
  return schema::open_checkpoint(bytes, *known);
}

}  // namespace

base::Result<base::Bytes> make_certificate(const storage::Reader& store,
                                           const storage::LogState& log) {
  if (!log.held.has_value()) {
    return base::not_found("this node holds no checkpoint of " + log.origin);
  }
  schema::SignedCheckpoint whole = *log.held;
  base::Bytes lines;
  for (const auto& [cosigner, cosigned] : log.cosigned) {
    if (cosigned.size == whole.checkpoint.size) {
      schema::put_signature(whole.note, storage::line_of(cosigner, cosigned));
    } else if (cosigned.size < whole.checkpoint.size) {
      base::Bytes octets;
      const auto line = storage::line_of(cosigner, cosigned);
      base::append_u32(octets, line.key_id);
      octets += line.signature;
      REDNODE_TRY(const auto root, root_of(store, log, cosigned.size));
      REDNODE_TRY(const auto proof, prove_to_held(store, log, cosigned.size));
      lines += cosigner + " " + std::to_string(cosigned.size) + " " + base::to_base64(root.view()) +
               " " + base::to_base64(octets);
      for (const auto& hash : proof) lines += " " + base::to_base64(hash.view());
      lines += "\n";
    }
  }
  const base::Bytes note = whole.bytes();
  return base::Bytes(kCertificateTitle) + "\n" + log.origin + "\n" + std::to_string(note.size()) +
         "\n" + note + lines;
}

base::Result<Certificate> open_certificate(base::BytesView text, const KeysFor& keys) {
  if (text.size() > base::limits::kProofFileBytesMax) {
    return base::invalid("the certificate is too large");
  }
  base::LineReader lines(text);
  REDNODE_TRY(const auto title, lines.line());
  if (title != kCertificateTitle) return base::invalid("not a certificate");
  REDNODE_TRY(const auto origin, lines.line());
  REDNODE_TRY(const auto size, lines.number());
  REDNODE_TRY(const auto note, lines.octets(size));
  Certificate certificate;
  REDNODE_TRY(certificate.checkpoint, open_whole(note, std::string(origin), keys));
  open_note(certificate.checkpoint, keys, certificate.holders);
  while (!lines.empty()) {
    if (certificate.holders.size() == base::limits::kCosignaturesMax) {
      return base::invalid("the certificate names too many");
    }
    REDNODE_TRY(const auto line, lines.line());
    REDNODE_TRY(auto holder, open_line(line, certificate.checkpoint.checkpoint, keys));
    certificate.holders.push_back(std::move(holder));
  }
  std::sort(certificate.holders.begin(), certificate.holders.end(),
            [](const Holder& a, const Holder& b) { return a.origin < b.origin; });
  return certificate;
}

}  // namespace rednode::peers
