// Engine::Impl: the state of the engine, and what the files engine*.cc do to it.
//
//   engine.cc          the tick
//   engine_inputs.cc   what peers say and operators command
//   engine_bundle.cc   what comes in an offline bundle
//   engine_roster.cc   that peers follow a later roster
//   engine_receipts.cc what nodes made of one another's records
//   engine_generation.cc where an origin begins its log anew
//   engine_duties.cc   what every tick does of itself
//   engine_report.cc   what is known, from evidence
//
// Private to these files. Thread rule: the engine's thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/limits.h"
#include "peers/backoff.h"
#include "peers/engine.h"
#include "peers/publisher.h"
#include "schema/generation.h"

namespace rednode::peers {

struct PeerState {
  base::MonoTime added;
  std::optional<base::MonoTime> last_heard;
  std::optional<LinkEvent> link;
  std::string cause;
  std::uint64_t refused = 0;
  std::string refused_because;
  base::MonoTime next_heads;
  bool showed_heads = false;      // since we started, or since it was added
  std::uint64_t passed_over = 0;  // times in a row that it was not asked for heads
  bool ask_now = false;           // it is asked out of turn
  base::MonoTime next_notice{};   // of what was refused
  std::uint64_t unnoticed = 0;    // refused since the last notice
};

struct Pending {
  enum class Kind { kHeads, kRange, kContents, kProof, kCosign, kReceipts, kRoster };
  Kind kind = Kind::kHeads;
  std::string peer;
  std::string origin;
  std::uint64_t first = 0;
  base::MonoTime deadline;

  // A follower asked it.
  bool is_pull() const {
    return kind == Kind::kRange || kind == Kind::kContents || kind == Kind::kProof;
  }
};

struct Waiting {
  std::uint64_t ticket = 0;
  Await what;
  base::MonoTime deadline;
};

struct CosignState {
  std::uint64_t size = 0;  // of the checkpoint that we cosigned last
  std::optional<base::MonoTime> at;
};

struct Engine::Impl {
  Impl(EngineOptions o, const storage::Reader& s, std::vector<base::SigningKey> keys, Directory d,
       base::Random r, storage::Logs l)
      : options(std::move(o)),
        store(s),
        publisher(options.origin, std::move(keys)),
        random(r),
        logs(std::move(l)),
        directory(std::move(d)) {}

  // --- inputs
  void handle(Incoming& in);
  void handle_link(const Incoming& in);
  void handle_feed(const std::string& peer, schema::Chunk chunk);
  void handle_request(const Incoming& in, const schema::Request& request);
  void handle_answer(const std::string& peer, schema::Answer answer);
  void handle_heads(const std::string& peer, const schema::HeadsAnswer& answer);
  base::Status handle_cosign(const std::string& peer, const schema::CosignRequest& request);
  void handle(Command& command);
  void handle_submit(std::uint64_t ticket, Submit submit);
  void handle_rotate(std::uint64_t ticket, RotateKey rotation);
  void handle_cosignatures(const schema::Chunk& chunk);
  void handle_drop(std::uint64_t ticket, const DropContents& drop);
  void handle_deliver(std::uint64_t ticket, Deliver deliver);
  base::Status take_delivered(schema::Chunk chunk);
  void stop_following(const std::string& origin);
  void set_directory(Directory next);

  // --- duties of every tick
  void expire_requests();
  void ask_heads();
  void plan_followers();
  void ask_receipts();
  void cosign_logs();
  std::vector<schema::Cosignature> cosignatures_to_tell();
  bool heard(const PeerState& peer) const;
  std::set<std::string> relays_needed() const;
  void heartbeat();
  std::optional<Completion> settle(const Waiting& w) const;
  void answer_waiting(std::vector<Completion>& completions);
  void update_writable();
  bool announcement_due() const;

  // --- roster
  void hear_of_roster(const std::string& peer, std::uint64_t version);
  void handle_set_roster(std::uint64_t ticket, SetRoster set);

  // --- generations
  void handle_generation(const std::string& peer, const std::string& origin,
                         const base::Bytes& note);
  void begin_generations();
  void handle_recover(std::uint64_t ticket, const Recover& recover);
  void forget_own_past();

  // --- receipts
  base::Result<schema::ReceiptsAnswer> serve_receipts(const schema::ReceiptsRequest& request);
  base::Status take_receipts(const std::string& peer, std::uint64_t asked_from,
                             const schema::ReceiptsAnswer& answer);

  // --- helpers
  schema::HeadsAnswer heads() const;
  void send(Outgoing::Kind kind, const std::string& peer, const schema::Frame& frame,
            base::Bytes route = {});
  void request(const std::string& peer, Pending::Kind kind, const std::string& origin,
               std::uint64_t first, decltype(schema::Request::body) body);
  void ask(const std::string& origin, Follower::Ask ask);
  void blame(const std::string& peer, const std::string& cause);
  void fatal(const base::Status& status);
  Follower* follower(const std::string& origin);
  bool paused(const std::string& origin) const;
  // The log of the peer is taken: it is not paused, and subscribed to.
  bool taken(const std::string& origin) const;
  State log_state(const LogReport& report, const storage::LogState* log, base::Now at) const;
  void make_followers();
  void learn_keys();
  const schema::LogKeys* keys_of(const std::string& origin);
  // The key signs the log of the origin, or has signed it.
  bool is_key_of(const std::string& origin, const schema::NoteVerifier& key);
  // Our own signature may be given: the log does not name a key that is not here.
  bool may_sign() const { return publisher.signer().missing().empty(); }
  base::Bytes evidence_against(const std::string& origin) const;
  void raise_alarms();
  void handle_evidence(const std::string& peer, const schema::Head& head);
  void save_own_checkpoint();
  void forget_cosigners();
  const storage::LogState* own() const { return logs.find(options.origin); }
  Follower::Blame blamer() {
    return [this](const std::string& peer, const std::string& cause) { blame(peer, cause); };
  }

  const EngineOptions options;
  const storage::Reader& store;
  Publisher publisher;
  base::Random random;
  storage::Logs logs;
  Directory directory;

  base::Now now;
  std::optional<storage::LogBatch> batch;
  std::map<std::string, Follower> followers;  // by origin; our own too, for a lost tail
  std::map<std::string, PeerState> peers;
  std::map<std::string, CosignState> cosigns;
  struct Told {
    std::uint64_t size = 0;
    std::int64_t time_seconds = 0;
    unsigned times = 0;
  };
  std::map<std::string, Told> told;  // cosignatures on our log, by cosigner, as last told
  std::string last_repeated;         // cosigner of the last one that was told again
  std::map<std::string, base::MonoTime> next_cosignatures;  // by log: when they are looked at again
  struct Receipted {
    base::MonoTime next{};     // when the peer is asked again
    std::uint64_t judged = 0;  // of our log, as it said
    std::size_t refused = 0;   // that are kept
    bool known = false;        // the two were read from the store
  };
  std::map<std::string, Receipted> receipted;  // by peer
  struct Beginning {
    schema::Generation generation;
    base::Bytes note;
  };
  SetRoster roster;
  std::map<std::string, base::MonoTime> next_roster;  // by peer: when it may be asked for it
  std::map<std::string, Beginning> beginnings;        // of logs that are being taken back
  std::map<std::uint64_t, Pending> pending;
  std::vector<Waiting> waiting;
  std::uint64_t next_request = 1;
  base::MonoTime next_heartbeat;
  base::MonoTime next_announcement;
  std::optional<base::MonoTime> first_own_answer;
  Backoff commit_backoff;
  bool heard_enough = false;
  bool recovering = false;  // our log begins anew with the batch that is staged
  std::string not_writable_because;
  Counters counters;
  bool own_checkpoint_saved = true;
  bool directory_changed = true;
  std::set<std::string> alarmed;  // origins whose two histories were told
  bool own_checkpoint_staged = false;

  // Kept back until the commit.
  std::vector<Completion> submitted;
  Outcome outcome;
  base::Status failed;
};

}  // namespace rednode::peers
