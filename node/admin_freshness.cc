// Operation "freshness": the catalogues that are not known to be what their origins have now, with
// what the operator decided about reading them. And what the operations that read records ask
// first.

#include "base/clock.h"
#include "node/admin_lookup.h"

namespace rednode::node {
namespace {

std::string signed_text(const peers::LogReport& log) {
  if (!log.origin_time_seconds.has_value()) return "it is not known when it was signed last";
  return "it was signed last on " +
         base::to_rfc3339(base::UnixTime::from_seconds(*log.origin_time_seconds));
}

Json stale_json(const peers::LogReport& log, WhenStale when) {
  Json json = {{"origin", log.origin},
               {"state", peers::state_name(log.state)},
               {"signed", nullptr},
               {"policy", when_stale_name(when)}};
  if (log.origin_time_seconds.has_value()) {
    json["signed"] = base::to_rfc3339(base::UnixTime::from_seconds(*log.origin_time_seconds));
  }
  return json;
}

}  // namespace

base::Status check_fresh(const AdminCall& call, const std::string& origin) {
  REDNODE_TRY(const bool any_age, call.flag("any_age"));
  if (any_age || origin == call.context.config.origin) return {};
  REDNODE_TRY(const auto report, call.context.loop.report());
  for (const peers::LogReport& log : report.logs) {
    if (log.origin != origin) continue;
    if (call.context.config.freshness.applies(log, call.context.clock.now().wall) !=
        WhenStale::kReject)
      return {};
    return base::unavailable("the catalogue of " + origin + " is " + peers::state_name(log.state) +
                             " (" + signed_text(log) +
                             "), and freshness.stale says reject: read it all the same with "
                             "--stale");
  }
  return {};
}

base::Result<std::set<std::string>> rejected_origins(const AdminCall& call) {
  std::set<std::string> rejected;
  REDNODE_TRY(const bool any_age, call.flag("any_age"));
  if (any_age) return rejected;
  REDNODE_TRY(const auto report, call.context.loop.report());
  for (const peers::LogReport& log : report.logs) {
    if (call.context.config.freshness.applies(log, call.context.clock.now().wall) ==
        WhenStale::kReject) {
      rejected.insert(log.origin);
    }
  }
  return rejected;
}

base::Result<OpResult> op_freshness(const AdminCall& call) {
  REDNODE_TRY(const auto origin, call.text_or("origin", ""));
  REDNODE_TRY(const auto report, call.context.loop.report());
  for (const peers::LogReport& log : report.logs) {
    const auto when = call.context.config.freshness.applies(log, call.context.clock.now().wall);
    if (!when.has_value() || (!origin.empty() && log.origin != origin)) continue;
    REDNODE_CHECK(call.item(stale_json(log, *when)));
  }
  return OpResult{};
}

}  // namespace rednode::node
