#include <algorithm>
#include <utility>

#include "peers/engine_impl.h"

namespace rednode::peers {
namespace {

// A peer that was heard to hold our log, or not, tells whether something of ours is lost. The
// others get this long to connect and to say that they hold more.
constexpr base::Duration kOwnLogGrace = std::chrono::seconds(1);
// Of how many peers all are asked for heads in each interval; of more, at least half as many.
constexpr std::size_t kPeersAskedMin = 8;
// For each origin that is not heard itself.
constexpr std::size_t kRelaysAsked = 2;
// Of a heartbeat: cosignatures that are new, and those that were told before and are told again, in
// turn, for who was not there.
constexpr std::size_t kNewCosignaturesMax = 64;
constexpr unsigned kToldAsNew = 2;  // a mirror passes over a heartbeat that follows another closely
constexpr std::size_t kRepeatedCosignaturesMax = 8;

schema::Cosignature cosignature(const std::string& cosigner, const storage::Cosigned& what) {
  const auto line = storage::line_of(cosigner, what);
  schema::Cosignature out{cosigner, what.size, {}};
  base::append_u32(out.signature, line.key_id);
  out.signature += line.signature;
  return out;
}

}  // namespace

using storage::LogState;

void Engine::Impl::expire_requests() {
  for (auto at = pending.begin(); at != pending.end();) {
    if (at->second.deadline > now.mono) {
      ++at;
      continue;
    }
    const Pending late = at->second;
    at = pending.erase(at);
    if (late.kind == Pending::Kind::kCosign)
      cosigns.erase(late.origin);  // it was lost: say it again
    Follower* f = follower(late.origin);
    if (f == nullptr || !late.is_pull()) continue;
    f->on_failed(late.peer,
                 late.kind == Pending::Kind::kRange ? std::optional(late.first) : std::nullopt,
                 now.mono);
  }
}

// Lately, and not only by what it asked.
bool Engine::Impl::heard(const PeerState& peer) const {
  return peer.showed_heads && peer.last_heard.has_value() &&
         now.mono - *peer.last_heard < options.heads_interval;
}

// Of each origin that is not heard itself, a few of those who hold its log: from them alone comes
// what is new of it, and how fresh it is.
std::set<std::string> Engine::Impl::relays_needed() const {
  std::set<std::string> needed;
  for (const auto& [origin, f] : followers) {
    const auto self = peers.find(origin);
    if (self == peers.end() || heard(self->second)) continue;
    std::size_t count = 0;
    for (const auto& [holder, size] : f.holders()) {
      const auto peer = peers.find(holder);
      if (holder == origin || peer == peers.end() || !heard(peer->second)) continue;
      needed.insert(holder);
      if (++count == kRelaysAsked) break;
    }
  }
  return needed;
}

// Heads of all logs travel on from node to node. If everybody asked everybody for them, what they
// cost together would grow with the third power of the federation; so many peers that are heard of
// otherwise take turns.
void Engine::Impl::ask_heads() {
  std::size_t present = 0;
  for (const auto& [origin, peer] : peers) present += heard(peer) ? 1 : 0;
  const std::uint64_t turns = (present + kPeersAskedMin - 1) / kPeersAskedMin;
  const std::set<std::string> needed = turns > 1 ? relays_needed() : std::set<std::string>();
  for (auto& [origin, peer] : peers) {
    if (peer.next_heads > now.mono) continue;
    const auto interval = options.heads_interval.count();
    const auto jitter =
        static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(interval / 4)));
    peer.next_heads = now.mono + base::Duration(interval + jitter);
    const bool turn = std::exchange(peer.ask_now, false) || !heard(peer) ||
                      needed.contains(origin) || ++peer.passed_over >= turns;
    if (!turn) continue;
    // Who was asked at once with others is not asked with them for ever.
    peer.passed_over = turns > 1 ? random.below(2) : 0;
    request(origin, Pending::Kind::kHeads, origin, 0, schema::HeadsRequest{});
  }
}

void Engine::Impl::plan_followers() {
  if (!commit_backoff.ready(now.mono)) return;  // what cannot be stored is not asked for
  for (auto& [origin, f] : followers) {
    if (!taken(origin)) continue;
    f.plan(now.mono, store, logs, counters,
           [this, &f = f](Follower::Ask what) { ask(f.origin(), std::move(what)); });
  }
}

// Whoever leaves contents out does not say so.
// A cosignature says "I hold this, durably, and it never contradicted itself". It is given when the
// store has said so, a few times a second for a busy log, and at once where somebody waits.
void Engine::Impl::cosign_logs() {
  if (!may_sign()) return;
  for (auto& [origin, f] : followers) {
    if (origin == options.origin) continue;
    const LogState* log = logs.find(origin);
    if (log == nullptr || log->contradicted || !log->whole() || !directory.contains(origin)) {
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

void Engine::Impl::forget_cosigners() {
  if (!std::exchange(directory_changed, false)) return;
  for (const auto& [origin, log] : logs.all()) {
    for (const auto& [cosigner, what] : log.cosigned) {
      if (!directory.contains(cosigner)) batch->forget_cosigner(origin, cosigner);
    }
  }
}

bool Engine::Impl::announcement_due() const {
  if (!publisher.pending()) return false;
  const bool waited_for = std::any_of(waiting.begin(), waiting.end(), [&](const Waiting& w) {
    return w.what.origin.empty() || w.what.origin == options.origin;
  });
  return now.mono >= next_announcement || publisher.urgent() || waited_for;
}

std::vector<schema::Cosignature> Engine::Impl::cosignatures_to_tell() {
  std::vector<schema::Cosignature> list;
  std::set<std::string> listed;
  const auto tell = [&](const std::string& cosigner, const storage::Cosigned& what) {
    if (!directory.contains(cosigner) || !listed.insert(cosigner).second) return;
    list.push_back(cosignature(cosigner, what));
    Told& last = told[cosigner];
    const bool same = last.size == what.size && last.time_seconds == what.time_seconds;
    last = {what.size, what.time_seconds, same ? last.times + 1 : 1};
  };
  const auto& all = own()->cosigned;
  for (const auto& [cosigner, what] : all) {
    const auto last = told.find(cosigner);
    const bool is_new = last == told.end() || last->second.size != what.size ||
                        last->second.time_seconds != what.time_seconds ||
                        last->second.times < kToldAsNew;
    if (is_new && list.size() < kNewCosignaturesMax) tell(cosigner, what);
  }
  const std::size_t most = list.size() + kRepeatedCosignaturesMax;
  auto at = all.upper_bound(last_repeated);
  for (std::size_t i = 0; i < all.size() && list.size() < most; ++i, ++at) {
    if (at == all.end()) at = all.begin();
    tell(at->first, at->second);
    last_repeated = at->first;
  }
  return list;
}

void Engine::Impl::heartbeat() {
  if (now.mono < next_heartbeat || own() == nullptr || !own()->held.has_value()) return;
  if (!may_sign()) return;
  next_heartbeat = now.mono + options.heartbeat;
  schema::Chunk chunk = publisher.heartbeat(*own(), now.wall);
  chunk.cosign_now = std::any_of(waiting.begin(), waiting.end(), [&](const Waiting& w) {
    return w.what.origin.empty() || w.what.origin == options.origin;
  });
  chunk.cosignatures = cosignatures_to_tell();
  chunk.roster_version = roster.version;
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
    done.status =
        base::unavailable("the log of " + w.what.origin + " did not come that far in time");
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

// A node that was restored from an old copy does not know it. So it does not write before a peer
// has shown what it holds of our log, and, where that is more than we have, before we took it back.
void Engine::Impl::update_writable() {
  not_writable_because.clear();
  const LogState* log = own();
  const Follower* f = follower(options.origin);
  if (log != nullptr && log->contradicted) {
    not_writable_because =
        "two histories carry this node's signature: its key is used elsewhere, or an old copy of "
        "it "
        "was written to. See the evidence with redctl log head --origin " +
        options.origin;
    return;
  }
  if (beginnings.contains(options.origin)) {
    not_writable_because = "our log began anew elsewhere, and this copy is being taken back to it";
    return;
  }
  if (!may_sign()) {
    not_writable_because = "the log has changed its key to " + publisher.signer().missing() +
                           ", which is not in the keys folder: put it back there";
    return;
  }
  // Nobody may have what a log lacks that began anew.
  if (log != nullptr && log->wanted > 0 && log->generation() == 1) {
    not_writable_because = "contents of our own log are being taken back from the peers";
    return;
  }
  if (f != nullptr && f->target_size().has_value() && log != nullptr &&
      *f->target_size() > log->size()) {
    not_writable_because =
        "our own log is being taken back from the peers: " + std::to_string(log->size()) + " of " +
        std::to_string(*f->target_size());
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

}  // namespace rednode::peers
