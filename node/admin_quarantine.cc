#include "base/limits.h"
#include "node/admin_call.h"
#include "storage/keys.h"

// An entry of the quarantine is stored as the JSON that redctl sent, with its time (docs/formats/
// storage.md); nothing but people reads it.

namespace rednode::node {
namespace {

namespace limits = base::limits;
using storage::Table;

base::Result<std::uint64_t> next_number(const storage::Reader& store) {
  REDNODE_TRY(const auto last, store.last(Table::kQuarantine, "", ""));
  std::uint64_t number = 0;
  if (last.has_value() && base::ByteReader(last->first).take_u64(number)) ++number;
  return number;
}

std::uint64_t number_of(base::BytesView key) {
  std::uint64_t number = 0;
  base::ByteReader(key).take_u64(number);
  return number;
}

// Where the quarantine is full, the oldest entries make room.
base::Status make_room(const storage::Reader& store, std::size_t added, storage::Batch& batch) {
  std::vector<base::Bytes> keys;
  REDNODE_CHECK(store.scan(Table::kQuarantine, "", "", [&](auto key, auto) {
    keys.emplace_back(key);
    return true;
  }));
  const std::size_t total = keys.size() + added;
  for (std::size_t i = 0; i < keys.size() && total - i > limits::kQuarantineRecordsMax; ++i) {
    batch.erase(Table::kQuarantine, keys[i]);
  }
  return {};
}

// Whether a stored entry may be of the record, without reading it: originals make them long.
bool may_be_of(base::BytesView entry, const std::string& record) {
  const std::string quoted = to_line(record);
  return entry.find(std::string_view(quoted).substr(1, quoted.size() - 2)) != entry.npos;
}

// An entry names its record by the IRI, or as it stands in N-Triples.
bool is_of(const Json& entry, const std::string& record) {
  const Json name = entry.value("record", Json());
  return record.empty() || name == record || name == "<" + record + ">";
}

}  // namespace

base::Result<OpResult> op_quarantine_begin(const AdminCall& call) {
  AdminContext& c = call.context;
  const std::lock_guard lock(c.quarantine_mutex);
  REDNODE_TRY(const auto source, call.text("source"));
  storage::Batch batch;
  REDNODE_CHECK(c.store.scan(Table::kQuarantine, "", "", [&](auto key, auto value) {
    const auto entry = parse_json(std::string(value));
    if (entry.ok() && entry->value("source", Json()) == source) {
      batch.erase(Table::kQuarantine, key);
    }
    return true;
  }));
  if (!batch.empty()) REDNODE_CHECK(c.loop.write(std::move(batch)));
  return OpResult{};
}

base::Result<OpResult> op_quarantine_add(const AdminCall& call) {
  AdminContext& c = call.context;
  const std::lock_guard lock(c.quarantine_mutex);
  const auto entries = call.request.find("entries");
  if (entries == call.request.end() || !entries->is_array()) {
    return base::invalid("\"entries\" must be a list");
  }
  storage::Batch batch;
  REDNODE_CHECK(make_room(c.store, entries->size(), batch));
  REDNODE_TRY(std::uint64_t number, next_number(c.store));
  for (Json entry : *entries) {
    if (!entry.is_object()) return base::invalid("an entry is a JSON object");
    entry["time"] = base::to_rfc3339(c.clock.now().wall);
    const std::string value = to_line(entry);
    if (value.size() > 4 * limits::kQuarantineBytesMax)
      return base::invalid("an entry is too large");
    batch.put(Table::kQuarantine, storage::number_key(number++), value);
  }
  REDNODE_CHECK(c.loop.write(std::move(batch)));
  return OpResult{{{"added", entries->size()}}, {}};
}

base::Result<OpResult> op_quarantine_list(const AdminCall& call) {
  REDNODE_TRY(const auto after, call.number_or("after", UINT64_MAX));
  REDNODE_TRY(std::uint64_t limit, call.number_or("limit", limits::kQuarantineRecordsMax));
  REDNODE_TRY(const auto record, call.text_or("record", ""));
  base::Status sent;
  bool more = false;
  const base::Bytes from = after == UINT64_MAX ? "" : storage::number_key(after + 1);
  REDNODE_CHECK(call.context.store.scan(Table::kQuarantine, from, "", [&](auto key, auto value) {
    if (!may_be_of(value, record)) return true;
    auto entry = parse_json(std::string(value));
    if (!entry.ok() || !is_of(*entry, record)) return true;
    more = limit == 0;
    if (more) return false;
    --limit;
    entry->erase("original");
    (*entry)["id"] = number_of(key);
    sent = call.item(std::move(*entry));
    return sent.ok();
  }));
  REDNODE_CHECK(sent);
  return OpResult{{{"more", more}}, {}};
}

base::Result<OpResult> op_quarantine_show(const AdminCall& call) {
  REDNODE_TRY(const auto id, call.number_or("id", UINT64_MAX));
  base::Bytes value;
  REDNODE_TRY(const bool found,
              call.context.store.get(Table::kQuarantine, storage::number_key(id), value));
  if (!found) return base::not_found("there is no entry " + std::to_string(id) + " in quarantine");
  REDNODE_TRY(auto entry, parse_json(value));
  entry["id"] = id;
  return OpResult{std::move(entry), {}};
}

}  // namespace rednode::node
