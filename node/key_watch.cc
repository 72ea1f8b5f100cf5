#include "node/key_watch.h"

#include "node/card.h"

namespace rednode::node {

void KeyWatch::look() {
  const base::MonoTime now = context_.clock.now().mono;
  if (now < next_) return;
  next_ = now + std::chrono::seconds(1);
  const auto report = context_.loop.report();
  if (!report.ok()) return;  // the daemon is stopping
  for (const auto& log : report->logs) {
    if (!log.own && !log.rotations.empty()) look_at(log);
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
