#include <filesystem>

#include "node/admin_call.h"
#include "node/current_refusals.h"
#include "node/keyfile.h"
#include "node/node_store.h"
#include "node/status.h"

namespace rednode::node {

base::Result<OpResult> op_status(const AdminCall& call) {
  AdminContext& c = call.context;
  StatusInput input;
  REDNODE_TRY(input.report, c.loop.report());
  input.origin = c.config.origin;
  input.now = c.clock.now();
  input.uptime = input.now.mono - c.started;
  if (const auto keys = read_public_keys(c.config.keys_directory); keys.ok()) {
    input.own_key_days = keys->days;
  }
  if (const auto stats = c.store.stats(); stats.ok()) {
    input.store_bytes = stats->bytes_on_disk;
  }
  std::error_code error;
  const auto disk = std::filesystem::space(c.config.data_directory, error);
  if (!error) {
    input.disk_free_bytes = disk.available;
    input.disk_bytes = disk.capacity;
  }
  input.quarantined = count_quarantined(c.store);
  for (const auto& peer : input.report.peers) {
    const auto refused = count_refused(c.store, peer.origin);
    if (refused.has_value()) input.refused[peer.origin] = *refused;
  }
  return OpResult{status_json(input), {}};
}

base::Result<OpResult> op_store_stats(const AdminCall& call) {
  REDNODE_TRY(const auto stats, call.context.store.stats());
  Json tables = Json::object();
  for (std::size_t i = 0; i < storage::kTableCount; ++i) {
    tables[storage::table_name(static_cast<storage::Table>(i))] = {{"bytes", stats.table_bytes[i]},
                                                                   {"keys", stats.table_keys[i]}};
  }
  return OpResult{{{"bytes", stats.bytes_on_disk},
                   {"memory", stats.memory_bytes},
                   {"tables", std::move(tables)}},
                  {}};
}

}  // namespace rednode::node
