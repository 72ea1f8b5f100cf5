#include "peers/engine.h"

#include <utility>

#include "peers/engine_impl.h"
#include "schema/codec.h"
#include "storage/keys.h"

namespace rednode::peers {

using storage::LogState;

namespace {

constexpr base::Duration kNoticeInterval = std::chrono::seconds(1);

}  // namespace

schema::HeadsAnswer Engine::Impl::heads() const {
  schema::HeadsAnswer answer;
  for (const auto& [origin, log] : logs.all()) {
    if (answer.heads.size() == base::limits::kLogsMax) break;
    if (!log.held.has_value()) continue;
    schema::Head head;
    head.origin = origin;
    auto checkpoint = *log.held;
    if (origin == options.origin && may_sign()) {
      schema::put_signature(checkpoint.note, publisher.cosign(checkpoint, now.wall));
    } else if (const auto f = followers.find(origin); f != followers.end()) {
      const std::optional<schema::Note>& word = f->second.origin_word();
      if (word.has_value() && word->text == checkpoint.note.text) {
        schema::put_signature(checkpoint.note, word->signatures.front());
      } else if (word.has_value()) {
        head.word = schema::format_note(*word);  // of a busy log it is about another size
      }
    }
    head.checkpoint = checkpoint.bytes();
    for (const storage::Rotation& rotation : log.rotations) {
      if (!rotation.note.empty()) head.rotations.push_back(rotation.note);
    }
    head.generations = log.generations;
    if (log.contradicted) head.evidence = evidence_against(origin);
    answer.heads.push_back(std::move(head));
  }
  return answer;
}

// Whoever is shown it can check it, and need not be lied to himself to know.
base::Bytes Engine::Impl::evidence_against(const std::string& origin) const {
  base::Bytes text;
  const auto found =
      store.get(storage::Table::kCheckpoint,
                storage::checkpoint_key(origin, storage::CheckpointPart::kEvidence), text);
  return found.ok() && *found ? text : base::Bytes();
}

void Engine::Impl::raise_alarms() {
  for (const auto& [origin, log] : logs.all()) {
    if (!log.contradicted || !alarmed.insert(origin).second) continue;
    const std::string whose = origin == options.origin ? "this node's key" : "the key of " + origin;
    outcome.notices.push_back({Notice::Level::kError, "two-histories", origin,
                               whose + " signed two histories; the log is frozen at " +
                                   std::to_string(log.size()) + ". See redctl log head --origin " +
                                   origin});
  }
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
  PeerState& state = at->second;
  ++state.refused;
  ++state.unnoticed;
  state.refused_because = cause;
  // Who sends nothing but rubbish must not fill the log with it.
  if (now.mono < state.next_notice) return;
  const std::string others =
      state.unnoticed > 1 ? ", and " + std::to_string(state.unnoticed - 1) + " before" : "";
  outcome.notices.push_back({Notice::Level::kWarn, "message-refused", peer, cause + others});
  state.next_notice = now.mono + kNoticeInterval;
  state.unnoticed = 0;
}

void Engine::Impl::fatal(const base::Status& status) {
  if (failed.ok()) failed = status;
}

Follower* Engine::Impl::follower(const std::string& origin) {
  const auto at = followers.find(origin);
  return at == followers.end() ? nullptr : &at->second;
}

bool Engine::Impl::paused(const std::string& origin) const {
  const auto at = directory.find(origin);
  return at != directory.end() && at->second.paused;
}

bool Engine::Impl::taken(const std::string& origin) const {
  const auto at = directory.find(origin);
  if (beginnings.contains(origin)) return false;
  return at == directory.end() || (!at->second.paused && at->second.mirrored);
}

void Engine::Impl::make_followers() {
  for (const auto& [origin, peer] : directory) {
    if (origin == options.origin) continue;
    const auto [at, made] = followers.try_emplace(origin, peer.log_key, random.fork());
    if (made && !options.interest.takes_all(origin)) at->second.take_part();
    peers.try_emplace(origin, PeerState{now.mono, {}, {}, {}, 0, {}, now.mono});
  }
}

bool Engine::Impl::is_key_of(const std::string& origin, const schema::NoteVerifier& key) {
  const schema::LogKeys* keys = keys_of(origin);
  const schema::NoteVerifier* known = keys == nullptr ? nullptr : keys->find(key.key_id());
  return known != nullptr && known->vkey() == key.vkey();
}

// What the logs, as they are stored, say of keys.
void Engine::Impl::learn_keys() {
  bool changed = false;
  for (auto& [origin, f] : followers) changed = f.learn_keys(logs.find(origin)) || changed;
  if (changed) {
    // With the new key the next step can be read, and whatever only it signed.
    for (auto& [origin, peer] : peers) peer.next_heads = now.mono;
  }
  publisher.signer().follow(own(), now.wall, options.key_overlap);
}

const schema::LogKeys* Engine::Impl::keys_of(const std::string& origin) {
  const Follower* f = follower(origin);
  return f == nullptr ? nullptr : &f->keys();
}

// The checkpoint of a commit is signed while the disk syncs, and so it is stored with the batch
// after. What a crash takes of it is signed again here.
void Engine::Impl::save_own_checkpoint() {
  const LogState* log = own();
  if (!may_sign()) return;
  const bool behind = !publisher.pending() && (log == nullptr || !log->held.has_value() ||
                                               log->held->checkpoint.size < log->size());
  if (behind) batch->hold(publisher.checkpoint_of(batch->log(options.origin)));
  if (!behind && !own_checkpoint_saved) batch->hold(*log->held);
  own_checkpoint_staged = behind || !own_checkpoint_saved;
}

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;

base::Result<std::unique_ptr<Engine>> Engine::create(EngineOptions options,
                                                     const storage::Reader& store,
                                                     std::vector<base::SigningKey> keys,
                                                     Directory directory, base::Random random,
                                                     base::Now now) {
  REDNODE_TRY(auto logs, storage::Logs::open(store));
  if (keys.empty()) return base::invalid("a node needs a log key");
  REDNODE_TRY(auto card,
              schema::NoteVerifier::create(options.origin, schema::SignatureType::kEd25519,
                                           keys.front().public_key()));
  auto impl = std::make_unique<Impl>(std::move(options), store, std::move(keys),
                                     std::move(directory), random, std::move(logs));
  impl->now = now;
  impl->followers.try_emplace(impl->options.origin, std::move(card), impl->random.fork());
  impl->make_followers();
  impl->learn_keys();
  return std::unique_ptr<Engine>(new Engine(std::move(impl)));
}

Engine::Work Engine::step(base::Now now, std::vector<Incoming> inbox,
                          std::vector<Command> commands) {
  Impl& e = *impl_;
  e.now = now;
  e.failed = {};
  e.publisher.signer().follow(e.own(), now.wall, e.options.key_overlap);
  e.batch.emplace(e.store, e.logs, &e.options.interest);
  e.begin_generations();
  if (!e.beginnings.contains(e.options.origin)) e.save_own_checkpoint();
  e.forget_cosigners();
  for (Incoming& in : inbox) e.handle(in);
  for (auto& [origin, f] : e.followers) {
    if (e.beginnings.contains(origin)) continue;
    if (const auto staged = f.stage(now.mono, *e.batch, e.counters, e.blamer()); !staged.ok()) {
      e.fatal(staged);
    }
  }
  e.update_writable();
  for (Command& command : commands) e.handle(command);
  const bool sealed = e.announcement_due();
  if (sealed) e.publisher.seal(*e.batch);
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
    e.counters.erasures += e.batch->erasures();
    e.heard_enough = e.heard_enough || e.recovering;
    std::move(*e.batch).adopt(e.logs);
    e.learn_keys();
    if (auto checkpoint = e.publisher.take_signed()) {
      e.logs.announce(std::move(*checkpoint));
      e.own_checkpoint_saved = false;
      e.next_announcement = now.mono + e.options.announce_interval;
      // What cannot be announced is found by the peers at the next heartbeat, and pulled.
      if (auto announced = e.publisher.announce(e.store, *e.own()); announced.ok()) {
        chunks = std::move(*announced);
      }
    } else if (e.own_checkpoint_staged) {
      e.own_checkpoint_saved = true;
    }
  } else {
    e.publisher.discard();
    for (auto& [origin, f] : e.followers) f.reset();
    e.receipted.clear();  // what is stored of it is read again
    e.learn_keys();
    e.commit_backoff.failed(now.mono, e.random);
    for (Completion& done : e.submitted) {
      done.status = result;
      done.outcomes.clear();
    }
    if (!e.failed.ok()) e.outcome.damage = e.failed;
    e.outcome.notices.push_back(
        {Notice::Level::kError, "commit-failed", "", result.error().message});
  }
  e.own_checkpoint_staged = false;
  e.recovering = false;
  e.batch.reset();
  for (const auto& chunk : chunks) {
    e.counters.updates_committed += chunk.updates.size();
    e.send(Outgoing::Kind::kFeed, e.options.origin, chunk);
  }
  for (Completion& done : e.submitted) {
    if (const LogState* log = e.own(); done.status.ok() && log != nullptr) {
      done.checkpoint =
          schema::Checkpoint{e.options.origin, log->size(), log->tree.root(), log->generation()};
    }
    e.outcome.completions.push_back(std::move(done));
  }
  e.submitted.clear();
  e.raise_alarms();
  e.expire_requests();
  e.ask_heads();
  e.plan_followers();
  e.ask_receipts();
  e.cosign_logs();
  e.heartbeat();
  e.answer_waiting(e.outcome.completions);
  if (e.publisher.pending()) e.outcome.next_step = e.next_announcement;
  return std::exchange(e.outcome, {});
}

const storage::Logs& Engine::logs() const {
  return impl_->logs;
}

}  // namespace rednode::peers
