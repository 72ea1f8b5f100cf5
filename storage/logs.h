// Logs: what the store holds of every log, kept at hand; and LogBatch, the one way to change it.
//
// A LogBatch stages updates, contents, checkpoints and cosignatures of any number of logs into one
// Batch. When that batch is committed, adopt() makes the staged states current; when it is not, the
// LogBatch is thrown away and nothing has happened.
//
// Thread rule: one thread (the engine's). Other threads read the store.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "schema/checkpoint.h"
#include "schema/content.h"
#include "schema/log_keys.h"
#include "schema/update.h"
#include "storage/cosigned.h"
#include "storage/interest.h"
#include "storage/records.h"
#include "storage/store.h"
#include "storage/tree.h"

namespace rednode::storage {

// A change of the log's key, as its own update at `sequence` says.
struct Rotation {
  schema::KeyChange change;
  std::int64_t time_ms = 0;
  base::Bytes note;  // the checkpoint of sequence + 1 updates, signed by both; empty where not held
};

struct LogState {
  std::string origin;
  LogTree tree;
  std::uint64_t live = 0;       // records that are in the catalogue
  std::uint64_t withdrawn = 0;  // records that were taken out
  std::uint64_t wanted = 0;     // live records whose content has not arrived
  std::uint64_t left = 0;       // live records whose content this node does not ask for
  std::int64_t time_ms = 0;     // of the last update
  // The signed checkpoint of exactly our tree, or of an earlier size of it.
  std::optional<schema::SignedCheckpoint> held;
  std::map<std::string, Cosigned> cosigned;
  std::vector<Rotation> rotations;  // by sequence
  // The notes of the generations from the second on (schema/generation.h), as they are signed.
  std::vector<base::Bytes> generations;
  bool contradicted = false;  // there is evidence that the origin signed two histories

  std::uint64_t size() const { return tree.size(); }
  std::uint32_t generation() const { return static_cast<std::uint32_t>(generations.size() + 1); }
  // All that the held checkpoint states is here, but for the contents that are not asked for.
  bool complete() const {
    return wanted == 0 && held.has_value() && held->checkpoint.size == size();
  }
  // The same with all contents: only then the node may say that it holds the log.
  bool whole() const { return complete() && left == 0; }
};

class Logs {
 public:
  // Reads the states of all logs. kCorrupt where they do not fit what is stored.
  static base::Result<Logs> open(const Reader& store);

  const LogState* find(const std::string& origin) const;
  const std::map<std::string, LogState>& all() const { return states_; }
  std::uint64_t next_change() const { return next_change_; }

  // Makes a checkpoint that we signed ourselves the held one, ahead of its being stored.
  // REQUIRES: it is of the log as it stands.
  void announce(schema::SignedCheckpoint checkpoint);

 private:
  friend class LogBatch;
  std::map<std::string, LogState> states_;
  std::uint64_t next_change_ = 0;
};

class LogBatch {
 public:
  // All must outlive the batch, and the store must not change in between. `interest`: the contents
  // that are wanted; without it, all.
  LogBatch(const Reader& store, const Logs& logs, const Interest* interest = nullptr)
      : store_(store), logs_(logs), interest_(interest) {}

  // The staged state of a log; a new, empty one where there was none.
  LogState& log(const std::string& origin);
  // The same without the intent to change it; nothing where there is none.
  const LogState* find(const std::string& origin) const;
  // Whether the content of a put of that log is one that this node takes.
  bool takes_all(const std::string& origin) const {
    return interest_ == nullptr || interest_->takes_all(origin);
  }
  bool takes(const std::string& origin, const schema::Update& put) const {
    return interest_ == nullptr || interest_->takes(origin, put);
  }
  // The staged state of a record, where there is one.
  base::Result<std::optional<RecordState>> record(const std::string& origin,
                                                  const std::string& iri);

  // What the last put of a record says of it besides the content; empty where there was none.
  struct PutWords {
    std::string profile;
    std::vector<std::string> categories;
  };
  base::Result<PutWords> last_put(const std::string& origin, const std::string& iri);

  // Makes a content part of the batch. REQUIRES: it was verified, or packed by us.
  void add_content(const schema::Content& content);

  // One entry with what its verifier already computed from it.
  struct Entry {
    base::BytesView bytes;
    base::Digest leaf;
    std::optional<schema::Update> update;  // nothing where it cannot be decoded
  };
  static Entry read_entry(base::BytesView bytes);

  // Appends one entry to a log, as it is hashed. An entry that is not a valid update of this
  // position is kept in the log and not applied. A put whose content is neither in this batch
  // (added before) nor in the store is noted as wanted.
  base::Status append(const std::string& origin, const Entry& entry);
  base::Status append(const std::string& origin, base::BytesView update) {
    return append(origin, read_entry(update));
  }

  // The content that the put at `sequence` waits for has been added.
  base::Status fulfil(const std::string& origin, std::uint64_t sequence, const std::string& iri);

  // Changes whether the content of a live record, which is not here, is asked for.
  base::Status want(const std::string& origin, const std::string& iri, bool asked_for);

  // Erases those contents that are named by no update which the logs got since they had `sizes`
  // (by log_name()): what was seen then to be needed by nothing may be needed now. Answers with how
  // many. kConflict where that is too long ago to look through, or a log was taken back.
  base::Result<std::size_t> drop_contents(std::span<const base::Digest> ids,
                                          const std::map<std::string, std::uint64_t>& sizes);
  // Updates of this batch by which contents are to be erased for good.
  std::size_t erasures() const { return erasures_; }

  // REQUIRES: the checkpoint is signed by the origin and fits the staged tree.
  void hold(schema::SignedCheckpoint checkpoint);
  // Notes that `cosigner` holds the log up to `size`.
  void cosigned(const std::string& origin, const std::string& cosigner, Cosigned what);
  // What a node that is no peer any more said, and whose key nobody knows, is not kept.
  void forget_cosigner(const std::string& origin, const std::string& cosigner);
  // Keeps the checkpoint at which the log's key changed. REQUIRES: there is a rotation at
  // `sequence`, and both keys signed the note.
  void rotated(const std::string& origin, std::uint64_t sequence, base::Bytes note);
  // Keeps two contradicting checkpoints and freezes the log.
  void contradict(const std::string& origin, base::BytesView evidence);

  // Takes the log back towards `size`, by at most `most` updates from its end, which are kept aside
  // as those of the generation that ends. What was signed of the log goes with the first of them.
  // REQUIRES: nothing else of the log was staged, and it has more than `size` updates.
  base::Status take_back(const std::string& origin, std::uint64_t size, std::uint64_t most);
  // From here on the log is that of the next generation. REQUIRES: the note says so, and of how
  // many updates; the log has no more.
  void begin_generation(const std::string& origin, base::Bytes note);

  // Writes the staged states into the batch. Call it once, after everything else.
  void finish();

  Batch& batch() { return batch_; }
  bool empty() const { return batch_.empty() && touched_.empty(); }
  // The batch holds updates, contents or evidence that must be on disk before they are announced.
  bool needs_sync() const { return needs_sync_; }

  // REQUIRES: finish() was called and the batch was committed.
  void adopt(Logs& logs) &&;

 private:
  struct Touched {
    LogState state;
    std::uint64_t first_new = 0;
    bool taken_back = false;
  };
  struct StagedRecord {
    std::optional<RecordState> state;
    bool changed = false;
    std::optional<PutWords> put;  // that is staged
  };

  Touched& touch(const std::string& origin);
  base::Result<StagedRecord*> stage_record(const std::string& origin, const std::string& iri);
  base::Status apply(LogState& log, const schema::Update& update);
  void forget_signed(LogState& log);
  base::Status refold(LogState& log, const std::string& iri, std::uint64_t size);
  void drop_tiles(const LogState& log, std::uint64_t size);
  void rotate(LogState& log, const schema::Update& update);
  base::Status account(LogState& log, const schema::Update& update,
                       const std::optional<RecordState>& before, RecordState& after);
  base::Result<bool> has_content(const base::Digest& id) const;

  const Reader& store_;
  const Logs& logs_;
  const Interest* const interest_;
  Batch batch_;
  std::map<std::string, Touched> touched_;
  std::unordered_map<base::Bytes, StagedRecord> records_;  // by key of the record table
  std::set<base::Digest> contents_;
  std::set<base::Digest> dropped_;
  std::size_t erasures_ = 0;
  std::uint64_t changes_ = 0;
  bool needs_sync_ = false;
};

// How many updates the log has in common with an earlier generation of it, once it has them; with
// its own no bound.
std::uint64_t shared_with(const LogState& log, std::uint32_t generation);

// Whose signature a checkpoint of the log must carry: by the card, and by what the log says.
schema::LogKeys keys_of(const LogState& log, const schema::NoteVerifier& card);

// What a rotate-key update makes of the log's keys; false where it is not applied: its old key is
// not the one that the log had, its new one is of another origin, or there were too many.
bool apply_rotation(LogState& log, const schema::Update& update);

// One entry of a log, as stored.
base::Result<base::Bytes> read_update(const Reader& store, std::string_view origin,
                                      std::uint64_t sequence);
base::Result<std::optional<RecordState>> read_record(const Reader& store, std::string_view origin,
                                                     std::string_view iri);
// kNotFound where it is not held.
base::Result<schema::Content> read_content(const Reader& store, const base::Digest& id);

}  // namespace rednode::storage
