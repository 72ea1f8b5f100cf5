#include "node/key_watch.h"

#include "node/card.h"

namespace rednode::node {
namespace {

// Days are counted, so a minute is soon enough.
constexpr std::chrono::seconds kDaysPeriod{60};

void add_days(const std::string& origin, const peers::KeyDays& days, std::vector<KeyDay>& out) {
  if (days.log.has_value()) out.push_back({origin, "log", *days.log});
  if (days.transport.has_value()) out.push_back({origin, "transport", *days.transport});
}

}  // namespace

void KeyWatch::look() {
  const base::Now now = context_.clock.now();
  if (now.mono < next_) return;
  next_ = now.mono + std::chrono::seconds(1);
  const auto report = context_.loop.report();
  if (!report.ok()) return;  // the daemon is stopping
  for (const auto& log : report->logs) {
    if (!log.own && !log.rotations.empty()) look_at(log);
  }
  if (now.mono < next_days_) return;
  next_days_ = now.mono + kDaysPeriod;
  written_.clear();  // a card that was replaced has lost them
  look_at_days(*report, now.wall);
}

void KeyWatch::look_at_days(const peers::Report& report, base::UnixTime now) {
  std::vector<KeyDay> keys;
  const auto own = read_public_keys(context_.config.keys_directory);
  if (own.ok()) add_days(context_.config.origin, own->days, keys);
  for (const auto& peer : report.peers) add_days(peer.origin, peer.key_days, keys);
  for (const KeyDay& key : days_.due(keys, now)) {
    const std::int64_t days = days_until(key.expires, now);
    context_.logger.warn(days < 0 ? "key-expired" : "key-expires",
                         {{"origin", key.origin},
                          {"key", key.kind},
                          {"expires", day_text(key.expires)},
                          {"when", days_until_text(days)}});
  }
}

void KeyWatch::look_at(const peers::LogReport& log) {
  const auto at = written_.try_emplace(log.origin, 0).first;
  if (at->second == log.rotations.size()) return;
  std::vector<schema::KeyChange> changes;
  for (const auto& rotation : log.rotations) changes.push_back(rotation.change);
  const std::lock_guard lock(context_.peers_mutex);
  const auto added = add_key_changes(context_.config.peers_directory, log.origin, changes);
  if (!added.ok()) {
    if (added.error().code != base::Code::kNotFound) {
      context_.logger.warn("card-not-written",
                           {{"peer", log.origin}, {"cause", added.error().message}});
    }
    return;
  }
  at->second = changes.size();
  if (*added > 0) {
    context_.logger.warn("peer-key-changed",
                         {{"peer", log.origin},
                          {"key", changes.back().new_key},
                          {"sequence", std::to_string(changes.back().sequence)}});
  }
}

}  // namespace rednode::node
