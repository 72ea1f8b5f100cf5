// RocksStore: the Store of the daemon, over RocksDB 7 (rocksdb.org): one directory, one column
// family a table, a write-ahead log in front of all of them. RocksDB is known to this file's
// implementation alone.
//
// Thread rule: that of Store. The store must outlive its snapshots; two stores over one directory
// exclude each other, in one process as between processes.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "storage/store.h"

namespace rocksdb {
class Env;
}

namespace rednode::storage {

struct RocksOptions {
  bool create_if_missing = true;
  // Beside a running daemon too: sees what was committed before open(), and takes no lock. Files
  // that the daemon removes meanwhile are missed: then reads answer kCorrupt, and one opens again.
  bool read_only = false;
  // With read_only: opens also what lost some of its files. What was in those cannot be read.
  bool salvage = false;
  std::size_t write_buffer_bytes = 64 << 20;  // changes held in memory, all tables together
  std::size_t block_cache_bytes = 32 << 20;   // blocks, indexes and filters of the files
  // For tests that put a faulty disk under the store; null is the operating system's. It must
  // outlive the store.
  rocksdb::Env* env = nullptr;
};

class RocksStore final : public Store {
 public:
  // kNotFound where there is no store (and none is to be made); kUnavailable where another process
  // holds it; kInvalid where the directory is something else, may not be used by this user, or was
  // written by a later version; kCorrupt where it is damaged; kExhausted where the disk is full.
  static base::Result<std::unique_ptr<RocksStore>> open(const std::string& directory,
                                                        const RocksOptions& options);

  // Makes of a directory that holds files of a store what can be opened again, and drops what is
  // damaged: for a copy, and never for the store itself. kCorrupt where nothing can be made of it.
  static base::Status rebuild(const std::string& directory);

  // Syncs what was committed with Sync::kNo.
  ~RocksStore() override;

  // Reader. A block whose checksum is wrong is kCorrupt, and so is a file that cannot be read.
  base::Result<bool> get(Table table, base::BytesView key, base::Bytes& value) const override;
  base::Result<std::vector<std::optional<base::Bytes>>> get_many(
      Table table, std::span<const base::Bytes> keys) const override;
  base::Status scan(Table table, base::BytesView from, base::BytesView to,
                    const Visitor& visitor) const override;
  base::Result<std::optional<std::pair<base::Bytes, base::Bytes>>> last(
      Table table, base::BytesView from, base::BytesView to) const override;

  // Store. kInvalid where the store was opened read-only. An empty batch with Sync::kYes syncs all
  // that was committed before. After kExhausted each commit first tries to resume; after kCorrupt
  // every commit answers kCorrupt until the store is opened again.
  base::Status commit(const Batch& batch, Sync sync) override;
  std::unique_ptr<Reader> snapshot() const override;
  base::Result<StoreStats> stats() const override;
  base::Status compact() override;
  base::Status scrub(Table table, std::span<const base::Bytes> keys) override;

  // A store of its own in a directory that does not exist yet, with all that was committed; this
  // one goes on meanwhile. On the same file system its files are shared and take no room. From any
  // thread. kConflict where the directory exists, kExhausted where the disk is full.
  base::Status copy_to(const std::string& directory) const;

 private:
  class Impl;
  class View;
  explicit RocksStore(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace rednode::storage
