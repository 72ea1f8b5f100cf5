// Where a log began anew: by this node's operator, and by others.

#include "node/admin_call.h"
#include "node/update_json.h"
#include "schema/generation.h"
#include "storage/keys.h"
#include "storage/logs.h"

namespace rednode::node {
namespace {

using storage::CheckpointPart;
using storage::Table;

Json generation_json(const base::Bytes& bytes) {
  Json json = {{"note", bytes}};
  const auto note = schema::parse_note(bytes);
  const auto generation = note.ok() ? schema::parse_generation_text(note->text) : note.error();
  if (!generation.ok()) return json;
  json["log"] = schema::log_name(generation->origin, generation->number);
  json["number"] = generation->number;
  json["from"] = generation->size;
  json["root"] = base::to_base64(generation->root.view());
  json["time"] = base::to_rfc3339(base::UnixTime::from_seconds(generation->time_seconds));
  json["reason"] = generation->reason;
  return json;
}

// The entries of earlier generations that did not come along, one an item.
base::Result<std::uint64_t> send_left_behind(const AdminCall& call, const storage::Reader& store,
                                             const std::string& origin) {
  const base::Bytes from = storage::checkpoint_key(origin, CheckpointPart::kLost);
  base::Bytes to = from;
  ++to.back();
  std::uint64_t count = 0;
  base::Status sent;
  REDNODE_CHECK(store.scan(Table::kCheckpoint, from, to, [&](auto key, auto value) {
    base::ByteReader in(key.substr(from.size()));
    std::uint32_t generation = 0;
    std::uint64_t sequence = 0;
    if (!in.take_u32(generation) || !in.take_u64(sequence) || sequence == UINT64_MAX) return true;
    const auto update = schema::decode_update(value);
    Json json = update.ok() ? update_json(*update)
                            : Json{{"sequence", sequence}, {"kind", "not-understood"}};
    json["log"] = schema::log_name(origin, generation);
    ++count;
    sent = call.item(std::move(json));
    return sent.ok();
  }));
  REDNODE_CHECK(sent);
  return count;
}

}  // namespace

base::Result<OpResult> op_log_generations(const AdminCall& call) {
  REDNODE_TRY(const auto origin, call.origin_or_own());
  const auto snapshot = call.context.store.snapshot();
  REDNODE_TRY(const auto logs, storage::Logs::open(*snapshot));
  const storage::LogState* log = logs.find(origin);
  if (log == nullptr) return base::not_found("this node keeps no log of " + origin);
  OpResult result;
  result.ok = {{"origin", origin},
               {"log", schema::log_name(origin, log->generation())},
               {"generations", Json::array()}};
  for (const base::Bytes& note : log->generations) {
    result.ok["generations"].push_back(generation_json(note));
  }
  REDNODE_TRY(result.ok["left_behind"], send_left_behind(call, *snapshot, origin));
  return result;
}

base::Result<OpResult> op_recover(const AdminCall& call) {
  AdminContext& c = call.context;
  REDNODE_TRY(const auto reason, call.text("reason"));
  REDNODE_TRY(const auto done, c.loop.call(peers::Recover{reason}));
  REDNODE_CHECK(done.status);
  if (!done.checkpoint.has_value()) return base::unavailable("the daemon is stopping");
  const std::string log = schema::log_name(done.checkpoint->origin, done.checkpoint->generation);
  c.logger.warn("log-began-anew", {{"log", log}, {"reason", reason}});
  return OpResult{{{"log", log},
                   {"size", done.checkpoint->size},
                   {"root", base::to_base64(done.checkpoint->root.view())}},
                  {}};
}

}  // namespace rednode::node
