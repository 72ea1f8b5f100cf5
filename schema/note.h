// C2SP signed notes (c2sp.org/signed-note): text, an empty line, and signature lines
//
//   — <key name> base64(4-octet key id || signature)
//
// with the two Ed25519 signature types that rednode uses: 0x01 (the text itself) and 0x04 (a
// timestamped cosignature, c2sp.org/tlog-cosignature).
//
// Thread rule: value types and pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/signing.h"

namespace rednode::schema {

enum class SignatureType : std::uint8_t { kEd25519 = 0x01, kCosignature = 0x04 };

// SHA-256(name || 0x0A || type || public key), the first four octets as a big-endian number.
std::uint32_t note_key_id(std::string_view name, SignatureType type, const base::PublicKey& key);

// A key that checks signatures of one type under one name.
class NoteVerifier {
 public:
  static base::Result<NoteVerifier> create(std::string name, SignatureType type,
                                           const base::PublicKey& key);
  // The text form of a verifier key: <name>+<key id in hexadecimal>+base64(type || key).
  static base::Result<NoteVerifier> parse(std::string_view vkey);
  std::string vkey() const;

  const std::string& name() const { return name_; }
  std::uint32_t key_id() const { return key_id_; }
  SignatureType type() const { return type_; }
  const base::VerifyingKey& key() const { return key_; }

 private:
  NoteVerifier(std::string name, SignatureType type, base::VerifyingKey key);

  std::string name_;
  SignatureType type_;
  std::uint32_t key_id_;
  base::VerifyingKey key_;
};

struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  base::Bytes signature;  // without the key id
};

struct Note {
  std::string text;  // with its final newline
  std::vector<NoteSignature> signatures;
};

// kInvalid where the octets are not a signed note, or break a limit. Nothing is verified.
base::Result<Note> parse_note(base::BytesView bytes,
                              std::size_t bytes_max = base::limits::kNoteBytesMax);
base::Bytes format_note(const Note& note);

// The plain signature (type 0x01) of a text.
NoteSignature sign_text(std::string_view text, std::string_view name, const base::SigningKey& key);

// A cosignature (type 0x04) of a text at a time, in seconds since 1970.
NoteSignature cosign_text(std::string_view text, std::string_view name, const base::SigningKey& key,
                          std::int64_t time_seconds);

// The signature of the note by this key, where there is one; a signature of a known key that does
// not verify makes the whole note kUnauthorised.
base::Result<const NoteSignature*> verify_note(const Note& note, const NoteVerifier& verifier);

// The time of a cosignature, in seconds since 1970. REQUIRES: it verified as one.
std::int64_t cosignature_time(const NoteSignature& signature);

}  // namespace rednode::schema
