#include "schema/note.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "base/limits.h"

namespace rednode::schema {
namespace {

namespace limits = base::limits;

constexpr std::string_view kSignaturePrefix = "\xe2\x80\x94 ";  // em dash, space
constexpr std::size_t kKeyIdBytes = 4;
constexpr std::size_t kTimeBytes = 8;
constexpr std::size_t kPlainBytes = 64;
constexpr std::size_t kCosignatureBytes = kTimeBytes + 64;

// Not empty, no plus sign, and none of the Unicode spaces that occur in practice or control
// characters. Names of rednode are origins; foreign cosigners are host names.
bool is_key_name(std::string_view name) {
  if (name.empty() || name.size() > 255 || !base::is_utf8(name)) return false;
  if (name.find("\xc2\xa0") != std::string_view::npos) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != '+' && c != 0x7f;
  });
}

base::Bytes cosigned_message(std::string_view text, std::int64_t time_seconds) {
  return fmt::format("cosignature/v1\ntime {}\n{}", time_seconds, text);
}

base::Result<NoteSignature> parse_signature(std::string_view line) {
  if (line.substr(0, kSignaturePrefix.size()) != kSignaturePrefix) {
    return base::invalid("a signature line of a note does not begin with an em dash");
  }
  line.remove_prefix(kSignaturePrefix.size());
  const auto space = line.find(' ');
  if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) {
    return base::invalid("a signature line of a note names no key");
  }
  REDNODE_TRY(const base::Bytes blob, base::from_base64(line.substr(space + 1)));
  if (blob.size() <= kKeyIdBytes) return base::invalid("a signature of a note is too short");
  NoteSignature signature;
  signature.name = line.substr(0, space);
  base::ByteReader(blob).take_u32(signature.key_id);
  signature.signature = blob.substr(kKeyIdBytes);
  return signature;
}

base::Status check_text(base::BytesView bytes, std::size_t bytes_max) {
  if (bytes.size() > bytes_max) return base::invalid("the note is too large");
  if (!base::is_utf8(bytes)) return base::invalid("the note is not UTF-8");
  const bool controls = std::any_of(bytes.begin(), bytes.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n';
  });
  if (controls) return base::invalid("the note has control characters");
  return {};
}

}  // namespace

std::uint32_t note_key_id(std::string_view name, SignatureType type, const base::PublicKey& key) {
  const char type_octet = static_cast<char>(type);
  const base::Digest digest =
      base::sha256({name, "\n", base::BytesView(&type_octet, 1), base::view_of(key)});
  std::uint32_t id = 0;
  base::ByteReader(digest.view()).take_u32(id);
  return id;
}

NoteVerifier::NoteVerifier(std::string name, SignatureType type, base::VerifyingKey key)
    : name_(std::move(name)),
      type_(type),
      key_id_(note_key_id(name_, type, key.public_key())),
      key_(std::move(key)) {}

base::Result<NoteVerifier> NoteVerifier::create(std::string name, SignatureType type,
                                                const base::PublicKey& key) {
  if (!is_key_name(name)) return base::invalid("\"" + name + "\" cannot name a key");
  REDNODE_TRY(auto verifying, base::VerifyingKey::from_public(key));
  return NoteVerifier(std::move(name), type, std::move(verifying));
}

base::Result<NoteVerifier> NoteVerifier::parse(std::string_view vkey) {
  const auto first = vkey.find('+');
  const auto second = first == std::string_view::npos ? first : vkey.find('+', first + 1);
  if (second == std::string_view::npos) {
    return base::invalid("a verifier key has the form NAME+KEYID+KEY");
  }
  REDNODE_TRY(const base::Bytes blob, base::from_base64(vkey.substr(second + 1)));
  if (blob.size() != 33) return base::invalid("the verifier key is not an Ed25519 key");
  const auto type = static_cast<SignatureType>(blob[0]);
  if (type != SignatureType::kEd25519 && type != SignatureType::kCosignature) {
    return base::invalid("the verifier key is of a type that is not known here");
  }
  base::PublicKey key{};
  std::copy(blob.begin() + 1, blob.end(), key.begin());
  REDNODE_TRY(auto verifier, create(std::string(vkey.substr(0, first)), type, key));
  if (vkey.substr(first + 1, second - first - 1) != fmt::format("{:08x}", verifier.key_id())) {
    return base::invalid("the key id of the verifier key does not belong to it: copied wrongly?");
  }
  return verifier;
}

std::string NoteVerifier::vkey() const {
  base::Bytes blob(1, static_cast<char>(type_));
  blob += base::view_of(key_.public_key());
  return fmt::format("{}+{:08x}+{}", name_, key_id_, base::to_base64(blob));
}

base::Result<Note> parse_note(base::BytesView bytes, std::size_t bytes_max) {
  REDNODE_CHECK(check_text(bytes, bytes_max));
  const auto blank = bytes.rfind("\n\n");
  if (blank == base::BytesView::npos) return base::invalid("the note has no signatures");
  Note note;
  note.text = bytes.substr(0, blank + 1);
  base::BytesView rest = bytes.substr(blank + 2);
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    if (end == base::BytesView::npos) return base::invalid("the note does not end with a newline");
    if (note.signatures.size() == limits::kNoteSignaturesMax) {
      return base::invalid("the note has too many signatures");
    }
    REDNODE_TRY(auto signature, parse_signature(rest.substr(0, end)));
    note.signatures.push_back(std::move(signature));
    rest.remove_prefix(end + 1);
  }
  if (note.signatures.empty()) return base::invalid("the note has no signatures");
  return note;
}

base::Bytes format_note(const Note& note) {
  base::Bytes out = note.text;
  out.push_back('\n');
  for (const NoteSignature& s : note.signatures) {
    base::Bytes blob;
    base::append_u32(blob, s.key_id);
    blob += s.signature;
    out += kSignaturePrefix;
    out += s.name;
    out.push_back(' ');
    out += base::to_base64(blob);
    out.push_back('\n');
  }
  return out;
}

NoteSignature sign_text(std::string_view text, std::string_view name, const base::SigningKey& key) {
  const base::Signature signature = key.sign(text);
  return {std::string(name), note_key_id(name, SignatureType::kEd25519, key.public_key()),
          base::Bytes(base::view_of(signature))};
}

NoteSignature cosign_text(std::string_view text, std::string_view name, const base::SigningKey& key,
                          std::int64_t time_seconds) {
  NoteSignature out{
      std::string(name), note_key_id(name, SignatureType::kCosignature, key.public_key()), {}};
  base::append_u64(out.signature, static_cast<std::uint64_t>(time_seconds));
  out.signature += base::view_of(key.sign(cosigned_message(text, time_seconds)));
  return out;
}

base::Result<const NoteSignature*> verify_note(const Note& note, const NoteVerifier& verifier) {
  for (const NoteSignature& s : note.signatures) {
    if (s.name != verifier.name() || s.key_id != verifier.key_id()) continue;
    bool good = false;
    if (verifier.type() == SignatureType::kEd25519) {
      good = s.signature.size() == kPlainBytes && verifier.key().verify(note.text, s.signature);
    } else if (s.signature.size() == kCosignatureBytes && (s.signature[0] & 0x80) == 0) {
      good = verifier.key().verify(cosigned_message(note.text, cosignature_time(s)),
                                   base::BytesView(s.signature).substr(kTimeBytes));
    }
    if (!good) {
      return base::unauthorised("the signature of " + verifier.name() + " does not verify");
    }
    return &s;
  }
  return base::not_found("no signature of " + verifier.name() + " on this note");
}

std::int64_t cosignature_time(const NoteSignature& signature) {
  std::uint64_t time = 0;
  base::ByteReader(signature.signature).take_u64(time);
  return static_cast<std::int64_t>(time);
}

}  // namespace rednode::schema
