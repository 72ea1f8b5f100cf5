// The text format of Prometheus (prometheus.io/docs/instrumenting/exposition_formats), version
// 0.0.4. What is not known has no sample: a number that is not there raises an alarm, and a zero
// would not.

#include <fmt/format.h>

#include <array>

#include "node/http/routes.h"
#include "node/status.h"

namespace rednode::node {
namespace {

using peers::State;

constexpr std::array kStates = {State::kUnknown,  State::kLive,        State::kCatchingUp,
                                State::kStale,    State::kUnreachable, State::kAuthFailed,
                                State::kDiverged, State::kPaused};

std::string escaped(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == '\\' || c == '"') out.push_back('\\');
    out += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return out;
}

class Exposition {
 public:
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  // What follows are samples of this metric.
  void family(const std::string& name, const std::string& type, const std::string& help) {
    name_ = "rednode_" + name;
    text_ += "# HELP " + name_ + " " + help + "\n# TYPE " + name_ + " " + type + "\n";
  }

  template <typename Number>
  void sample(const Labels& labels, Number value) {
    text_ += name_;
    const char* before = "{";
    for (const auto& [label, label_value] : labels) {
      text_ += fmt::format("{}{}=\"{}\"", before, label, escaped(label_value));
      before = ",";
    }
    if (labels.size() > 0) text_ += "}";
    text_ += fmt::format(" {}\n", value);
  }

  template <typename Number>
  void single(const std::string& name, const std::string& type, const std::string& help,
              Number value) {
    family(name, type, help);
    sample({}, value);
  }

  // One sample a state: 1 for that which holds.
  void states(std::string_view label, const std::string& of, State holds) {
    for (const State state : kStates) {
      sample({{label, of}, {"state", peers::state_name(state)}}, state == holds ? 1 : 0);
    }
  }

  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  std::string name_;
};

void write_logs(const peers::Report& report, base::Now now, Exposition& out) {
  out.family("log_size", "gauge", "Entries of the log that are held here.");
  for (const auto& log : report.logs) out.sample({{"log", log.origin}}, log.size);
  out.family("log_records", "gauge", "Records of the log, by status.");
  for (const auto& log : report.logs) {
    out.sample({{"log", log.origin}, {"status", "live"}}, log.live);
    out.sample({{"log", log.origin}, {"status", "withdrawn"}}, log.withdrawn);
  }
  out.family("log_generation", "gauge", "1, and one more for each time that the log began anew.");
  for (const auto& log : report.logs) out.sample({{"log", log.origin}}, log.generation);
  out.family("log_wanted_contents", "gauge", "Live records whose content has not arrived.");
  for (const auto& log : report.logs) out.sample({{"log", log.origin}}, log.wanted);
  out.family("log_target_size", "gauge",
             "The greatest size that the origin is known to have signed.");
  for (const auto& log : report.logs) {
    if (log.target.has_value()) out.sample({{"log", log.origin}}, *log.target);
  }
  out.family("log_age_seconds", "gauge", "Age of the origin's latest signed sign of life.");
  for (const auto& log : report.logs) {
    if (!log.origin_time_seconds.has_value()) continue;
    out.sample({{"log", log.origin}}, base::age_in_seconds(now.wall, *log.origin_time_seconds));
  }
  out.family("log_state", "gauge", "1 for the state that the log is in, 0 for the others.");
  for (const auto& log : report.logs) out.states("log", log.origin, log.state);
  out.family("log_held_size", "gauge", "Up to where another node signed that it holds the log.");
  for (const auto& log : report.logs) {
    for (const auto& [holder, cosigned] : log.held_by) {
      out.sample({{"log", log.origin}, {"holder", holder}}, cosigned.size);
    }
  }
}

void write_peers(const peers::Report& report, Exposition& out) {
  out.family("peer_state", "gauge", "1 for the state that the peer is in, 0 for the others.");
  for (const auto& peer : report.peers) out.states("peer", peer.origin, peer.state);
  out.family("peer_lag_updates", "gauge", "Updates of the peer's log that are not held here.");
  for (const auto& peer : report.peers) {
    if (peer.lag.has_value()) out.sample({{"peer", peer.origin}}, *peer.lag);
  }
  out.family("peer_last_heard_seconds", "gauge", "Since the last message of the peer.");
  for (const auto& peer : report.peers) {
    if (!peer.last_heard.has_value()) continue;
    out.sample({{"peer", peer.origin}}, static_cast<double>(peer.last_heard->count()) / 1e6);
  }
  out.family("peer_refused_total", "counter", "Messages that were not what they claimed to be.");
  for (const auto& peer : report.peers) out.sample({{"peer", peer.origin}}, peer.refused);
}

// Seconds that are left, below zero where the day is over.
void write_key_days(const NodeStatus& status, const std::string& own, base::Now now,
                    Exposition& out) {
  out.family("key_expires_seconds", "gauge", "Until the day on which a key is to be replaced.");
  const auto both = [&](const std::string& origin, const peers::KeyDays& days) {
    const auto one = [&](const char* kind, std::optional<base::UnixTime> day) {
      if (!day.has_value()) return;
      out.sample({{"origin", origin}, {"key", kind}}, (*day - now.wall).count() / 1'000'000);
    };
    one("log", days.log);
    one("transport", days.transport);
  };
  both(own, status.own_key_days);
  for (const auto& peer : status.report.peers) both(peer.origin, peer.key_days);
}

void write_counters(const peers::Counters& c, Exposition& out) {
  const auto counter = [&](const char* name, const char* help, std::uint64_t value) {
    out.single(name, "counter", help, value);
  };
  counter("updates_committed_total", "Updates written to this node's own log.",
          c.updates_committed);
  counter("updates_applied_total", "Updates taken over from other nodes.", c.updates_applied);
  counter("contents_applied_total", "Contents taken over from other nodes.", c.contents_applied);
  counter("chunks_refused_total", "Pieces of logs that did not verify.", c.chunks_refused);
  counter("feed_gaps_total", "Pieces that came before those in front of them.", c.gaps);
  counter("pulls_total", "Ranges that were asked of peers.", c.pulls);
  counter("received_bytes_total", "Octets received from peers.", c.bytes_in);
  counter("sent_bytes_total", "Octets sent to peers.", c.bytes_out);
  counter("commits_total", "Batches written to the store.", c.commits);
  counter("connections_refused_total", "Peer connections with a key that is no peer's.",
          c.connections_refused);
  counter("sessions_ended_total", "Sessions of peers that had too many, or misused them.",
          c.sessions_ended);
  counter("connections_ended_total", "Connections that said nothing and made room for others.",
          c.connections_ended);
}

void write_http(const HttpCounters& counters, Exposition& out) {
  constexpr std::array kClasses = {"2xx", "3xx", "4xx", "5xx"};
  out.family("http_answers_total", "counter", "Answers over HTTP, by class of status.");
  for (std::size_t i = 0; i < kClasses.size(); ++i) {
    out.sample({{"status", kClasses[i]}}, counters.answers[i + 2].load());
  }
  out.single("http_connections", "gauge", "Open HTTP connections.", counters.connections.load());
  out.single("http_connections_refused_total", "counter", "HTTP connections beyond a limit.",
             counters.refused.load());
  out.single("http_sent_bytes_total", "counter", "Octets sent over HTTP.",
             counters.bytes_sent.load());
}

void write_node(const NodeStatus& status, base::Now now, Exposition& out) {
  out.single("ready", "gauge", "1 where this node may write.", status.report.writable ? 1 : 0);
  out.single("status_age_seconds", "gauge", "Since the engine was last asked and answered.",
             static_cast<double>((now.mono - status.taken.mono).count()) / 1e6);
  if (status.store_bytes.has_value()) {
    out.single("store_bytes", "gauge", "Octets of the store on disk.", *status.store_bytes);
  }
  if (status.quarantined.has_value()) {
    out.single("quarantined_records", "gauge", "Records in quarantine.", *status.quarantined);
  }
}

Response metrics(const HttpContext& context) {
  const base::Now now = context.clock.now();
  Exposition out;
  out.family("info", "gauge", "Who this node is, and its version.");
  out.sample({{"origin", context.config.origin}, {"version", version()}}, 1);
  out.single("uptime_seconds", "gauge", "Since the daemon was started.",
             (now.mono - context.started).count() / 1'000'000);
  if (const auto status = context.status.get()) {
    write_node(*status, now, out);
    write_logs(status->report, now, out);
    write_peers(status->report, out);
    write_key_days(*status, context.config.origin, now, out);
    write_counters(status->report.counters, out);
  }
  write_http(context.counters, out);
  Response response = whole("text/plain; version=0.0.4; charset=utf-8", out.take());
  response.etag.clear();
  response.cache_control = "no-store";
  return response;
}

}  // namespace

void add_metrics_route(Router& router, HttpContext& context) {
  router.add("/metrics",
             [&context](const Request&, const Router::Places&) { return metrics(context); });
}

}  // namespace rednode::node
