#include "node/admin_lookup.h"

#include "storage/logs.h"

namespace rednode::node {
namespace {

// Times come out of logs, where an origin writes what it likes.
std::string time_text(std::int64_t ms) {
  return base::to_rfc3339(base::UnixTime::from_milliseconds(ms));
}

}  // namespace

base::Result<std::vector<std::string>> origins_here(const AdminCall& call) {
  REDNODE_TRY(const auto report, call.context.loop.report());
  std::vector<std::string> origins = {call.context.config.origin};
  for (const auto& log : report.logs) {
    if (log.origin != origins.front()) origins.push_back(log.origin);
  }
  return origins;
}

base::Result<FoundRecord> find_record(const AdminCall& call, const std::string& iri) {
  REDNODE_TRY(const auto named, call.text_or("origin", ""));
  REDNODE_TRY(const auto own, call.origin_or_own());
  REDNODE_TRY(auto state, storage::read_record(call.context.store, own, iri));
  if (state.has_value()) return FoundRecord{own, std::move(*state)};
  if (named.empty()) {
    REDNODE_TRY(const auto origins, origins_here(call));
    REDNODE_TRY(const auto rejected, rejected_origins(call));
    // One that may be read without a question, where there is one.
    for (const bool last_resort : {false, true}) {
      for (const std::string& origin : origins) {
        if (rejected.contains(origin) != last_resort) continue;
        REDNODE_TRY(state, storage::read_record(call.context.store, origin, iri));
        if (state.has_value()) return FoundRecord{origin, std::move(*state)};
      }
    }
  }
  return base::not_found("no record <" + iri + ">" +
                         (named.empty() ? " in any catalogue here" : " of " + named));
}

Json record_json(const std::string& origin, const std::string& iri,
                 const storage::RecordState& state) {
  return {{"origin", origin},
          {"iri", iri},
          {"status", state.live() ? "live" : "withdrawn"},
          {"sequence", state.sequence},
          {"put_sequence", state.put_sequence},
          {"changed", time_text(state.changed_ms)},
          {"confirmed", time_text(state.confirmed_ms)},
          {"content_id", base::to_hex(state.content_id)},
          {"content_size", state.content_size},
          {"verdict", schema::verdict_name(state.verdict)},
          {"wanted", state.wanted},
          {"left", state.left}};
}

}  // namespace rednode::node
