// What the operator's side asks of the engine, and what it answers.
//
// Thread rule: value types; handed over through a base::Queue.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/signing.h"
#include "peers/directory.h"
#include "schema/checkpoint.h"
#include "schema/content.h"
#include "schema/message.h"
#include "schema/update.h"

namespace rednode::peers {

// One change to our own log.
struct Change {
  schema::UpdateKind kind = schema::UpdateKind::kPut;
  std::string iri;
  std::optional<schema::Content> content;  // of a put
  // Of a put without a content, which judges the record again: the content that was judged. It is
  // refused where that is not the record's any more.
  std::optional<base::Digest> judged;
  std::string reason;                   // of a withdraw
  bool erase = false;                   // of a withdraw, also of a record that was withdrawn before
  std::vector<std::string> categories;  // of a put: see schema::Update
  std::string profile;
  schema::Verdict verdict = schema::Verdict::kNotJudged;
};

// Changes of one caller: committed together, in this order. A change that is refused does not stop
// the others.
struct Submit {
  std::vector<Change> changes;
  bool cosign_now = false;  // the caller is going to wait for cosignatures
};

// Completes when `count` peers say that they hold our log up to `size`, or, where another origin is
// named, when our mirror of its log holds that much, durably; or at the deadline.
struct Await {
  std::string origin;  // empty: our own
  std::uint64_t size = 0;
  std::size_t count = 0;
  base::Duration timeout{};
};

struct SetDirectory {
  Directory directory;
};

// Changes the key of our log, by an update in it.
struct RotateKey {
  base::SigningKey next;
  std::string reason;
};

// Goes on from what we have, under the next generation of our log: what the peers hold beyond it is
// given up. Only where this node may not write otherwise.
struct Recover {
  std::string reason;
};

// The roster of the federation as this node follows it from now on: told to peers, who may ask for
// it. The engine does not read it.
struct SetRoster {
  std::uint64_t version = 0;  // 0: none
  base::Bytes note;
};

// Forgets what is assumed of the peer (not what is held) and asks for everything again.
struct Resync {
  std::string peer;
};

// Erases contents that a storage::Sweep found to be needed by nothing, unless they are needed again
// since. kConflict where the sweep was too long ago.
struct DropContents {
  std::vector<base::Digest> ids;
  std::map<std::string, std::uint64_t> sizes;  // of the logs when they were looked at
};

// Pieces of logs that came in an offline bundle, in their order. The first that does not verify
// ends it, with its error; what came before stays.
struct Deliver {
  std::vector<schema::Chunk> chunks;
};

struct Command {
  std::uint64_t ticket = 0;  // echoed in the completion
  std::variant<Submit, Await, SetDirectory, RotateKey, Recover, Resync, DropContents, Deliver,
               SetRoster>
      body;
};

struct ChangeOutcome {
  enum class Kind { kAppended, kUnchanged, kRefused };
  Kind kind = Kind::kAppended;
  std::uint64_t sequence = 0;  // of the update, or of the one that already said so
  std::string message;         // why it was refused
};

struct Completion {
  std::uint64_t ticket = 0;
  base::Status status;
  std::vector<ChangeOutcome> outcomes;           // of a Submit, one a change
  std::optional<schema::Checkpoint> checkpoint;  // of our log, after it
  std::vector<std::string> holders;              // of an Await: who holds that much
};

}  // namespace rednode::peers
