#include "peers/engine.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "peers/backoff.h"
#include "peers/evidence.h"
#include "peers/publisher.h"
#include "peers/serve.h"
#include "schema/codec.h"
#include "storage/keys.h"

namespace rednode::peers {
namespace {

namespace limits = base::limits;
using storage::LogState;

// A peer that was heard to hold our log, or not, tells whether something of ours is lost. The others
// get this long to connect and to say that they hold more.
constexpr base::Duration kOwnLogGrace = std::chrono::seconds(1);

struct PeerState {
  base::MonoTime added;
  std::optional<base::MonoTime> last_heard;
  std::optional<LinkEvent> link;
  std::string cause;
  std::uint64_t refused = 0;
  base::MonoTime next_heads;
  bool showed_heads = false;  // since we started, or since it was added
};

struct Pending {
  enum class Kind { kHeads, kRange, kContents, kProof, kCosign };
  Kind kind = Kind::kHeads;
  std::string peer;
  std::string origin;
  std::uint64_t first = 0;
  base::MonoTime deadline;
};

struct Waiting {
  std::uint64_t ticket = 0;
  Await what;
  base::MonoTime deadline;
};

struct CosignState {
  std::uint64_t size = 0;        // of the checkpoint that we cosigned last
  std::optional<base::MonoTime> at;
};

}  // namespace

const char* state_name(State state) {
  switch (state) {
    case State::kUnknown: return "unknown";
    case State::kLive: return "live";
    case State::kCatchingUp: return "catching-up";
    case State::kStale: return "stale";
    case State::kUnreachable: return "unreachable";
    case State::kAuthFailed: return "auth-failed";
    case State::kDiverged: return "diverged";
    case State::kPaused: return "paused";
  }
  return "unknown";
}

struct Engine::Impl {
  Impl(EngineOptions o, const storage::Reader& s, base::SigningKey key, Directory d,
       base::Random r, storage::Logs l)
      : options(std::move(o)),
        store(s),
        publisher(options.origin, key),
        own_public(key.public_key()),
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
  void set_directory(Directory next);

  // --- duties of every tick
  void expire_requests();
  void ask_heads();
  void plan_followers();
  void cosign_logs();
  void heartbeat();
  std::optional<Completion> settle(const Waiting& w) const;
  void answer_waiting(std::vector<Completion>& completions);
  void update_writable();

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
  State log_state(const LogReport& report, const LogState* log, base::Now at) const;
  void make_followers();
  void save_own_checkpoint();
  const LogState* own() const { return logs.find(options.origin); }
  Follower::Blame blamer() {
    return [this](const std::string& peer, const std::string& cause) { blame(peer, cause); };
  }

  const EngineOptions options;
  const storage::Reader& store;
  Publisher publisher;
  const base::PublicKey own_public;
  base::Random random;
  storage::Logs logs;
  Directory directory;

  base::Now now;
  std::optional<storage::LogBatch> batch;
  std::map<std::string, Follower> followers;  // by origin; our own too, for a lost tail
  std::map<std::string, PeerState> peers;
  std::map<std::string, CosignState> cosigns;
  std::map<std::uint64_t, Pending> pending;
  std::vector<Waiting> waiting;
  std::uint64_t next_request = 1;
  base::MonoTime next_heartbeat;
  std::optional<base::MonoTime> first_own_answer;
  Backoff commit_backoff;
  bool heard_enough = false;
  std::string not_writable_because;
  Counters counters;
  bool own_checkpoint_saved = true;
  bool own_checkpoint_staged = false;

  // Kept back until the commit.
  std::vector<Completion> submitted;
  Outcome outcome;
  base::Status failed;
};

// --- inputs ---------------------------------------------------------------------------------------

void Engine::Impl::handle(Incoming& in) {
  if (in.kind == Incoming::Kind::kLink) return handle_link(in);
  const auto peer = peers.find(in.peer);
  if (peer == peers.end()) return;  // it was removed while the message was on its way
  counters.bytes_in += in.bytes.size();
  auto frame = schema::decode_frame(in.bytes);
  if (!frame.ok()) return blame(in.peer, frame.error().message);
  peer->second.last_heard = now.mono;
  peer->second.link = LinkEvent::kConnected;
  if (in.kind == Incoming::Kind::kFeed && std::holds_alternative<schema::Chunk>(*frame)) {
    handle_feed(in.peer, std::get<schema::Chunk>(std::move(*frame)));
  } else if (in.kind == Incoming::Kind::kRequest && std::holds_alternative<schema::Request>(*frame)) {
    handle_request(in, std::get<schema::Request>(*frame));
  } else if (in.kind == Incoming::Kind::kAnswer && std::holds_alternative<schema::Answer>(*frame)) {
    handle_answer(in.peer, std::get<schema::Answer>(std::move(*frame)));
  } else {
    blame(in.peer, "a frame that does not belong on this channel");
  }
}

void Engine::Impl::handle_link(const Incoming& in) {
  const auto at = peers.find(in.peer);
  if (at == peers.end()) return;
  PeerState& peer = at->second;
  peer.link = in.link;
  peer.cause = in.detail;
  if (in.link == LinkEvent::kConnected) {
    peer.cause.clear();
    peer.next_heads = now.mono;  // equal nodes should know it at once
  }
}

void Engine::Impl::handle_feed(const std::string& peer, schema::Chunk chunk) {
  Follower* f = follower(chunk.origin);
  if (f == nullptr || directory.at(peer).paused) return;
  if (chunk.updates.empty()) {
    const bool now_please = chunk.cosign_now;
    f->on_head(peer, chunk.checkpoint, store, logs, *batch, blamer());
    if (now_please) f->on_chunk(peer, std::move(chunk), false, now.mono, logs, counters, blamer());
    return;
  }
  f->on_chunk(peer, std::move(chunk), false, now.mono, logs, counters, blamer());
}

void Engine::Impl::handle_request(const Incoming& in, const schema::Request& request) {
  schema::Answer answer;
  answer.id = request.id;
  const auto put = [&](auto result) {
    if (result.ok()) {
      answer.body = std::move(*result);
    } else {
      if (result.error().code == base::Code::kCorrupt) fatal(result.error());
      answer.body = schema::Refusal{base::code_name(result.error().code), result.error().message};
    }
  };
  if (std::holds_alternative<schema::HeadsRequest>(request.body)) {
    answer.body = heads();
  } else if (const auto* range = std::get_if<schema::RangeRequest>(&request.body)) {
    put(serve_range(store, logs, *range));
  } else if (const auto* contents = std::get_if<schema::ContentsRequest>(&request.body)) {
    put(serve_contents(store, *contents));
  } else if (const auto* proof = std::get_if<schema::ProofRequest>(&request.body)) {
    put(serve_proof(store, logs, *proof));
  } else if (const auto* cosign = std::get_if<schema::CosignRequest>(&request.body)) {
    const auto status = handle_cosign(in.peer, *cosign);
    if (!status.ok()) {
      blame(in.peer, status.error().message);
      answer.body = schema::Refusal{base::code_name(status.error().code), status.error().message};
    } else {
      answer.body = schema::AcceptedAnswer{};
    }
  }
  send(Outgoing::Kind::kAnswer, in.peer, answer, in.route);
}

// A peer says, signed, that it holds our log durably up to a checkpoint that we signed.
base::Status Engine::Impl::handle_cosign(const std::string& peer,
                                         const schema::CosignRequest& request) {
  if (request.origin != options.origin) return base::invalid("a cosignature for another origin");
  REDNODE_TRY(const auto note, schema::parse_note(request.checkpoint));
  REDNODE_TRY(const auto checkpoint, schema::parse_checkpoint_text(note.text));
  const LogState* log = own();
  if (checkpoint.origin != options.origin || log == nullptr || checkpoint.size > log->size()) {
    return base::invalid("a cosignature of a checkpoint that is not ours");
  }
  REDNODE_TRY(const auto root, root_of(store, *log, checkpoint.size));
  if (root != checkpoint.root) return base::conflict("a cosignature of another history of ours");
  REDNODE_TRY(const auto* signature, schema::verify_note(note, directory.at(peer).cosign_key));
  const std::int64_t time = schema::cosignature_time(*signature);
  LogState& staged = batch->log(options.origin);
  const auto known = staged.cosigned.find(peer);
  // Two of one second may have overtaken each other.
  if (known != staged.cosigned.end() &&
      (known->second.time_seconds > time ||
       (known->second.time_seconds == time && known->second.size > checkpoint.size))) {
    return {};
  }
  batch->cosigned(options.origin, peer, {checkpoint.size, time});
  if (staged.held.has_value() && staged.held->note.text == note.text) {
    auto held = *staged.held;
    schema::put_signature(held.note, *signature);
    batch->hold(std::move(held));
  }
  return {};
}

void Engine::Impl::handle_answer(const std::string& peer, schema::Answer answer) {
  const auto at = pending.find(answer.id);
  if (at == pending.end() || at->second.peer != peer) return;  // late, or not asked for
  const Pending asked = at->second;
  pending.erase(at);
  Follower* f = asked.kind == Pending::Kind::kHeads ? nullptr : follower(asked.origin);
  if (auto* chunk = std::get_if<schema::Chunk>(&answer.body);
      chunk != nullptr && asked.kind == Pending::Kind::kRange && f != nullptr) {
    if (chunk->origin == asked.origin && chunk->first == asked.first && !chunk->updates.empty()) {
      return f->on_chunk(peer, std::move(*chunk), true, now.mono, logs, counters, blamer());
    }
    blame(peer, "a range that was not asked for");
  } else if (const auto* heads_answer = std::get_if<schema::HeadsAnswer>(&answer.body);
             heads_answer != nullptr && asked.kind == Pending::Kind::kHeads) {
    return handle_heads(peer, *heads_answer);
  } else if (const auto* contents = std::get_if<schema::ContentsAnswer>(&answer.body);
             contents != nullptr && asked.kind == Pending::Kind::kContents && f != nullptr) {
    return f->on_contents(peer, *contents, now.mono, store, *batch, blamer(), counters);
  } else if (const auto* proof = std::get_if<schema::ProofAnswer>(&answer.body);
             proof != nullptr && asked.kind == Pending::Kind::kProof && f != nullptr) {
    return f->on_proof(peer, *proof, logs, *batch, blamer());
  }
  if (f != nullptr && asked.kind != Pending::Kind::kCosign) {
    f->on_failed(peer,
                 asked.kind == Pending::Kind::kRange ? std::optional(asked.first) : std::nullopt,
                 now.mono);
  }
}

void Engine::Impl::handle_heads(const std::string& peer, const schema::HeadsAnswer& answer) {
  PeerState& state = peers.at(peer);
  state.showed_heads = true;
  for (const auto& head : answer.heads) {
    Follower* f = follower(head.origin);
    if (f != nullptr) f->on_head(peer, head.checkpoint, store, logs, *batch, blamer());
  }
  if (!first_own_answer.has_value()) first_own_answer = now.mono;
}

// --- commands -------------------------------------------------------------------------------------

void Engine::Impl::handle(Command& command) {
  if (auto* submit = std::get_if<Submit>(&command.body)) {
    handle_submit(command.ticket, std::move(*submit));
  } else if (auto* await = std::get_if<Await>(&command.body)) {
    waiting.push_back({command.ticket, *await, now.mono + await->timeout});
    if (await->origin.empty() || await->origin == options.origin) {
      next_heartbeat = now.mono;  // carries the wish to be cosigned at once
    }
  } else if (auto* set = std::get_if<SetDirectory>(&command.body)) {
    set_directory(std::move(set->directory));
    outcome.completions.push_back({command.ticket, {}, {}, {}, {}});  // needs no disk
  } else if (const auto* resync = std::get_if<Resync>(&command.body)) {
    const auto at = peers.find(resync->peer);
    base::Status status;
    if (at == peers.end()) {
      status = base::not_found("there is no peer " + resync->peer);
    } else {
      at->second.next_heads = now.mono;
      if (Follower* f = follower(resync->peer)) f->reset();
    }
    outcome.completions.push_back({command.ticket, status, {}, {}, {}});
  }
}

void Engine::Impl::handle_submit(std::uint64_t ticket, Submit submit) {
  Completion done;
  done.ticket = ticket;
  update_writable();
  if (!not_writable_because.empty()) {
    done.status = base::unavailable(not_writable_because);
    submitted.push_back(std::move(done));
    return;
  }
  if (submit.cosign_now) publisher.cosign_now();
  for (const Change& change : submit.changes) {
    auto staged = publisher.stage(change, now.wall, *batch);
    if (!staged.ok()) {
      fatal(staged.error());
      done.status = staged.error();
      break;
    }
    done.outcomes.push_back(std::move(*staged));
  }
  submitted.push_back(std::move(done));
}

void Engine::Impl::set_directory(Directory next) {
  for (const auto& [origin, peer] : directory) {
    const auto same = next.find(origin);
    const bool stays = same != next.end() && same->second.log_key.vkey() == peer.log_key.vkey();
    if (stays || origin == options.origin) continue;  // a peer with another key is another peer
    for (auto& [log, f] : followers) f.forget_peer(origin);
    peers.erase(origin);
    followers.erase(origin);
    std::erase_if(pending, [&](const auto& item) { return item.second.peer == origin; });
  }
  directory = std::move(next);
  make_followers();
  outcome.directory = directory;
}

// --- duties ---------------------------------------------------------------------------------------

void Engine::Impl::expire_requests() {
  for (auto at = pending.begin(); at != pending.end();) {
    if (at->second.deadline > now.mono) {
      ++at;
      continue;
    }
    const Pending late = at->second;
    at = pending.erase(at);
    if (late.kind == Pending::Kind::kCosign) cosigns.erase(late.origin);  // it was lost: say it again
    Follower* f = follower(late.origin);
    if (f == nullptr || late.kind == Pending::Kind::kHeads || late.kind == Pending::Kind::kCosign) {
      continue;
    }
    f->on_failed(late.peer,
                 late.kind == Pending::Kind::kRange ? std::optional(late.first) : std::nullopt,
                 now.mono);
  }
}

void Engine::Impl::ask_heads() {
  for (auto& [origin, peer] : peers) {
    if (peer.next_heads > now.mono) continue;
    const auto interval = options.heads_interval.count();
    const auto jitter = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(interval / 4)));
    peer.next_heads = now.mono + base::Duration(interval + jitter);
    request(origin, Pending::Kind::kHeads, origin, 0, schema::HeadsRequest{});
  }
}

void Engine::Impl::plan_followers() {
  if (!commit_backoff.ready(now.mono)) return;  // what cannot be stored is not asked for
  for (auto& [origin, f] : followers) {
    const auto peer = directory.find(origin);
    if (peer != directory.end() && peer->second.paused) continue;
    f.plan(now.mono, store, logs, counters,
           [this, &f = f](Follower::Ask what) { ask(f.origin(), std::move(what)); });
  }
}

// A cosignature says "I hold this, durably, and it never contradicted itself". It is given when the
// store has said so, a few times a second for a busy log, and at once where somebody waits.
void Engine::Impl::cosign_logs() {
  for (auto& [origin, f] : followers) {
    if (origin == options.origin) continue;
    const LogState* log = logs.find(origin);
    if (log == nullptr || log->contradicted || !log->complete() || !directory.contains(origin)) {
      continue;
    }
    CosignState& last = cosigns[origin];
    const bool wanted = f.take_cosign_now();
    const bool moved = !last.at.has_value() || last.size != log->size();
    const base::Duration since = last.at.has_value() ? now.mono - *last.at : base::Duration::max();
    const bool due = moved ? since >= options.cosign_interval : since >= 30 * options.heartbeat;
    // Who still waits has lost what we said: the origin may have crashed since.
    if (!due && !(wanted && (moved || since >= options.heartbeat))) continue;
    last = {log->size(), now.mono};
    schema::SignedCheckpoint checkpoint = *log->held;
    schema::put_signature(checkpoint.note, publisher.cosign(checkpoint, now.wall));
    request(origin, Pending::Kind::kCosign, origin, 0,
            schema::CosignRequest{origin, checkpoint.bytes()});
  }
}

void Engine::Impl::heartbeat() {
  if (now.mono < next_heartbeat || own() == nullptr || !own()->held.has_value()) return;
  next_heartbeat = now.mono + options.heartbeat;
  schema::Chunk chunk = publisher.heartbeat(*own(), now.wall);
  chunk.cosign_now = std::any_of(waiting.begin(), waiting.end(), [&](const Waiting& w) {
    return w.what.origin.empty() || w.what.origin == options.origin;
  });
  send(Outgoing::Kind::kFeed, options.origin, chunk);
}

// What an await has come to: nothing while there is something to wait for.
std::optional<Completion> Engine::Impl::settle(const Waiting& w) const {
  Completion done;
  done.ticket = w.ticket;
  if (!w.what.origin.empty() && w.what.origin != options.origin) {
    const LogState* log = logs.find(w.what.origin);
    const std::uint64_t size = log == nullptr || log->wanted > 0 ? 0 : log->size();
    if (size >= w.what.size) return done;
    if (now.mono < w.deadline) return std::nullopt;
    done.status = base::unavailable("the log of " + w.what.origin + " did not come that far in time");
    return done;
  }
  if (const LogState* log = own()) {
    for (const auto& [peer, cosigned] : log->cosigned) {
      if (cosigned.size >= w.what.size && directory.contains(peer)) done.holders.push_back(peer);
    }
  }
  if (done.holders.size() >= w.what.count) return done;
  if (now.mono < w.deadline) return std::nullopt;
  done.status = base::unavailable(std::to_string(done.holders.size()) + " of " +
                                  std::to_string(w.what.count) + " peers confirmed in time:");
  return done;
}

void Engine::Impl::answer_waiting(std::vector<Completion>& completions) {
  std::erase_if(waiting, [&](const Waiting& w) {
    auto done = settle(w);
    if (!done.has_value()) return false;
    completions.push_back(std::move(*done));
    return true;
  });
}

// A node that was restored from an old copy does not know it. So it does not write before a peer has
// shown what it holds of our log, and, where that is more than we have, before we took it back.
void Engine::Impl::update_writable() {
  not_writable_because.clear();
  const LogState* log = own();
  const Follower* f = follower(options.origin);
  if (log != nullptr && log->contradicted) {
    not_writable_because =
        "two histories carry this node's signature: its key is used elsewhere, or an old copy of it "
        "was written to. See the evidence with redctl log head --origin " + options.origin;
    return;
  }
  if (log != nullptr && log->wanted > 0) {
    not_writable_because = "contents of our own log are being taken back from the peers";
    return;
  }
  if (f != nullptr && f->target_size().has_value() && log != nullptr &&
      *f->target_size() > log->size()) {
    not_writable_because = "our own log is being taken back from the peers: " +
                           std::to_string(log->size()) + " of " + std::to_string(*f->target_size());
    return;
  }
  if (heard_enough) return;
  const bool alone = directory.empty() || (options.fresh && (log == nullptr || log->size() == 0));
  bool all_answered = true;
  for (const auto& [origin, peer] : peers) {
    // Also those that are not connected yet: the first to answer may know less than they do.
    all_answered = all_answered && (peer.showed_heads || directory.at(origin).paused);
  }
  const bool waited = first_own_answer.has_value() &&
                      (all_answered || now.mono - *first_own_answer >= kOwnLogGrace);
  heard_enough = alone || waited;
  if (!heard_enough) {
    not_writable_because =
        "this node was started and no peer has said yet what it holds of our log; without that, a "
        "copy restored from a backup could overwrite newer entries. Bring up the link to one peer";
  }
}

// --- helpers --------------------------------------------------------------------------------------

schema::HeadsAnswer Engine::Impl::heads() const {
  schema::HeadsAnswer answer;
  for (const auto& [origin, log] : logs.all()) {
    if (answer.heads.size() == limits::kLogsMax) break;
    if (origin == options.origin && log.held.has_value()) {
      auto checkpoint = *log.held;
      schema::put_signature(checkpoint.note, publisher.cosign(checkpoint, now.wall));
      answer.heads.push_back({origin, checkpoint.bytes()});
    } else if (log.held.has_value()) {
      answer.heads.push_back({origin, log.held->bytes()});
    }
  }
  return answer;
}

void Engine::Impl::send(Outgoing::Kind kind, const std::string& peer, const schema::Frame& frame,
                        base::Bytes route) {
  Outgoing message{kind, peer, schema::encode_frame(frame), std::move(route)};
  counters.bytes_out += message.bytes.size();
  outcome.send.push_back(std::move(message));
}

void Engine::Impl::request(const std::string& peer, Pending::Kind kind, const std::string& origin,
                           std::uint64_t first, decltype(schema::Request::body) body) {
  const std::uint64_t id = next_request++;
  pending[id] = {kind, peer, origin, first, now.mono + options.request_timeout};
  send(Outgoing::Kind::kRequest, peer, schema::Request{id, std::move(body)});
}

void Engine::Impl::ask(const std::string& origin, Follower::Ask what) {
  if (auto* range = std::get_if<schema::RangeRequest>(&what.body)) {
    const std::uint64_t first = range->first;
    request(what.peer, Pending::Kind::kRange, origin, first, std::move(*range));
  } else if (auto* contents = std::get_if<schema::ContentsRequest>(&what.body)) {
    request(what.peer, Pending::Kind::kContents, origin, 0, std::move(*contents));
  } else if (auto* proof = std::get_if<schema::ProofRequest>(&what.body)) {
    request(what.peer, Pending::Kind::kProof, origin, 0, std::move(*proof));
  }
}

void Engine::Impl::blame(const std::string& peer, const std::string& cause) {
  const auto at = peers.find(peer);
  if (at == peers.end()) return;
  ++at->second.refused;
  at->second.cause = cause;
  outcome.notices.push_back({Notice::Level::kWarn, "message-refused", peer, cause});
}

void Engine::Impl::fatal(const base::Status& status) {
  if (failed.ok()) failed = status;
}

Follower* Engine::Impl::follower(const std::string& origin) {
  const auto at = followers.find(origin);
  return at == followers.end() ? nullptr : &at->second;
}

void Engine::Impl::make_followers() {
  for (const auto& [origin, peer] : directory) {
    if (origin == options.origin) continue;
    followers.try_emplace(origin, origin, peer.log_key, peer.cosign_key, random.fork());
    peers.try_emplace(origin, PeerState{now.mono, {}, {}, {}, 0, now.mono, false});
  }
}

// The checkpoint of a commit is signed while the disk syncs, and so it is stored with the batch after.
// What a crash takes of it is signed again here.
void Engine::Impl::save_own_checkpoint() {
  const LogState* log = own();
  const bool behind = log == nullptr || !log->held.has_value() ||
                      log->held->checkpoint.size < log->size();
  if (behind) batch->hold(publisher.checkpoint_of(batch->log(options.origin)));
  if (!behind && !own_checkpoint_saved) batch->hold(*log->held);
  own_checkpoint_staged = behind || !own_checkpoint_saved;
}

// --- the tick -------------------------------------------------------------------------------------

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;

base::Result<std::unique_ptr<Engine>> Engine::create(EngineOptions options,
                                                     const storage::Reader& store,
                                                     base::SigningKey key, Directory directory,
                                                     base::Random random, base::Now now) {
  REDNODE_TRY(auto logs, storage::Logs::open(store));
  const auto public_key = key.public_key();
  const std::string origin = options.origin;
  REDNODE_TRY(auto log_key, schema::NoteVerifier::create(
                                origin, schema::SignatureType::kEd25519, public_key));
  REDNODE_TRY(auto cosign_key, schema::NoteVerifier::create(
                                   origin, schema::SignatureType::kCosignature, public_key));
  auto impl = std::make_unique<Impl>(std::move(options), store, std::move(key),
                                     std::move(directory), random, std::move(logs));
  impl->now = now;
  impl->followers.try_emplace(origin, origin, std::move(log_key), std::move(cosign_key),
                              impl->random.fork());
  impl->make_followers();
  return std::unique_ptr<Engine>(new Engine(std::move(impl)));
}

Engine::Work Engine::step(base::Now now, std::vector<Incoming> inbox,
                          std::vector<Command> commands) {
  Impl& e = *impl_;
  e.now = now;
  e.failed = {};
  e.batch.emplace(e.store, e.logs);
  e.save_own_checkpoint();
  for (Incoming& in : inbox) e.handle(in);
  for (auto& [origin, f] : e.followers) {
    if (const auto staged = f.stage(now.mono, *e.batch, e.counters, e.blamer()); !staged.ok()) {
      e.fatal(staged);
    }
  }
  e.update_writable();
  for (Command& command : commands) e.handle(command);
  const bool sealed = e.publisher.seal(*e.batch);
  e.batch->finish();
  if (!e.failed.ok()) return {nullptr, false, true, {}};
  Work work{&e.batch->batch(), e.batch->needs_sync(), e.batch->batch().empty(), {}};
  if (sealed) work.meanwhile = [&e] { e.publisher.sign(); };
  return work;
}

Engine::Outcome Engine::committed(base::Now now, const base::Status& status) {
  Impl& e = *impl_;
  e.now = now;
  const base::Status result = e.failed.ok() ? status : e.failed;
  std::vector<schema::Chunk> chunks;
  if (result.ok()) {
    if (!e.batch->batch().empty()) {
      ++e.counters.commits;
      e.commit_backoff.succeeded();
    }
    std::move(*e.batch).adopt(e.logs);
    if (auto checkpoint = e.publisher.take_signed()) {
      e.logs.announce(std::move(*checkpoint));
      e.own_checkpoint_saved = false;
    } else if (e.own_checkpoint_staged) {
      e.own_checkpoint_saved = true;
    }
    // What cannot be announced is found by the peers at the next heartbeat, and pulled.
    if (auto announced = e.publisher.announce(e.store, *e.own()); announced.ok()) {
      chunks = std::move(*announced);
    }
  } else {
    e.publisher.discard();
    for (auto& [origin, f] : e.followers) f.reset();
    e.commit_backoff.failed(now.mono, e.random);
    for (Completion& done : e.submitted) {
      done.status = result;
      done.outcomes.clear();
    }
    if (!e.failed.ok()) e.outcome.damage = e.failed;
    e.outcome.notices.push_back({Notice::Level::kError, "commit-failed", "", result.error().message});
  }
  e.own_checkpoint_staged = false;
  e.batch.reset();
  for (const auto& chunk : chunks) {
    e.counters.updates_committed += chunk.updates.size();
    e.send(Outgoing::Kind::kFeed, e.options.origin, chunk);
  }
  for (Completion& done : e.submitted) {
    if (done.status.ok() && e.own()->held.has_value()) done.checkpoint = e.own()->held->checkpoint;
    e.outcome.completions.push_back(std::move(done));
  }
  e.submitted.clear();
  e.expire_requests();
  e.ask_heads();
  e.plan_followers();
  e.cosign_logs();
  e.heartbeat();
  e.answer_waiting(e.outcome.completions);
  return std::exchange(e.outcome, {});
}

const storage::Logs& Engine::logs() const { return impl_->logs; }

// --- the report -----------------------------------------------------------------------------------

namespace {

State peer_state(const PeerState& peer, const Peer& entry, base::MonoTime now,
                 base::Duration unreachable_after) {
  if (entry.paused) return State::kPaused;
  const bool fresh = peer.last_heard.has_value() && now - *peer.last_heard < unreachable_after;
  if (peer.link == LinkEvent::kAuthFailed) return State::kAuthFailed;
  if (fresh) return State::kLive;
  if (!peer.last_heard.has_value() && !peer.link.has_value() && now - peer.added < unreachable_after) {
    return State::kUnknown;
  }
  return State::kUnreachable;
}

}  // namespace

State Engine::Impl::log_state(const LogReport& report, const LogState* log, base::Now at) const {
  if (log != nullptr && log->contradicted) return State::kDiverged;
  if (report.own) return not_writable_because.empty() ? State::kLive : State::kCatchingUp;
  const auto peer = directory.find(report.origin);
  if (peer != directory.end() && peer->second.paused) return State::kPaused;
  if (!report.target.has_value()) {
    const auto link = peers.find(report.origin);
    if (link == peers.end()) return State::kUnknown;
    return peer_state(link->second, peer->second, at.mono, options.unreachable_after) ==
                   State::kAuthFailed
               ? State::kAuthFailed
               : State::kUnknown;
  }
  if (report.size < *report.target || report.wanted > 0) return State::kCatchingUp;
  if (!report.origin_time_seconds.has_value()) return State::kUnknown;
  const std::int64_t age = at.wall.seconds() - *report.origin_time_seconds;
  const auto limit = std::chrono::duration_cast<std::chrono::seconds>(options.stale_after).count();
  return age > limit ? State::kStale : State::kLive;
}

Report Engine::report(base::Now now) const {
  Impl& e = *impl_;
  Report report;
  e.update_writable();
  report.writable = e.not_writable_because.empty();
  report.not_writable_because = e.not_writable_because;
  report.counters = e.counters;
  const auto add_log = [&](const std::string& origin, const LogState* log) {
    LogReport r;
    r.origin = origin;
    r.own = origin == e.options.origin;
    r.root = storage::empty_root();
    if (log != nullptr) {
      r.size = log->size();
      r.root = log->tree.root();
      r.live = log->live;
      r.withdrawn = log->withdrawn;
      r.wanted = log->wanted;
      r.held_by = log->cosigned;
    }
    if (const Follower* f = e.follower(origin); f != nullptr && !r.own) {
      r.target = f->target_size();
      r.origin_time_seconds = f->origin_time();
    }
    if (r.own) r.origin_time_seconds = now.wall.seconds();
    r.state = e.log_state(r, log, now);
    report.logs.push_back(std::move(r));
  };
  add_log(e.options.origin, e.own());
  for (const auto& [origin, log] : e.logs.all()) {
    if (origin != e.options.origin) add_log(origin, &log);
  }
  for (const auto& [origin, peer] : e.directory) {
    if (origin != e.options.origin && e.logs.find(origin) == nullptr) add_log(origin, nullptr);
  }
  for (const auto& [origin, peer] : e.peers) {
    PeerReport r;
    r.origin = origin;
    r.state = peer_state(peer, e.directory.at(origin), now.mono, e.options.unreachable_after);
    if (const LogState* log = e.logs.find(origin); log != nullptr && log->contradicted) {
      r.state = State::kDiverged;
    }
    const Follower* f = e.follower(origin);
    if (f->target_size().has_value()) {
      const LogState* log = e.logs.find(origin);
      const std::uint64_t size = log == nullptr ? 0 : log->size();
      r.lag = *f->target_size() > size ? *f->target_size() - size : 0;
      if (r.state == State::kLive && *r.lag > 0) r.state = State::kCatchingUp;
    }
    if (peer.last_heard.has_value()) r.last_heard = now.mono - *peer.last_heard;
    r.refused = peer.refused;
    r.cause = peer.cause;
    report.peers.push_back(std::move(r));
  }
  return report;
}

}  // namespace rednode::peers
