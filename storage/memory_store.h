// MemoryStore: the Store of the tests and of the simulator. It holds everything in memory and
// models what a disk does to a program: crashes that forget what was not synced, torn syncs, a
// full disk, damaged bytes, and a backup that is put back.
//
// Batches are atomic and crash in order: what survives of the unsynced batches is a prefix of them,
// as it is of a write-ahead log. The same seed forgets the same batches.
//
// Thread rule: one thread, snapshots included. A visitor of scan() may commit to the store: the
// scan goes on over the state it began with.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/random.h"
#include "storage/store.h"

namespace rednode::storage {

class MemoryStore final : public Store {
 public:
  // How a damaged value shows itself.
  enum class Damage {
    kFlippedBit,  // reads return the damaged bytes: what no checksum of the disk caught
    kUnreadable,  // reads answer kCorrupt: what a checksum of the store caught
  };

  // What a backup holds: every batch that was committed when it was taken.
  class Backup;

  MemoryStore();

  // Reader.
  base::Result<bool> get(Table table, base::BytesView key, base::Bytes& value) const override;
  base::Result<std::vector<std::optional<base::Bytes>>> get_many(
      Table table, std::span<const base::Bytes> keys) const override;
  base::Status scan(Table table, base::BytesView from, base::BytesView to,
                    const Visitor& visitor) const override;
  base::Result<std::optional<std::pair<base::Bytes, base::Bytes>>> last(
      Table table, base::BytesView from, base::BytesView to) const override;

  // Store. stats() walks everything; its figures are exact. An empty batch with Sync::kYes is
  // sync(). A snapshot costs nothing; the first commit after it copies each table it changes, for
  // as long as the snapshot lives.
  base::Status commit(const Batch& batch, Sync sync) override;
  std::unique_ptr<Reader> snapshot() const override;
  base::Result<StoreStats> stats() const override;
  base::Status compact() override;
  base::Status scrub(Table table, std::span<const base::Bytes> keys) override;

  // Makes all that was committed durable.
  base::Status sync();

  // The power goes: of the batches that were not synced a random number survives, always the
  // oldest ones, each whole. The store is then what the next process finds.
  void crash(base::Random& random);

  // The power goes in the middle of commit(batch, Sync::kYes): as crash(), with this batch as the
  // last one that was not synced. Always kUnavailable: the caller never learns which it was.
  base::Status commit_torn(const Batch& batch, base::Random& random);

  // While the disk is full, commits and syncs answer kExhausted and change nothing.
  void set_disk_full(bool full) { disk_full_ = full; }

  // Damages the value under the key until it is written again: flips the bit (counted modulo the
  // bits of the value), or makes it unreadable. False where there is no such key, or no bit.
  bool corrupt(Table table, base::BytesView key, std::size_t bit,
               Damage damage = Damage::kFlippedBit);

  // Takes a backup; puts one back in place of everything, durable at once.
  Backup clone() const;
  void restore(const Backup& backup);

  // Counted since the store was made; failed calls do not count.
  std::uint64_t commits() const { return commits_; }
  std::uint64_t syncs() const { return syncs_; }
  // Batches that a crash may forget.
  std::size_t unsynced() const { return undo_.size(); }

 private:
  struct Cell {
    base::Bytes value;
    bool unreadable = false;
  };
  using Map = std::map<base::Bytes, Cell, std::less<>>;

  // One version of all tables. Copies share the maps; only a map that nobody shares is changed.
  class Version final : public Reader {
   public:
    Version();
    base::Result<bool> get(Table table, base::BytesView key, base::Bytes& value) const override;
    base::Result<std::vector<std::optional<base::Bytes>>> get_many(
        Table table, std::span<const base::Bytes> keys) const override;
    base::Status scan(Table table, base::BytesView from, base::BytesView to,
                      const Visitor& visitor) const override;
    base::Result<std::optional<std::pair<base::Bytes, base::Bytes>>> last(
        Table table, base::BytesView from, base::BytesView to) const override;

    const Map& map(Table table) const { return *maps_[static_cast<std::size_t>(table)]; }
    Map& writable(Table table);

   private:
    std::array<std::shared_ptr<Map>, kTableCount> maps_;
  };

  // What a key held before an operation of an unsynced batch.
  struct Undo {
    Table table;
    base::Bytes key;
    std::optional<Cell> before;
  };

  void apply(const Batch& batch, std::vector<Undo>* undo);
  void roll_back(const std::vector<Undo>& undo);

  Version version_;
  std::vector<std::vector<Undo>> undo_;  // one list an unsynced batch, the oldest first
  bool disk_full_ = false;
  std::uint64_t commits_ = 0;
  std::uint64_t syncs_ = 0;
};

class MemoryStore::Backup {
 private:
  friend class MemoryStore;
  explicit Backup(Version version) : version_(std::move(version)) {}
  Version version_;
};

}  // namespace rednode::storage
