#include "storage/memory_store.h"

#include <string>

namespace rednode::storage {

namespace {

base::Error damaged(Table table, base::BytesView key) {
  return base::corrupt(std::string("table ") + table_name(table) + ": the value under key " +
                       base::to_hex(key) + " is damaged");
}

base::Error no_space() {
  return base::exhausted("no space left on the disk");
}

}  // namespace

MemoryStore::Version::Version() {
  for (auto& map : maps_) map = std::make_shared<Map>();
}

MemoryStore::Map& MemoryStore::Version::writable(Table table) {
  std::shared_ptr<Map>& map = maps_[static_cast<std::size_t>(table)];
  if (map.use_count() > 1) map = std::make_shared<Map>(*map);
  return *map;
}

base::Result<bool> MemoryStore::Version::get(Table table, base::BytesView key,
                                             base::Bytes& value) const {
  const Map& entries = map(table);
  const auto found = entries.find(key);
  if (found == entries.end()) return false;
  if (found->second.unreadable) return damaged(table, key);
  value = found->second.value;
  return true;
}

base::Result<std::vector<std::optional<base::Bytes>>> MemoryStore::Version::get_many(
    Table table, std::span<const base::Bytes> keys) const {
  std::vector<std::optional<base::Bytes>> values(keys.size());
  base::Bytes value;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    REDNODE_TRY(const bool found, get(table, keys[i], value));
    if (found) values[i] = value;
  }
  return values;
}

base::Status MemoryStore::Version::scan(Table table, base::BytesView from, base::BytesView to,
                                        const Visitor& visitor) const {
  // Held, so that a commit of the visitor goes into a copy.
  const std::shared_ptr<const Map> held = maps_[static_cast<std::size_t>(table)];
  for (auto at = held->lower_bound(from); at != held->end(); ++at) {
    const auto& [key, cell] = *at;
    if (!to.empty() && key >= to) break;
    if (cell.unreadable) return damaged(table, key);
    if (!visitor(key, cell.value)) break;
  }
  return {};
}

base::Result<std::optional<std::pair<base::Bytes, base::Bytes>>> MemoryStore::Version::last(
    Table table, base::BytesView from, base::BytesView to) const {
  const Map& entries = map(table);
  auto after = to.empty() ? entries.end() : entries.lower_bound(to);
  if (after == entries.begin()) return std::optional<std::pair<base::Bytes, base::Bytes>>();
  const auto& [key, cell] = *--after;
  if (key < from) return std::optional<std::pair<base::Bytes, base::Bytes>>();
  if (cell.unreadable) return damaged(table, key);
  return std::make_optional(std::pair(key, cell.value));
}

MemoryStore::MemoryStore() = default;

base::Result<bool> MemoryStore::get(Table table, base::BytesView key, base::Bytes& value) const {
  return version_.get(table, key, value);
}

base::Result<std::vector<std::optional<base::Bytes>>> MemoryStore::get_many(
    Table table, std::span<const base::Bytes> keys) const {
  return version_.get_many(table, keys);
}

base::Status MemoryStore::scan(Table table, base::BytesView from, base::BytesView to,
                               const Visitor& visitor) const {
  return version_.scan(table, from, to, visitor);
}

base::Result<std::optional<std::pair<base::Bytes, base::Bytes>>> MemoryStore::last(
    Table table, base::BytesView from, base::BytesView to) const {
  return version_.last(table, from, to);
}

base::Status MemoryStore::commit(const Batch& batch, Sync sync) {
  if (disk_full_) return no_space();
  if (sync == Sync::kYes) {
    apply(batch, nullptr);
    undo_.clear();
    ++syncs_;
  } else if (!batch.empty()) {
    apply(batch, &undo_.emplace_back());
  }
  ++commits_;
  return {};
}

std::unique_ptr<Reader> MemoryStore::snapshot() const {
  return std::make_unique<Version>(version_);
}

base::Result<StoreStats> MemoryStore::stats() const {
  StoreStats stats;
  for (std::size_t i = 0; i < kTableCount; ++i) {
    const Map& entries = version_.map(static_cast<Table>(i));
    for (const auto& [key, cell] : entries) stats.table_bytes[i] += key.size() + cell.value.size();
    stats.table_keys[i] = entries.size();
    stats.bytes_on_disk += stats.table_bytes[i];
  }
  stats.memory_bytes = stats.bytes_on_disk;
  return stats;
}

base::Status MemoryStore::compact() {
  return sync();
}

base::Status MemoryStore::scrub(Table, std::span<const base::Bytes>) {
  return sync();
}

base::Status MemoryStore::sync() {
  if (disk_full_) return no_space();
  undo_.clear();
  ++syncs_;
  return {};
}

void MemoryStore::crash(base::Random& random) {
  const std::size_t survivors = random.below(undo_.size() + 1);
  while (undo_.size() > survivors) {
    roll_back(undo_.back());
    undo_.pop_back();
  }
  undo_.clear();  // what the next process finds on the disk stays there
}

base::Status MemoryStore::commit_torn(const Batch& batch, base::Random& random) {
  if (!disk_full_) apply(batch, &undo_.emplace_back());
  crash(random);
  return base::unavailable("the machine stopped in the middle of a commit");
}

bool MemoryStore::corrupt(Table table, base::BytesView key, std::size_t bit, Damage damage) {
  Map& entries = version_.writable(table);
  const auto found = entries.find(key);
  if (found == entries.end()) return false;
  Cell& cell = found->second;
  if (damage == Damage::kUnreadable) {
    cell.unreadable = true;
    return true;
  }
  if (cell.value.empty()) return false;
  char& octet = cell.value[bit / 8 % cell.value.size()];
  octet = static_cast<char>(static_cast<unsigned char>(octet) ^ (1U << (bit % 8)));
  return true;
}

MemoryStore::Backup MemoryStore::clone() const {
  return Backup(version_);
}

void MemoryStore::restore(const Backup& backup) {
  version_ = backup.version_;
  undo_.clear();
}

void MemoryStore::apply(const Batch& batch, std::vector<Undo>* undo) {
  for (std::size_t i = 0; i < batch.count(); ++i) {
    const Batch::Operation operation = batch.operation(i);
    Map& entries = version_.writable(operation.table);
    const auto found = entries.find(operation.key);
    const bool present = found != entries.end();
    if (undo != nullptr) {
      undo->push_back({operation.table, base::Bytes(operation.key),
                       present ? std::optional(found->second) : std::nullopt});
    }
    if (operation.erase) {
      if (present) entries.erase(found);
    } else if (present) {
      found->second = Cell{base::Bytes(operation.value)};
    } else {
      entries.emplace(operation.key, Cell{base::Bytes(operation.value)});
    }
  }
}

void MemoryStore::roll_back(const std::vector<Undo>& undo) {
  for (auto step = undo.rbegin(); step != undo.rend(); ++step) {
    Map& entries = version_.writable(step->table);
    if (step->before) {
      entries.insert_or_assign(step->key, *step->before);
    } else {
      entries.erase(step->key);
    }
  }
}

}  // namespace rednode::storage
