#include "node/status.h"

#include "base/log.h"

namespace rednode::node {
namespace {

Json day_or_null(std::optional<base::UnixTime> day) {
  return day.has_value() ? Json(base::to_rfc3339(*day)) : Json(nullptr);
}

Json log_json(const peers::LogReport& log, base::Now now) {
  Json held_by = Json::array();
  for (const auto& [origin, cosigned] : log.held_by) {
    held_by.push_back({{"origin", origin},
                       {"size", cosigned.size},
                       {"age_seconds", base::age_in_seconds(now.wall, cosigned.time_seconds)}});
  }
  Json json = {{"origin", log.origin},
               {"size", log.size},
               {"root", base::to_base64(log.root.view())},
               {"state", peers::state_name(log.state)},
               {"age_seconds", nullptr},
               {"held_by", std::move(held_by)},
               {"own", log.own},
               {"live", log.live},
               {"withdrawn", log.withdrawn},
               {"wanted", log.wanted},
               {"left", log.left},
               {"generation", log.generation},
               {"target", nullptr}};
  // A clock that runs ahead of ours must not make a copy look younger than now.
  if (log.origin_time_seconds.has_value()) {
    json["age_seconds"] = base::age_in_seconds(now.wall, *log.origin_time_seconds);
  }
  if (log.target.has_value()) json["target"] = *log.target;
  return json;
}

Json peer_json(const peers::PeerReport& peer) {
  Json json = {{"origin", peer.origin},
               {"state", peers::state_name(peer.state)},
               {"lag", nullptr},
               {"last_heard_seconds", nullptr},
               {"quarantined", nullptr},
               {"key_expires", day_or_null(peer.key_days.first())},
               {"cause", nullptr},
               {"refused", peer.refused},
               {"refused_because", nullptr}};
  if (peer.lag.has_value()) json["lag"] = *peer.lag;
  if (peer.last_heard.has_value()) {
    json["last_heard_seconds"] = static_cast<double>(peer.last_heard->count() / 1000) / 1000.0;
  }
  if (!peer.cause.empty()) json["cause"] = peer.cause;
  if (!peer.refused_because.empty()) json["refused_because"] = peer.refused_because;
  return json;
}

Json counters_json(const peers::Counters& c) {
  return {{"updates_committed", c.updates_committed},
          {"updates_applied", c.updates_applied},
          {"contents_applied", c.contents_applied},
          {"chunks_refused", c.chunks_refused},
          {"gaps", c.gaps},
          {"pulls", c.pulls},
          {"bytes_in", c.bytes_in},
          {"bytes_out", c.bytes_out},
          {"commits", c.commits},
          {"contents_dropped", c.contents_dropped},
          {"connections_refused", c.connections_refused},
          {"sessions_ended", c.sessions_ended},
          {"connections_ended", c.connections_ended}};
}

}  // namespace

Json status_json(const StatusInput& input) {
  Json json;
  json["node"] = {{"origin", input.origin},
                  {"version", version()},
                  {"uptime_seconds", input.uptime.count() / 1'000'000},
                  {"ready", input.report.writable},
                  {"not_ready_because", nullptr},
                  {"key_expires",
                   {{"log", day_or_null(input.own_key_days.log)},
                    {"transport", day_or_null(input.own_key_days.transport)}}}};
  if (!input.report.writable) json["node"]["not_ready_because"] = input.report.not_writable_because;
  json["logs"] = nations_json(input.report, input.now);
  std::uint64_t records = 0;
  for (const auto& log : input.report.logs) records += log.live;
  json["peers"] = Json::array();
  for (const auto& peer : input.report.peers) {
    json["peers"].push_back(peer_json(peer));
    const auto refused = input.refused.find(peer.origin);
    if (refused != input.refused.end()) json["peers"].back()["quarantined"] = refused->second;
  }
  json["store"] = {{"bytes", nullptr},
                   {"records", records},
                   {"quarantined", nullptr},
                   {"disk_free_bytes", nullptr},
                   {"disk_bytes", nullptr}};
  if (input.disk_free_bytes.has_value()) json["store"]["disk_free_bytes"] = *input.disk_free_bytes;
  if (input.disk_bytes.has_value()) json["store"]["disk_bytes"] = *input.disk_bytes;
  if (input.store_bytes.has_value()) json["store"]["bytes"] = *input.store_bytes;
  if (input.quarantined.has_value()) json["store"]["quarantined"] = *input.quarantined;
  json["counters"] = counters_json(input.report.counters);
  return json;
}

Json nations_json(const peers::Report& report, base::Now now) {
  Json json = Json::array();
  for (const auto& log : report.logs) json.push_back(log_json(log, now));
  return json;
}

const char* version() {
  return REDNODE_VERSION;
}

}  // namespace rednode::node
