// LogKeys: whose signature a checkpoint of a log must carry, when the log's key has changed
// (docs/formats/keys.md).
//
// An update at `sequence` that changes the key belongs to all checkpoints of more than `sequence`
// updates: those must carry the new key's signature, all smaller ones the old key's. So a stolen
// old key signs nothing new for whoever has read the change, and old checkpoints verify for ever.
//
// Thread rule: value type; const use from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "schema/checkpoint.h"
#include "schema/note.h"

namespace rednode::schema {

// That a log's key changed: the verifier keys before and after.
struct KeyChange {
  std::uint64_t sequence = 0;
  std::string old_key;
  std::string new_key;
};

class LogKeys {
 public:
  // The key on the origin's card, of type kEd25519, and what the verified part of its log says of
  // others. Changes that do not mention the card's key are left aside: the card decides.
  explicit LogKeys(const NoteVerifier& card, const std::vector<KeyChange>& changes = {});

  // The key that must have signed a checkpoint of so many updates.
  const NoteVerifier& signer(std::uint64_t size) const;
  // The key of the id, where it was ever the log's; else null.
  const NoteVerifier* find(std::uint32_t key_id) const;
  // The same of keys as cosigners.
  const NoteVerifier* find_cosigner(std::uint32_t key_id) const;
  // As a cosigner of other logs today: the latest key, or the one before it, which overlaps; else
  // null.
  const NoteVerifier* cosigner(std::uint32_t key_id) const;
  const NoteVerifier& latest() const { return eras_.back().log; }
  const NoteVerifier& latest_cosigner() const { return eras_.back().cosign; }

 private:
  struct Era {
    std::uint64_t from = 0;  // the smallest size that it signs
    NoteVerifier log;
    NoteVerifier cosign;
  };
  void add(std::uint64_t from, const NoteVerifier& log);

  std::vector<Era> eras_;  // by size; at least one
};

// The octets as a checkpoint that the key which the log has at its size signed. kUnauthorised where
// it is of another origin, or that signature is missing or wrong.
base::Result<SignedCheckpoint> open_checkpoint(base::BytesView bytes, const LogKeys& keys);

}  // namespace rednode::schema
