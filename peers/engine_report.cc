#include <utility>

#include "peers/engine_impl.h"

namespace rednode::peers {

using storage::LogState;

const char* state_name(State state) {
  switch (state) {
    case State::kUnknown:
      return "unknown";
    case State::kLive:
      return "live";
    case State::kCatchingUp:
      return "catching-up";
    case State::kStale:
      return "stale";
    case State::kUnreachable:
      return "unreachable";
    case State::kAuthFailed:
      return "auth-failed";
    case State::kDiverged:
      return "diverged";
    case State::kPaused:
      return "paused";
  }
  return "unknown";
}

namespace {

State peer_state(const PeerState& peer, const Peer& entry, base::MonoTime now,
                 base::Duration unreachable_after) {
  if (entry.paused) return State::kPaused;
  const bool fresh = peer.last_heard.has_value() && now - *peer.last_heard < unreachable_after;
  if (peer.link == LinkEvent::kAuthFailed) return State::kAuthFailed;
  if (fresh) return State::kLive;
  if (!peer.last_heard.has_value() && !peer.link.has_value() &&
      now - peer.added < unreachable_after) {
    return State::kUnknown;
  }
  return State::kUnreachable;
}

}  // namespace

State Engine::Impl::log_state(const LogReport& report, const LogState* log, base::Now at) const {
  if (log != nullptr && log->contradicted) return State::kDiverged;
  if (report.own) return not_writable_because.empty() ? State::kLive : State::kCatchingUp;
  if (paused(report.origin)) return State::kPaused;
  if (!report.target.has_value()) {
    const auto link = peers.find(report.origin);
    if (link == peers.end()) return State::kUnknown;
    return peer_state(link->second, directory.at(report.origin), at.mono,
                      options.unreachable_after) == State::kAuthFailed
               ? State::kAuthFailed
               : State::kUnknown;
  }
  if (report.size < *report.target || report.wanted > 0) return State::kCatchingUp;
  if (!report.origin_time_seconds.has_value()) return State::kUnknown;
  const std::int64_t age = base::age_in_seconds(at.wall, *report.origin_time_seconds);
  const auto own = options.stale_after_of.find(report.origin);
  const base::Duration stale_after =
      own == options.stale_after_of.end() ? options.stale_after : own->second;
  const auto limit = std::chrono::duration_cast<std::chrono::seconds>(stale_after).count();
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
      r.left = log->left;
      r.held_by = log->cosigned;
      r.rotations = log->rotations;
      r.generation = log->generation();
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
    r.key_days = e.directory.at(origin).key_days;
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
    r.refused_because = peer.refused_because;
    r.cause = peer.cause.empty() ? peer.refused_because : peer.cause;
    if (r.state == State::kUnreachable && r.cause.empty()) {
      r.cause = "nothing was heard from it lately";  // the connection stands, and it is silent
    }
    report.peers.push_back(std::move(r));
  }
  return report;
}

}  // namespace rednode::peers
