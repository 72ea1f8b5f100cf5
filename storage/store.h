// Store: the seam between rednode and a disk. Ordered tables of byte strings, atomic batches, and
// consistent reads; nothing here knows what a log or a record is (see storage/logs.h for that).
//
// Two implementations: RocksStore (storage/rocks_store.h) and MemoryStore (storage/memory_store.h),
// the twin that models crashes, full disks and flipped bits for the tests and the simulator.
//
// Thread rule: reads and snapshot() from any thread; commit() from one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace rednode::storage {

// The tables, named and specified in docs/formats/storage.md.
enum class Table : std::uint8_t {
  kMeta,
  kUpdate,
  kHash,
  kContent,
  kRecord,
  kCheckpoint,
  kWant,
  kChange,
  kPeer,
  kQuarantine,
  kReceipt,
};
inline constexpr std::size_t kTableCount = 11;
// "meta", "update", ...: the names of the column families.
const char* table_name(Table table);

// Batch: changes that are made together or not at all. A value type; the bytes are copied in.
class Batch {
 public:
  struct Operation {
    Table table;
    bool erase;
    base::BytesView key;
    base::BytesView value;
  };

  void put(Table table, base::BytesView key, base::BytesView value);
  void erase(Table table, base::BytesView key);
  void append(const Batch& other);
  void clear();

  bool empty() const { return entries_.empty(); }
  std::size_t count() const { return entries_.size(); }
  std::size_t bytes() const { return arena_.size(); }
  // The operation at `index`, in the order of the calls. The views live as long as the batch is
  // not changed. REQUIRES: index < count().
  Operation operation(std::size_t index) const;

 private:
  struct Entry {
    Table table;
    bool erase;
    std::size_t at;
    std::uint32_t key_size;
    std::uint32_t value_size;
  };
  base::Bytes arena_;
  std::vector<Entry> entries_;
};

class Reader {
 public:
  virtual ~Reader() = default;

  // True and the value where the key exists; false where not; kCorrupt where the bytes are damaged.
  virtual base::Result<bool> get(Table table, base::BytesView key, base::Bytes& value) const = 0;

  // One answer a key, in the order of the keys: cheaper than as many calls of get().
  virtual base::Result<std::vector<std::optional<base::Bytes>>> get_many(
      Table table, std::span<const base::Bytes> keys) const = 0;

  // Visits the entries with from <= key < to in ascending order of octets, until the visitor
  // returns false. An empty `to` means no upper bound. The views live until the visitor returns.
  using Visitor = std::function<bool(base::BytesView key, base::BytesView value)>;
  virtual base::Status scan(Table table, base::BytesView from, base::BytesView to,
                            const Visitor& visitor) const = 0;

  // The entry with the greatest key in [from, to), where there is one.
  virtual base::Result<std::optional<std::pair<base::Bytes, base::Bytes>>> last(
      Table table, base::BytesView from, base::BytesView to) const = 0;
};

enum class Sync {
  kNo,   // survives the end of the process; a power cut may lose it (and all after it)
  kYes,  // on disk when commit() returns
};

struct StoreStats {
  std::uint64_t bytes_on_disk = 0;
  std::uint64_t table_bytes[kTableCount] = {};  // live data by table, estimated
  std::uint64_t table_keys[kTableCount] = {};   // estimated
  std::uint64_t memory_bytes = 0;               // caches and write buffers
};

class Store : public Reader {
 public:
  // All of the batch or nothing. kExhausted where the disk is full (nothing was written; the store
  // goes on, and a later commit may succeed); kCorrupt where the store can no longer be trusted.
  virtual base::Status commit(const Batch& batch, Sync sync) = 0;

  // A consistent view of the moment, for as long as it lives. It must not outlive the store.
  virtual std::unique_ptr<Reader> snapshot() const = 0;

  virtual base::Result<StoreStats> stats() const = 0;

  // Moves all that is buffered into its final place and rewrites the tables in order; for bulk
  // loads and measurements.
  virtual base::Status compact() = 0;

  // Rewrites what still holds the octets of entries that were erased before, so that they are on
  // the disk no more; without keys, of the whole table. Takes as long as the files are large. From
  // any thread.
  virtual base::Status scrub(Table table, std::span<const base::Bytes> keys) = 0;
};

}  // namespace rednode::storage
