#include "node/admin_call.h"
#include "node/update_json.h"
#include "peers/certificate.h"
#include "storage/keys.h"
#include "storage/logs.h"

namespace rednode::node {
namespace {

using storage::CheckpointPart;
using storage::Table;

base::Result<std::optional<base::Bytes>> part(const AdminCall& call, const std::string& origin,
                                              CheckpointPart which) {
  base::Bytes value;
  REDNODE_TRY(
      const bool found,
      call.context.store.get(Table::kCheckpoint, storage::checkpoint_key(origin, which), value));
  if (!found) return std::optional<base::Bytes>();
  return std::optional<base::Bytes>(std::move(value));
}

// The held checkpoint, and its note with all cosignatures that are on exactly it.
struct Held {
  schema::Checkpoint checkpoint;
  base::Bytes note;
};

base::Result<Held> held_by_us(const AdminCall& call, const std::string& origin) {
  REDNODE_TRY(const auto view, call.context.views.view(origin));
  return Held{view.checkpoint(), view.note()};
}

Json held_by_json(const peers::LogReport& log) {
  Json held_by = Json::array();
  for (const auto& [holder, cosigned] : log.held_by) {
    held_by.push_back(
        {{"origin", holder},
         {"size", cosigned.size},
         {"signed", base::to_rfc3339(base::UnixTime::from_seconds(cosigned.time_seconds))}});
  }
  return held_by;
}

}  // namespace

base::Result<OpResult> op_log_head(const AdminCall& call) {
  REDNODE_TRY(const auto origin, call.origin_or_own());
  REDNODE_TRY(const auto report, call.context.loop.report());
  for (const auto& log : report.logs) {
    if (log.origin != origin) continue;
    REDNODE_TRY(const auto evidence, part(call, origin, CheckpointPart::kEvidence));
    OpResult result;
    result.ok = {{"origin", origin},
                 {"size", log.size},
                 {"root", base::to_base64(log.root.view())},
                 {"note", nullptr},
                 {"held_by", held_by_json(log)},
                 {"state", peers::state_name(log.state)},
                 {"signed", nullptr},
                 {"live", log.live},
                 {"withdrawn", log.withdrawn},
                 {"contradicted", evidence.has_value()}};
    if (const auto held = held_by_us(call, origin); held.ok()) result.ok["note"] = held->note;
    if (log.origin_time_seconds.has_value()) {
      result.ok["signed"] =
          base::to_rfc3339(base::UnixTime::from_seconds(*log.origin_time_seconds));
    }
    if (evidence.has_value()) result.ok["evidence"] = *evidence;
    return result;
  }
  return base::not_found("this node keeps no log of " + origin);
}

base::Result<OpResult> op_log_certificate(const AdminCall& call) {
  REDNODE_TRY(const auto origin, call.origin_or_own());
  // The engine's thread goes on meanwhile: this is a moment of the store.
  const auto snapshot = call.context.store.snapshot();
  REDNODE_TRY(const auto logs, storage::Logs::open(*snapshot));
  const storage::LogState* log = logs.find(origin);
  if (log == nullptr) return base::not_found("this node keeps no log of " + origin);
  REDNODE_TRY(auto certificate, peers::make_certificate(*snapshot, *log));
  return OpResult{{{"origin", origin}, {"certificate", std::move(certificate)}}, {}};
}

base::Result<OpResult> op_log_list(const AdminCall& call) {
  constexpr std::uint64_t kAll = UINT64_MAX / 2;
  REDNODE_TRY(const auto origin, call.origin_or_own());
  REDNODE_TRY(const auto first, call.number_or("first", 0));
  REDNODE_TRY(const auto count, call.number_or("count", kAll));
  REDNODE_TRY(const bool raw, call.flag("raw"));
  REDNODE_TRY(const auto held, held_by_us(call, origin));
  const schema::Checkpoint& checkpoint = held.checkpoint;
  const std::uint64_t end =
      first > checkpoint.size ? first : first + std::min(count, checkpoint.size - first);
  for (std::uint64_t sequence = first; sequence < end; ++sequence) {
    REDNODE_TRY(auto bytes, storage::read_update(call.context.store, origin, sequence));
    const auto update = schema::decode_update(bytes);
    Json json = update.ok() ? update_json(*update)
                            : Json{{"sequence", sequence}, {"kind", "not-understood"}};
    REDNODE_CHECK(call.item(std::move(json), raw ? std::move(bytes) : base::Bytes()));
  }
  return OpResult{{{"origin", origin}, {"size", checkpoint.size}, {"note", held.note}}, {}};
}

}  // namespace rednode::node
