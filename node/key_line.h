// The one line of a key's file (docs/formats/keys.md, "In the folder of keys"), plain or sealed
// under a passphrase.
//
// Thread rule: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/seal.h"
#include "base/signing.h"

namespace rednode::node {

enum class KeyKind { kLog, kTransport };

// How a secret is sealed: `head` is the line before it, which is bound to it.
struct SealedSecret {
  base::SealParameters parameters;
  std::string head;
  base::Bytes box;
};

struct KeyLine {
  KeyKind kind = KeyKind::kLog;
  base::PublicKey key{};                       // the public half
  std::optional<base::UnixTime> expires = {};  // the first moment of the day in UTC
  base::Secret secret = {};                    // empty as long as it is sealed
  std::optional<SealedSecret> sealed = {};
};

base::Secret format_key_line(const KeyLine& line);

// kInvalid where it is no key of that kind, or not whole. A sealed one is not opened.
base::Result<KeyLine> parse_key_line(std::string_view text, KeyKind kind);

// The same key with its secret sealed. REQUIRES: its secret is not empty.
base::Result<KeyLine> sealed_line(const KeyLine& line, const base::Secret& passphrase);
// The same key with its secret. kUnauthorised where the passphrase is another one.
base::Result<KeyLine> opened_line(const KeyLine& line, const base::Secret& passphrase);

}  // namespace rednode::node
