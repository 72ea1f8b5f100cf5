// Follower: keeps our copy of one origin's log a verified prefix of what the origin signed.
//
// Sans I/O. It is handed chunks, heads and the time, stages what verified into the engine's batch,
// and says what to ask of whom. It owns no socket, no thread and no clock. The same class takes our
// own lost tail back from the mirrors of our peers.
//
// Thread rule: the engine's thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/random.h"
#include "peers/backoff.h"
#include "peers/report.h"
#include "schema/log_keys.h"
#include "schema/message.h"
#include "storage/logs.h"

namespace rednode::peers {

class Follower {
 public:
  // `card`: the key on the origin's card. What the log says of others, it learns from the log.
  Follower(schema::NoteVerifier card, base::Random random);

  const std::string& origin() const { return origin_; }
  // Of the contents only a part is taken: they are asked for one by one.
  void take_part() { part_ = true; }
  const schema::LogKeys& keys() const { return keys_; }
  // Reads the changes of the key in our copy of the log; true where there is one that is new.
  bool learn_keys(const storage::LogState* log);

  // What the follower wants asked. `first` identifies a range to on_failed().
  struct Ask {
    std::string peer;
    std::variant<schema::RangeRequest, schema::ContentsRequest, schema::ProofRequest> body;
  };
  // Where questions and refusals go: the engine gives requests their ids and deadlines.
  using Send = std::function<void(Ask)>;
  // Told when a message of a peer was not what it claimed to be.
  using Blame = std::function<void(const std::string& peer, const std::string& cause)>;

  // A chunk from the feed, or the answer to a range. It is kept until stage(), inside limits.
  void on_chunk(const std::string& peer, schema::Chunk chunk, bool asked, base::MonoTime now,
                const storage::Logs& logs, Counters& counters, const Blame& blame);
  // A head that the peer showed: it holds the log that far.
  void on_head(const std::string& peer, base::BytesView note, const storage::Reader& store,
               const storage::Logs& logs, storage::LogBatch& batch, const Blame& blame);
  // A checkpoint at which the log changed its key, which a peer showed: a step towards a head that
  // only the new key signed, or, where we are past it, a proof to keep for others.
  void on_rotation(const std::string& peer, base::BytesView note, const storage::Reader& store,
                   const storage::Logs& logs, storage::LogBatch& batch);
  // The checkpoint at which our copy, as it is staged, changed its key: kept for others. Whatever
  // else the note is, is left.
  void keep_rotation(base::BytesView note, storage::LogBatch& batch);
  void on_contents(const std::string& peer, const schema::ContentsAnswer& answer,
                   base::MonoTime now, const storage::Reader& store, storage::LogBatch& batch,
                   const Blame& blame, Counters& counters);
  void on_proof(const std::string& peer, const schema::ProofAnswer& answer,
                const storage::Logs& logs, storage::LogBatch& batch, const Blame& blame);
  // A question to the peer got no answer, or a refusal.
  void on_failed(const std::string& peer, std::optional<std::uint64_t> first, base::MonoTime now);
  void forget_peer(const std::string& peer);
  // Drops what is in flight and assumed, as after a failed commit or on the operator's word.
  void reset();

  // Verifies and stages what has arrived and continues the log. kCorrupt where our own store is
  // damaged: the batch must not be committed then.
  base::Status stage(base::MonoTime now, storage::LogBatch& batch, Counters& counters,
                     const Blame& blame);

  // Asks for what is missing, at most limits::kPullWindow ranges at a time.
  void plan(base::MonoTime now, const storage::Reader& store, const storage::Logs& logs,
            Counters& counters, const Send& send);

  // The greatest size that the origin is known to have signed.
  std::optional<std::uint64_t> target_size() const;
  // Of the origin's latest cosignature that we saw, in seconds since 1970.
  std::optional<std::int64_t> origin_time() const { return origin_time_; }
  // That checkpoint with that signature alone: who relays the log shows it, so that how fresh the
  // log is travels with it.
  const std::optional<schema::Note>& origin_word() const { return origin_word_; }
  // Such a word, which a relay shows: how fresh the log was when it was said.
  void on_word(base::BytesView note);
  // Who showed a head of which size.
  const std::map<std::string, std::uint64_t>& holders() const { return holders_; }
  // The origin waits for our cosignature.
  bool take_cosign_now();
  // The greatest checkpoint that the origin is known to have signed.
  const std::optional<schema::SignedCheckpoint>& target() const { return target_; }

 private:
  // Ranges are proved to this size: 0 for what the other holds.
  std::uint64_t goal(std::uint64_t size) const;

  struct Range {
    std::uint64_t end = 0;
    std::string peer;
  };
  struct Arrived {
    std::string peer;
    schema::Chunk chunk;
    schema::SignedCheckpoint checkpoint;
  };

  // How far the search for wanted contents has come.
  struct Contents {
    bool asked = false;           // a question is open
    std::string peer;             // to whom
    std::uint64_t from = 0;       // wants below this were asked for in this sweep
    std::uint64_t next = 0;       // after the last one that was asked for
    std::uint64_t swept = 0;      // size of the log when the last sweep ended
    std::set<std::string> tried;  // who had nothing of the present part
    Backoff backoff;              // between sweeps
  };
  struct Source {
    std::optional<std::string> peer;
    bool later = false;  // somebody may be asked when a back-off is over
  };

  bool learn(const std::string& peer, base::BytesView note, const storage::LogState* log,
             schema::SignedCheckpoint& checkpoint, const Blame& blame);
  bool is_of_this_log(const schema::SignedCheckpoint& checkpoint) const;
  void learn_time(base::BytesView note);
  const schema::SignedCheckpoint* anchor(const storage::LogState* log, std::uint64_t size) const;
  void check_against_copy(const schema::SignedCheckpoint& theirs, const storage::Reader& store,
                          const storage::LogState& log, storage::LogBatch& batch);
  std::vector<Arrived> take_run(std::uint64_t from);
  base::Status stage_run(std::span<const Arrived> run, storage::LogBatch& batch,
                         Counters& counters);
  std::optional<std::string> source_for(std::uint64_t sequence, base::MonoTime now) const;
  void plan_ranges(base::MonoTime now, std::uint64_t size, Counters& counters, const Send& send);
  Source contents_source(base::MonoTime now) const;
  void plan_contents(base::MonoTime now, const storage::Reader& store, const storage::LogState& log,
                     const Send& send);

  const std::string origin_;
  bool part_ = false;
  const schema::NoteVerifier card_;
  schema::LogKeys keys_;
  std::size_t changes_ = 0;  // of the key, that keys_ knows
  std::uint32_t generation_ = 1;
  base::Random random_;

  std::optional<schema::SignedCheckpoint> target_;
  std::optional<schema::SignedCheckpoint> step_;    // the next change of the log's key, on the way
  std::optional<schema::SignedCheckpoint> anchor_;  // what our copy was last shown to lead to
  std::optional<std::int64_t> origin_time_;
  std::optional<schema::Note> origin_word_;
  std::map<std::string, std::uint64_t> holders_;
  std::map<std::string, Backoff> backoff_;
  std::map<std::uint64_t, Range> asked_;      // by first
  std::map<std::uint64_t, Arrived> arrived_;  // by first
  std::optional<std::string> doubted_;        // whose chunk did not fit: ask for a proof
  Contents contents_;
  bool cosign_now_ = false;
};

}  // namespace rednode::peers
