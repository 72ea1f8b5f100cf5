// FreshnessPolicy: what readers of a mirrored catalogue are given while nobody can say that it is
// what its origin has now: the operator's choice, for all origins or for one
// (docs/operations/configuration.md, "freshness").
//
// Thread rule: value type.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "peers/report.h"

namespace rednode::node {

enum class WhenStale {
  kAccept,  // as if nothing were
  kWarn,    // and it is said
  kReject,  // nothing, unless the reader asks for it all the same
};
const char* when_stale_name(WhenStale when);
std::optional<WhenStale> when_stale_from(const std::string& name);

inline constexpr std::int64_t kStaleAfterSecondsMax = 30 * 86'400;

struct FreshnessRule {
  WhenStale when = WhenStale::kWarn;
  std::int64_t stale_after_seconds = 15;  // since the origin signed last
};

struct FreshnessPolicy {
  FreshnessRule usual;
  std::map<std::string, FreshnessRule> of;  // by origin, where it is not the usual one

  const FreshnessRule& rule(const std::string& origin) const;
  // Nothing where the log may be read without a word: it is our own, its origin was heard lately,
  // or it is accepted as it is.
  std::optional<WhenStale> applies(const peers::LogReport& log, base::UnixTime now) const;
};

}  // namespace rednode::node
