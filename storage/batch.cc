#include <limits>

#include "storage/store.h"

namespace rednode::storage {

namespace {

std::uint32_t size_of(base::BytesView bytes) {
  REDNODE_ASSERT(bytes.size() <= std::numeric_limits<std::uint32_t>::max());
  return static_cast<std::uint32_t>(bytes.size());
}

}  // namespace

const char* table_name(Table table) {
  switch (table) {
    case Table::kMeta:
      return "meta";
    case Table::kUpdate:
      return "update";
    case Table::kHash:
      return "hash";
    case Table::kContent:
      return "content";
    case Table::kRecord:
      return "record";
    case Table::kCheckpoint:
      return "checkpoint";
    case Table::kWant:
      return "want";
    case Table::kChange:
      return "change";
    case Table::kPeer:
      return "peer";
    case Table::kQuarantine:
      return "quarantine";
    case Table::kReceipt:
      return "receipt";
  }
  return "unknown";
}

void Batch::put(Table table, base::BytesView key, base::BytesView value) {
  entries_.push_back({table, false, arena_.size(), size_of(key), size_of(value)});
  arena_.append(key).append(value);
}

void Batch::erase(Table table, base::BytesView key) {
  entries_.push_back({table, true, arena_.size(), size_of(key), 0});
  arena_.append(key);
}

void Batch::append(const Batch& other) {
  const std::size_t shift = arena_.size();
  const std::size_t count = other.entries_.size();  // `other` may be this batch, and grow
  arena_.append(other.arena_);
  entries_.reserve(entries_.size() + count);
  for (std::size_t i = 0; i < count; ++i) {
    Entry entry = other.entries_[i];
    entry.at += shift;
    entries_.push_back(entry);
  }
}

void Batch::clear() {
  arena_.clear();
  entries_.clear();
}

Batch::Operation Batch::operation(std::size_t index) const {
  REDNODE_ASSERT(index < entries_.size());
  const Entry& entry = entries_[index];
  const base::BytesView arena = arena_;
  return {entry.table, entry.erase, arena.substr(entry.at, entry.key_size),
          arena.substr(entry.at + entry.key_size, entry.value_size)};
}

}  // namespace rednode::storage
