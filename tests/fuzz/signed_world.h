// SignedWorld: what a fuzzer cannot make, because it cannot sign: the log of FR with two histories,
// cosigned by BE and DE, and every kind of file that our own code makes of them. The harnesses know
// by it what is true, and their seeds (seeds_main.cc) begin behind the check of the signatures.
//
// Thread rule: immutable once made.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "peers/publisher.h"
#include "schema/log_keys.h"
#include "storage/memory_store.h"
#include "storage/tree.h"

namespace rednode::fuzz {

inline constexpr const char* kOrigin = "FR";

base::SigningKey key_of(const std::string& origin);
schema::NoteVerifier verifier_of(const std::string& origin);

// A log of FR, written by our publisher.
class FrenchLog {
 public:
  // With so many records of its own behind those that every history has.
  FrenchLog(const std::string& flavour, int records);

  const storage::LogState& state() const { return *logs_.find(kOrigin); }
  const storage::Reader& store() const { return store_; }
  const storage::Logs& logs() const { return logs_; }
  base::Bytes entry(std::uint64_t sequence) const;
  // Everything up to the first checkpoint, then the rest.
  std::vector<schema::Chunk> chunks() const;
  // Whether FR signed this history there.
  bool has_signed(const schema::Checkpoint& checkpoint) const;
  // Whether that node cosigned it there.
  bool has_cosigned(const std::string& origin, std::uint64_t size) const;
  // The tree as it was at that size.
  base::Digest root_at(std::uint64_t size) const;
  storage::SubtreeSource subtrees() const;

 private:
  void publish(const std::vector<peers::Change>& changes);
  void cosign(const std::string& origin, std::uint64_t size);

  storage::MemoryStore store_;
  storage::Logs logs_;
  peers::Publisher publisher_;
  std::vector<schema::SignedCheckpoint> signed_;
};

class SignedWorld {
 public:
  SignedWorld();

  // Those of FR, BE and DE; null for others.
  const schema::LogKeys* keys_of(const std::string& origin) const;
  const FrenchLog& log() const { return log_; }
  bool has_signed(const schema::Checkpoint& checkpoint) const {
    return log_.has_signed(checkpoint) || other_.has_signed(checkpoint);
  }
  bool has_cosigned(const std::string& origin, std::uint64_t size) const {
    return log_.has_cosigned(origin, size) || other_.has_cosigned(origin, size);
  }

  base::Bytes certificate() const;
  base::Bytes evidence() const;
  base::Bytes inclusion(std::uint64_t index) const;
  base::Bytes consistency(std::uint64_t size) const;
  base::Bytes bundle() const;
  // A card of FR with two changes of its key.
  static std::string card();

 private:
  FrenchLog log_{"one", 5};
  FrenchLog other_{"another", 8};
  std::map<std::string, schema::LogKeys> keys_;
};

}  // namespace rednode::fuzz
