#include "storage/retention.h"

#include <algorithm>

#include "storage/keys.h"
#include "storage/logs.h"
#include "storage/records.h"

namespace rednode::storage {
namespace {

std::uint64_t short_id(base::BytesView id) {
  std::uint64_t number = 0;
  base::ByteReader(id).take_u64(number);
  return number;
}

}  // namespace

base::Result<Sweep> Sweep::mark(const Reader& snapshot, std::int64_t cutoff_ms) {
  Sweep sweep(snapshot, cutoff_ms);
  REDNODE_TRY(const auto logs, Logs::open(snapshot));
  for (const auto& [origin, log] : logs.all()) {
    sweep.sizes_[schema::log_name(origin, log.generation())] = log.size();
    base::Status damage;
    REDNODE_CHECK(snapshot.scan(Table::kRecord, origin_prefix(origin), origin_end(origin),
                                [&](auto, auto value) {
                                  damage = sweep.mark_record(origin, value);
                                  return damage.ok();
                                }));
    REDNODE_CHECK(damage);
  }
  std::sort(sweep.needed_.begin(), sweep.needed_.end());
  sweep.needed_.erase(std::unique(sweep.needed_.begin(), sweep.needed_.end()), sweep.needed_.end());
  return sweep;
}

// A put is superseded by the next put of another content, or by a withdrawal.
base::Status Sweep::mark_record(const std::string& origin, base::BytesView value) {
  REDNODE_TRY(const auto state, decode_record(value));
  if (state.live()) needed_.push_back(short_id(state.content_id.view()));
  // The present status began before: so everything else ended before.
  if (state.changed_ms < cutoff_ms_) return {};
  std::int64_t ended_ms = state.changed_ms;
  for (auto at = state.history.rbegin(); at != state.history.rend(); ++at) {
    REDNODE_TRY(const auto bytes, read_update(snapshot_, origin, *at));
    const auto update = schema::decode_update(bytes);
    if (!update.ok() || update->kind == schema::UpdateKind::kConfirm) continue;
    if (update->erase) return {};
    const bool current = state.live() && update->content_id == state.content_id;
    if (update->kind == schema::UpdateKind::kPut && !current) {
      if (ended_ms < cutoff_ms_) return {};
      needed_.push_back(short_id(update->content_id.view()));
    }
    ended_ms = update->time_ms;
  }
  return {};
}

base::Result<std::vector<base::Digest>> Sweep::next(std::size_t most) {
  std::vector<base::Digest> ids;
  bool damaged = false;
  bool ended = true;
  REDNODE_CHECK(snapshot_.scan(Table::kContent, from_, "", [&](auto key, auto) {
    if (ids.size() == most) {
      from_ = key;
      ended = false;
      return false;
    }
    if (std::binary_search(needed_.begin(), needed_.end(), short_id(key))) return true;
    const auto id = base::digest_from(key);
    damaged = !id.ok();
    if (!damaged) ids.push_back(*id);
    return !damaged;
  }));
  if (damaged) return base::corrupt("a key of the content table is damaged");
  // Behind the greatest key that there can be.
  if (ended) from_ = base::Bytes(33, '\xff');
  return ids;
}

}  // namespace rednode::storage
