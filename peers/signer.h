// Signer: the keys of this node's own log, and which of them sign at a moment.
//
// When the log has changed its key, the new one signs, and for a while the old one too, so that who
// has not read the change yet can still verify what he gets (docs/formats/keys.md).
//
// Thread rule: one thread at a time; sign() may run on another while nobody else uses the signer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/signing.h"
#include "schema/checkpoint.h"
#include "storage/logs.h"

namespace rednode::peers {

class Signer {
 public:
  // `keys`: all that the node has, the one on its card first. REQUIRES: at least one.
  Signer(std::string origin, std::vector<base::SigningKey> keys);

  // Takes note of what the log, as it is stored, says of its keys. The old key goes on signing for
  // `overlap` after the update that replaced it. Where the log names a key that we do not have,
  // missing() tells its verifier key, and nothing may be signed.
  void follow(const storage::LogState* log, base::UnixTime now, base::Duration overlap);
  const std::string& missing() const { return missing_; }

  // The key is in an update that was staged: it signs too, and stays if that is committed.
  void stage(base::SigningKey key);
  void drop_staged();
  bool has_staged() const { return staged_.has_value(); }

  schema::SignedCheckpoint sign(const schema::Checkpoint& checkpoint) const;
  // The text with the signatures of all keys that the node has.
  schema::Note sign_with_all(std::string text) const;
  schema::NoteSignature cosign(std::string_view text, base::UnixTime now) const;

  const base::SigningKey& current() const { return keys_[current_].key; }
  const std::string& vkey() const { return keys_[current_].vkey; }

 private:
  struct Key {
    base::SigningKey key;
    std::string vkey;
    std::uint32_t key_id = 0;
  };
  std::optional<std::size_t> find(const std::string& vkey) const;
  std::optional<std::size_t> signer_of(const schema::Note& note) const;
  std::size_t add(base::SigningKey key);

  const std::string origin_;
  std::vector<Key> keys_;
  std::size_t current_ = 0;
  std::optional<std::size_t> overlapping_;
  std::optional<std::size_t> staged_;
  std::string missing_;
};

}  // namespace rednode::peers
