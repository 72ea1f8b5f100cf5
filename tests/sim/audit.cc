#include "tests/sim/audit.h"

#include <map>

#include "storage/keys.h"

namespace rednode::sim {
namespace {

using schema::UpdateKind;
using storage::Table;

struct Record {
  bool live = false;
  std::uint64_t put = 0;
  base::Digest content;
  std::vector<std::uint64_t> history;
};

std::map<std::string, Record> fold(const storage::Reader& store, const std::string& origin) {
  std::map<std::string, Record> records;
  std::uint64_t sequence = 0;
  const auto visit = [&](base::BytesView, base::BytesView value) {
    const std::uint64_t here = sequence++;
    const auto update = schema::decode_update(value);
    if (!update.ok() || update->sequence != here) return true;
    const auto at = records.find(update->iri);
    const bool live = at != records.end() && at->second.live;
    if (update->kind == UpdateKind::kPut) {
      Record& record = records[update->iri];
      record.live = true;
      record.put = here;
      record.content = update->content_id;
    } else if ((update->kind != UpdateKind::kWithdraw && update->kind != UpdateKind::kConfirm) ||
               (!live && !(update->erase && at != records.end()))) {
      return true;
    }
    Record& record = records[update->iri];
    if (update->kind == UpdateKind::kWithdraw) record.live = false;
    record.history.push_back(here);
    return true;
  };
  const auto status = store.scan(Table::kUpdate, storage::origin_prefix(origin),
                                 storage::origin_end(origin), visit);
  return status.ok() ? records : std::map<std::string, Record>{};
}

bool holds(const storage::Reader& store, const base::Digest& id) {
  base::Bytes value;
  const auto found = store.get(Table::kContent, storage::content_key(id), value);
  return found.ok() && *found;
}

std::string audit_record(const storage::Reader& store, const std::string& origin,
                         const std::string& iri, const Record& record) {
  const auto stored = storage::read_record(store, origin, iri);
  if (!stored.ok()) return "record " + iri + ": " + stored.error().message;
  if (!stored->has_value()) return "record " + iri + " is missing";
  const storage::RecordState& state = **stored;
  if (state.live() != record.live || state.put_sequence != record.put ||
      state.content_id != record.content || state.history != record.history) {
    return "record " + iri + " is not what its updates make of it";
  }
  base::Bytes value;
  const auto want = store.get(Table::kWant, storage::want_key(origin, record.put), value);
  if (!want.ok() || *want != state.wanted) return "record " + iri + " and its want disagree";
  if (state.wanted && !record.live) return "record " + iri + " is withdrawn and wanted";
  const bool held = holds(store, record.content);
  if (record.live && !held && !state.wanted && !state.left) {
    return "record " + iri + " lacks its content";
  }
  if (!record.live && state.left) return "record " + iri + " is withdrawn and left out";
  if (!held) return {};
  const auto content = storage::read_content(store, record.content);
  if (!content.ok() || !schema::unpack_content(*content).ok()) {
    return "the content of record " + iri + " is not what its id says";
  }
  return {};
}

std::uint64_t entries(const storage::Reader& store, Table table, const std::string& origin) {
  std::uint64_t count = 0;
  const auto status = store.scan(table, storage::origin_prefix(origin), storage::origin_end(origin),
                                 [&](auto, auto) {
                                   ++count;
                                   return true;
                                 });
  return status.ok() ? count : UINT64_MAX;
}

std::string audit_tree(const storage::Reader& store, const storage::LogState& log) {
  storage::Frontier frontier;
  for (std::uint64_t i = 0; i < log.size(); ++i) {
    const auto update = storage::read_update(store, log.origin, i);
    if (!update.ok()) return update.error().message;
    frontier.append(storage::leaf_hash(*update));
  }
  if (frontier.root() != log.tree.root()) return "the tree is not that of the updates";
  if (entries(store, Table::kUpdate, log.origin) != log.size()) return "updates beyond the size";
  const auto loaded = storage::LogTree::load(store, log.origin, log.size());
  if (!loaded.ok() || loaded->root() != log.tree.root()) return "the stored tiles are wrong";
  return {};
}

}  // namespace

Missing contents_missing(const storage::Reader& store, const std::string& origin) {
  Missing missing;
  for (const auto& [iri, record] : fold(store, origin)) {
    if (!record.live || holds(store, record.content)) continue;
    ++missing.all;
    const auto state = storage::read_record(store, origin, iri);
    if (state.ok() && state->has_value() && (*state)->left) ++missing.left;
  }
  return missing;
}

std::string audit_log(const storage::Reader& store, const storage::LogState& log) {
  if (auto wrong = audit_tree(store, log); !wrong.empty()) return wrong;
  const auto records = fold(store, log.origin);
  std::uint64_t live = 0;
  std::uint64_t wanted = 0;
  std::uint64_t left = 0;
  for (const auto& [iri, record] : records) {
    if (auto wrong = audit_record(store, log.origin, iri, record); !wrong.empty()) return wrong;
    live += record.live ? 1 : 0;
    const auto state = storage::read_record(store, log.origin, iri);
    wanted += (*state)->wanted ? 1 : 0;
    left += (*state)->left ? 1 : 0;
  }
  if (entries(store, Table::kRecord, log.origin) != records.size()) return "records too many";
  if (entries(store, Table::kWant, log.origin) != wanted) return "wants too many";
  if (log.live != live || log.withdrawn != records.size() - live || log.wanted != wanted ||
      log.left != left) {
    return "the counts are wrong";
  }
  return {};
}

}  // namespace rednode::sim
