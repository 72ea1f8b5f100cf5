// What the other nodes made of our records, as they told us.

#include "base/limits.h"
#include "node/admin_lookup.h"
#include "node/current_refusals.h"
#include "storage/logs.h"
#include "storage/receipts.h"

namespace rednode::node {
namespace {

using storage::Receipts;

Json time_json(std::int64_t seconds) {
  return base::to_rfc3339(base::UnixTime::from_milliseconds(seconds * 1000));
}

Json refusal_json(const AdminCall& call, const std::string& peer, const schema::Receipt& receipt) {
  return {{"origin", peer},
          {"sequence", receipt.sequence},
          {"iri", receipt.iri},
          {"rule", receipt.rule},
          {"message", receipt.message},
          {"current", is_current(call.context.store, call.context.config.origin, receipt)}};
}

const peers::LogReport* own_log(const peers::Report& report) {
  for (const peers::LogReport& log : report.logs) {
    if (log.own) return &log;
  }
  return nullptr;
}

base::Result<Json> peer_json(const AdminCall& call, const peers::LogReport& own,
                             const std::string& peer, std::uint64_t refused) {
  REDNODE_TRY(const auto judged, storage::read_judged(call.context.store, Receipts::kTheirs, peer));
  const auto held = own.held_by.find(peer);
  Json json = {{"origin", peer},    {"holds", nullptr},     {"holds_since", nullptr},
               {"judged", nullptr}, {"judged_at", nullptr}, {"refused", refused}};
  if (held != own.held_by.end()) {
    json["holds"] = held->second.size;
    json["holds_since"] = time_json(held->second.time_seconds);
  }
  if (judged.size > 0) {
    json["judged"] = judged.size;
    json["judged_at"] = time_json(judged.time_seconds);
  }
  return json;
}

// What one peer did with the update at `sequence`; null where it has not said so.
base::Result<Json> outcome_json(const AdminCall& call, const std::string& peer,
                                std::uint64_t sequence) {
  REDNODE_TRY(const auto judged, storage::read_judged(call.context.store, Receipts::kTheirs, peer));
  if (judged.size <= sequence) return Json(nullptr);
  REDNODE_TRY(const auto receipts,
              storage::read_receipts(call.context.store, Receipts::kTheirs, peer, sequence, 1));
  if (receipts.empty() || receipts[0].sequence != sequence) return Json{{"applied", true}};
  return Json{{"applied", false}, {"rule", receipts[0].rule}, {"message", receipts[0].message}};
}

}  // namespace

base::Result<OpResult> op_receipts(const AdminCall& call) {
  REDNODE_TRY(const auto report, call.context.loop.report());
  const peers::LogReport* own = own_log(report);
  if (own == nullptr) return base::unavailable("the daemon has no log of its own yet");
  OpResult result;
  result.ok = {{"log", {{"origin", own->origin}, {"size", own->size}}},
               {"peers", Json::array()},
               {"refused", Json::array()}};
  for (const auto& peer : report.peers) {
    REDNODE_TRY(const auto receipts,
                storage::read_receipts(call.context.store, Receipts::kTheirs, peer.origin, 0,
                                       base::limits::kReceiptsMax));
    std::uint64_t current = 0;
    for (const schema::Receipt& receipt : receipts) {
      Json json = refusal_json(call, peer.origin, receipt);
      if (json["current"] == true) ++current;
      result.ok["refused"].push_back(std::move(json));
    }
    REDNODE_TRY(auto json, peer_json(call, *own, peer.origin, current));
    result.ok["peers"].push_back(std::move(json));
  }
  return result;
}

base::Result<OpResult> op_record_receipts(const AdminCall& call) {
  REDNODE_TRY(const auto iri, call.text("iri"));
  const std::string& origin = call.context.config.origin;
  REDNODE_TRY(const auto state, storage::read_record(call.context.store, origin, iri));
  if (!state.has_value()) return base::not_found("this node never published <" + iri + ">");
  REDNODE_TRY(const auto bytes, storage::read_update(call.context.store, origin, state->sequence));
  REDNODE_TRY(const auto update, schema::decode_update(bytes));
  REDNODE_TRY(const auto report, call.context.loop.report());
  const peers::LogReport* own = own_log(report);
  if (own == nullptr) return base::unavailable("the daemon has no log of its own yet");
  OpResult result;
  result.ok = {{"iri", iri},
               {"origin", origin},
               {"sequence", update.sequence},
               {"kind", schema::kind_name(update.kind)},
               {"time", base::to_rfc3339(base::UnixTime::from_milliseconds(update.time_ms))},
               {"confirmed", Json::array()},
               {"not_confirmed", Json::array()}};
  for (const auto& peer : report.peers) {
    const auto held = own->held_by.find(peer.origin);
    if (held == own->held_by.end() || held->second.size <= update.sequence) {
      Json json = {{"origin", peer.origin}, {"holds", nullptr}, {"state", state_name(peer.state)}};
      if (held != own->held_by.end()) json["holds"] = held->second.size;
      result.ok["not_confirmed"].push_back(std::move(json));
      continue;
    }
    Json json = {{"origin", peer.origin},
                 {"holds", held->second.size},
                 {"time", time_json(held->second.time_seconds)},
                 {"outcome", nullptr}};
    REDNODE_TRY(json["outcome"], outcome_json(call, peer.origin, update.sequence));
    result.ok["confirmed"].push_back(std::move(json));
  }
  return result;
}

}  // namespace rednode::node
