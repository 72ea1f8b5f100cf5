#include "node/freshness.h"

namespace rednode::node {

const char* when_stale_name(WhenStale when) {
  switch (when) {
    case WhenStale::kAccept:
      return "accept";
    case WhenStale::kWarn:
      return "warn";
    case WhenStale::kReject:
      return "reject";
  }
  return "warn";
}

std::optional<WhenStale> when_stale_from(const std::string& name) {
  for (const WhenStale when : {WhenStale::kAccept, WhenStale::kWarn, WhenStale::kReject}) {
    if (name == when_stale_name(when)) return when;
  }
  return std::nullopt;
}

const FreshnessRule& FreshnessPolicy::rule(const std::string& origin) const {
  const auto own = of.find(origin);
  return own == of.end() ? usual : own->second;
}

std::optional<WhenStale> FreshnessPolicy::applies(const peers::LogReport& log,
                                                  base::UnixTime now) const {
  const FreshnessRule& rule = this->rule(log.origin);
  if (log.own || rule.when == WhenStale::kAccept || log.state == peers::State::kLive) return {};
  // A log that lacks something may be one whose origin went away long ago.
  const bool heard =
      log.state == peers::State::kCatchingUp && log.origin_time_seconds.has_value() &&
      base::age_in_seconds(now, *log.origin_time_seconds) <= rule.stale_after_seconds;
  return heard ? std::nullopt : std::optional(rule.when);
}

}  // namespace rednode::node
