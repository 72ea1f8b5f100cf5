#include "storage/rocks_store.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_buffer_manager.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "storage/prepared_wal.h"
#include "storage/store_directory.h"

namespace rednode::storage {

namespace {

using Entry = std::pair<base::Bytes, base::Bytes>;
using Families = std::vector<rocksdb::ColumnFamilyDescriptor>;

rocksdb::Slice slice(base::BytesView bytes) {
  return {bytes.data(), bytes.size()};
}
base::BytesView view(const rocksdb::Slice& bytes) {
  return {bytes.data(), bytes.size()};
}
rocksdb::WriteOptions synced(bool sync) {
  rocksdb::WriteOptions options;
  options.sync = sync;
  return options;
}
Table table_at(std::size_t index) {
  return static_cast<Table>(index);
}

// After ENOSPC RocksDB would try again by itself every few seconds, and refuse Resume() meanwhile.
// Here the next commit decides, so that space that came back is used at once.
class NoRecoveryByItself final : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }
};

rocksdb::DBOptions database_options(const RocksOptions& options, rocksdb::Env* env) {
  rocksdb::DBOptions db;
  db.env = env;
  db.create_if_missing = options.create_if_missing && !options.read_only;
  db.paranoid_checks = !options.salvage;
  // Also how a later version adds a table, and how a creation that was cut short is completed.
  db.create_missing_column_families = !options.read_only;
  db.listeners.push_back(std::make_shared<NoRecoveryByItself>());
  db.write_buffer_manager =
      std::make_shared<rocksdb::WriteBufferManager>(options.write_buffer_bytes);
  // A table that is seldom written must not keep old logs: it bounds the replay at the next open.
  db.max_total_wal_size = 2 * options.write_buffer_bytes;
  // After a crash the log is taken up to its first damaged record. RocksDB 7.8 does not recycle log
  // files in this mode (an overwrite syncs faster than an append): PreparedWal stands in for that.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  db.max_background_jobs = 2;  // one flush, one compaction
  db.max_open_files = 512;     // of the 1,024 that a service has by default
  db.bytes_per_sync = 1 << 20;
  db.max_manifest_file_size = 16 << 20;
  db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  db.keep_log_file_num = 2;
  db.max_log_file_size = 1 << 20;
  db.stats_dump_period_sec = 0;
  db.stats_persist_period_sec = 0;
  return db;
}

// Tables whose values are digests or compressed already gain nothing from a second compression.
rocksdb::CompressionType compression_of(Table table) {
  const bool packed = table == Table::kHash || table == Table::kContent || table == Table::kMeta;
  return packed ? rocksdb::kNoCompression : rocksdb::kLZ4Compression;
}

// Measured with 100,000 and 500,000 records in synced batches of 2,000 on two cores: leveled and
// universal compaction, and large values apart (BlobDB), load equally fast within the noise; apart,
// contents took 5 % more room, and kept up to a third more after half of them were replaced.
rocksdb::ColumnFamilyOptions table_options(Table table, const RocksOptions& options,
                                           const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions blocks;
  blocks.format_version = 5;  // what 7.8 writes; pinned, so that an upgrade of it is a decision
  blocks.block_cache = cache;
  blocks.cache_index_and_filter_blocks = true;
  blocks.pin_l0_filter_and_index_blocks_in_cache = true;
  if (table == Table::kContent || table == Table::kRecord) {
    // A node that catches up asks mostly for what it does not have yet.
    blocks.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    blocks.optimize_filters_for_memory = true;
  }

  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks));
  family.compression = compression_of(table);
  // A batch comes in the order of its keys, so each is looked for from the one before it.
  family.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewCappedPrefixTransform(0));
  // The write buffer manager flushes the largest before the sum is reached.
  family.write_buffer_size = options.write_buffer_bytes / 2;
  family.max_write_buffer_number = 4;
  family.level_compaction_dynamic_level_bytes = true;
  family.target_file_size_base = 32 << 20;
  // A bulk load may run ahead of compaction: slower reads for a while, and no stalled commit.
  family.level0_slowdown_writes_trigger = 40;
  family.level0_stop_writes_trigger = 80;
  family.soft_pending_compaction_bytes_limit = 0;
  family.hard_pending_compaction_bytes_limit = 0;
  return family;
}

// The default family comes first and stays empty: RocksDB insists on it.
Families families(const RocksOptions& options, const std::shared_ptr<rocksdb::Cache>& cache) {
  Families all;
  rocksdb::ColumnFamilyOptions unused;
  unused.write_buffer_size = 64 << 10;
  all.emplace_back(rocksdb::kDefaultColumnFamilyName, unused);
  for (std::size_t i = 0; i < kTableCount; ++i) {
    all.emplace_back(table_name(table_at(i)), table_options(table_at(i), options, cache));
  }
  return all;
}

// The operations by table and key; those on one key keep the order of the calls. Inserting
// neighbours one after the other takes RocksDB half as long.
std::vector<Batch::Operation> in_order(const Batch& batch) {
  std::vector<Batch::Operation> operations;
  operations.reserve(batch.count());
  for (std::size_t i = 0; i < batch.count(); ++i) operations.push_back(batch.operation(i));
  std::stable_sort(operations.begin(), operations.end(), [](const auto& a, const auto& b) {
    return a.table != b.table ? a.table < b.table : a.key < b.key;
  });
  return operations;
}

base::Error read_error(Table table, const rocksdb::Status& status) {
  return base::corrupt(std::string("table ") + table_name(table) + ": " + status.ToString());
}

base::Error no_space(const std::string& directory) {
  return base::exhausted(directory + ": no space left on the disk");
}

base::Error open_error(const std::string& directory, const rocksdb::Status& status) {
  const std::string text = status.ToString();
  const auto mentions = [&](const char* words) { return text.find(words) != std::string::npos; };
  if (status.IsNoSpace()) return no_space(directory);
  if (status.IsIOError() && mentions("Permission denied")) {
    return base::invalid(text + "; does it belong to the user that runs rednoded?");
  }
  // RocksDB has no code of its own for a held lock (util/env_posix: LockFile).
  if (status.IsIOError() && (mentions("While lock file") || mentions("lock hold by"))) {
    return base::unavailable("another rednoded uses " + directory);
  }
  if (status.IsNotSupported() || status.IsInvalidArgument()) {
    return base::invalid(directory + " has an unknown format: " + text);
  }
  return base::corrupt(directory + ": " + text);
}

// Refuses what this version did not write, before anything is changed.
base::Status check_tables(const std::string& directory, const RocksOptions& options,
                          rocksdb::Env* env) {
  std::vector<std::string> names;
  const rocksdb::Status listed =
      rocksdb::DB::ListColumnFamilies(database_options(options, env), directory, &names);
  if (!listed.ok()) return open_error(directory, listed);
  std::size_t known = 0;
  for (const std::string& name : names) {
    if (name == rocksdb::kDefaultColumnFamilyName) continue;
    bool ours = false;
    for (std::size_t i = 0; i < kTableCount; ++i) ours = ours || name == table_name(table_at(i));
    if (!ours) {
      return base::invalid(directory + " has an unknown format: table " + name +
                           " is not of this version of rednode");
    }
    ++known;
  }
  if (known == 0 && has_table_files(directory)) {
    return base::invalid(directory + " is not a store of rednode");
  }
  if (known < kTableCount && options.read_only) {
    return base::invalid(directory + " was not completely created: start rednoded once");
  }
  return {};
}

}  // namespace

class RocksStore::Impl {
 public:
  Impl(std::string directory, const RocksOptions& options)
      : directory_(std::move(directory)),
        read_only_(options.read_only),
        env_(rocksdb::NewCompositeEnv(make_prepared_wal(
            (options.env != nullptr ? options.env : rocksdb::Env::Default())->GetFileSystem()))),
        // Few large shards: a filter is one entry, and one that is larger than its shard is read
        // from the disk at each lookup. With 600,000 records: 125,000 lookups/s of absent records
        // over 64 shards, 1,750,000 over 4.
        cache_(rocksdb::NewLRUCache(options.block_cache_bytes, 2)) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl();

  base::Status open(const RocksOptions& options);
  base::Status commit(const Batch& batch, Sync sync);
  base::Result<StoreStats> stats() const;
  base::Status compact();
  base::Status scrub(Table table, std::span<const base::Bytes> keys);

  rocksdb::DB& db() const { return *db_; }
  rocksdb::Env* env() const { return env_.get(); }
  const std::shared_ptr<rocksdb::Cache>& cache() const { return cache_; }
  rocksdb::ColumnFamilyHandle* handle(Table table) const {
    return tables_[static_cast<std::size_t>(table)];
  }

 private:
  std::uint64_t figure(Table table, const std::string& property) const;
  base::Error write_error(const rocksdb::Status& status);
  // Whether a file can be made and grow. Asked before what begins a new log: where that fails,
  // RocksDB gives up until it is opened again.
  bool has_room() const;

  const std::string directory_;
  const bool read_only_;
  const std::unique_ptr<rocksdb::Env> env_;  // outlives the database
  const std::shared_ptr<rocksdb::Cache> cache_;
  std::unique_ptr<rocksdb::DB> db_;
  rocksdb::ColumnFamilyHandle* default_ = nullptr;
  std::array<rocksdb::ColumnFamilyHandle*, kTableCount> tables_{};
  // Of the thread that commits:
  bool out_of_space_ = false;
  std::string broken_;  // why no commit is possible any more
};

// Reads of the latest state (without a snapshot) or of one moment.
class RocksStore::View final : public Reader {
 public:
  View(const Impl& impl, const rocksdb::Snapshot* snapshot) : impl_(impl), snapshot_(snapshot) {}
  View(const View&) = delete;
  View& operator=(const View&) = delete;
  ~View() override {
    if (snapshot_ != nullptr) impl_.db().ReleaseSnapshot(snapshot_);
  }

  base::Result<bool> get(Table table, base::BytesView key, base::Bytes& value) const override;
  base::Result<std::vector<std::optional<base::Bytes>>> get_many(
      Table table, std::span<const base::Bytes> keys) const override;
  base::Status scan(Table table, base::BytesView from, base::BytesView to,
                    const Visitor& visitor) const override;
  base::Result<std::optional<Entry>> last(Table table, base::BytesView from,
                                          base::BytesView to) const override;

 private:
  rocksdb::ReadOptions options() const {
    rocksdb::ReadOptions options;  // checksums are verified by default
    options.snapshot = snapshot_;
    return options;
  }

  const Impl& impl_;
  const rocksdb::Snapshot* const snapshot_;
};

base::Result<bool> RocksStore::View::get(Table table, base::BytesView key,
                                         base::Bytes& value) const {
  rocksdb::PinnableSlice found;
  const rocksdb::Status status = impl_.db().Get(options(), impl_.handle(table), slice(key), &found);
  if (status.IsNotFound()) return false;
  if (!status.ok()) return read_error(table, status);
  value.assign(found.data(), found.size());
  return true;
}

base::Result<std::vector<std::optional<base::Bytes>>> RocksStore::View::get_many(
    Table table, std::span<const base::Bytes> keys) const {
  std::vector<rocksdb::Slice> wanted(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> found(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  impl_.db().MultiGet(options(), impl_.handle(table), keys.size(), wanted.data(), found.data(),
                      statuses.data());
  std::vector<std::optional<base::Bytes>> values(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].IsNotFound()) continue;
    if (!statuses[i].ok()) return read_error(table, statuses[i]);
    values[i].emplace(found[i].data(), found[i].size());
  }
  return values;
}

base::Status RocksStore::View::scan(Table table, base::BytesView from, base::BytesView to,
                                    const Visitor& visitor) const {
  if (!to.empty() && from >= to) return {};
  rocksdb::ReadOptions options = this->options();
  const rocksdb::Slice bound = slice(to);
  if (!to.empty()) options.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> at(impl_.db().NewIterator(options, impl_.handle(table)));
  for (at->Seek(slice(from)); at->Valid(); at->Next()) {
    if (!visitor(view(at->key()), view(at->value()))) return {};
  }
  if (!at->status().ok()) return read_error(table, at->status());
  return {};
}

base::Result<std::optional<Entry>> RocksStore::View::last(Table table, base::BytesView from,
                                                          base::BytesView to) const {
  if (!to.empty() && from >= to) return std::optional<Entry>();
  rocksdb::ReadOptions options = this->options();
  const rocksdb::Slice bound = slice(from);
  options.iterate_lower_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> at(impl_.db().NewIterator(options, impl_.handle(table)));
  if (to.empty()) {
    at->SeekToLast();
  } else {
    at->SeekForPrev(slice(to));
    if (at->Valid() && view(at->key()) == to) at->Prev();
  }
  if (!at->status().ok()) return read_error(table, at->status());
  if (!at->Valid()) return std::optional<Entry>();
  return std::make_optional(Entry(view(at->key()), view(at->value())));
}

base::Status RocksStore::copy_to(const std::string& directory) const {
  std::error_code error;
  if (std::filesystem::exists(directory, error)) {
    return base::conflict(directory + " exists already: name a new folder");
  }
  rocksdb::Checkpoint* made = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(&impl_->db(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  // Flushed first, so that the copy needs no write-ahead log.
  if (status.ok()) status = checkpoint->CreateCheckpoint(directory, 0);
  if (status.IsNoSpace()) return no_space(directory);
  if (!status.ok())
    return base::unavailable("cannot copy to " + directory + ": " + status.ToString());
  return {};
}

RocksStore::Impl::~Impl() {
  if (db_ == nullptr) return;
  // By an empty batch and not by SyncWAL(), which asserts that no write has failed before.
  rocksdb::WriteBatch nothing;
  if (!read_only_) static_cast<void>(db_->Write(synced(true), &nothing));
  for (rocksdb::ColumnFamilyHandle* handle : tables_) db_->DestroyColumnFamilyHandle(handle);
  db_->DestroyColumnFamilyHandle(default_);
  static_cast<void>(db_->Close());
}

base::Status RocksStore::Impl::open(const RocksOptions& options) {
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::DBOptions settings = database_options(options, env_.get());
  const Families all = families(options, cache_);
  const rocksdb::Status status =
      read_only_ ? rocksdb::DB::OpenForReadOnly(settings, directory_, all, &handles, &db)
                 : rocksdb::DB::Open(settings, directory_, all, &handles, &db);
  if (!status.ok()) return open_error(directory_, status);
  db_.reset(db);
  default_ = handles.front();
  std::copy(handles.begin() + 1, handles.end(), tables_.begin());
  return {};
}

bool RocksStore::Impl::has_room() const {
  constexpr std::size_t kProbeBytes = 1 << 20;
  // Of the names that RocksDB clears away at the next open.
  const std::string name = directory_ + "/000000.dbtmp";
  rocksdb::Env& env = *db_->GetEnv();
  std::unique_ptr<rocksdb::WritableFile> file;
  rocksdb::Status status = env.NewWritableFile(name, &file, rocksdb::EnvOptions());
  if (status.ok()) status = file->Append(std::string(kProbeBytes, '\0'));
  if (status.ok()) status = file->Sync();
  file.reset();
  static_cast<void>(env.DeleteFile(name));
  return status.ok();
}

base::Error RocksStore::Impl::write_error(const rocksdb::Status& status) {
  if (status.IsNoSpace() && status.severity() < rocksdb::Status::kFatalError) {
    out_of_space_ = true;
    return no_space(directory_);
  }
  // After a failed sync nobody knows what the disk holds: only a new start tells. And where not
  // even a new log could be begun, RocksDB does not resume.
  broken_ = directory_ + ": " + status.ToString() + "; no commit until the store is opened again";
  return base::corrupt(broken_);
}

base::Status RocksStore::Impl::commit(const Batch& batch, Sync sync) {
  if (read_only_) return base::invalid(directory_ + " was opened read-only");
  if (!broken_.empty()) return base::corrupt(broken_);
  if (out_of_space_) {
    if (!has_room()) return no_space(directory_);
    const rocksdb::Status resumed = db_->Resume();
    if (!resumed.ok()) return write_error(resumed);
    out_of_space_ = false;
  }
  if (batch.empty() && sync == Sync::kNo) return {};
  rocksdb::WriteBatch changes(batch.bytes() + 16 * batch.count() + 16);
  for (const Batch::Operation& operation : in_order(batch)) {
    rocksdb::ColumnFamilyHandle* table = handle(operation.table);
    const rocksdb::Status added =
        operation.erase ? changes.Delete(table, slice(operation.key))
                        : changes.Put(table, slice(operation.key), slice(operation.value));
    if (!added.ok()) return base::invalid(added.ToString());
  }
  const rocksdb::Status written = db_->Write(synced(sync == Sync::kYes), &changes);
  if (!written.ok()) return write_error(written);
  return {};
}

std::uint64_t RocksStore::Impl::figure(Table table, const std::string& property) const {
  std::uint64_t value = 0;
  return db_->GetIntProperty(handle(table), property, &value) ? value : 0;
}

base::Result<StoreStats> RocksStore::Impl::stats() const {
  using P = rocksdb::DB::Properties;
  StoreStats stats;
  REDNODE_TRY(stats.bytes_on_disk, directory_bytes(directory_));
  stats.memory_bytes = cache_->GetUsage();
  for (std::size_t i = 0; i < kTableCount; ++i) {
    const Table table = table_at(i);
    const std::uint64_t buffered = figure(table, P::kCurSizeAllMemTables);
    const std::uint64_t waiting =
        figure(table, P::kNumEntriesActiveMemTable) + figure(table, P::kNumEntriesImmMemTables);
    stats.table_keys[i] = figure(table, P::kEstimateNumKeys);
    // An empty write buffer has a size too, and no data.
    stats.table_bytes[i] = figure(table, P::kEstimateLiveDataSize) + (waiting > 0 ? buffered : 0);
    stats.memory_bytes += buffered + figure(table, P::kEstimateTableReadersMem);
  }
  return stats;
}

base::Status RocksStore::Impl::compact() {
  if (read_only_) return base::invalid(directory_ + " was opened read-only");
  if (!has_room()) return no_space(directory_);
  const std::vector<rocksdb::ColumnFamilyHandle*> all(tables_.begin(), tables_.end());
  rocksdb::Status status = db_->Flush(rocksdb::FlushOptions(), all);
  for (auto table = all.begin(); status.ok() && table != all.end(); ++table) {
    status = db_->CompactRange(rocksdb::CompactRangeOptions(), *table, nullptr, nullptr);
  }
  if (status.IsNoSpace()) return no_space(directory_);
  if (!status.ok()) return base::corrupt(directory_ + ": " + status.ToString());
  return {};
}

// Octets that were erased are still in the write-ahead log, in the tables written before, and in
// whatever lies below their tombstones.
base::Status RocksStore::Impl::scrub(Table table, std::span<const base::Bytes> keys) {
  if (read_only_) return base::invalid(directory_ + " was opened read-only");
  const std::vector<rocksdb::ColumnFamilyHandle*> all(tables_.begin(), tables_.end());
  rocksdb::Status status = db_->Flush(rocksdb::FlushOptions(), all);
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  // Each key rewrites the files that it lies in: of many, all together are rewritten once.
  constexpr std::size_t kOneByOneMax = 32;
  if (status.ok() && (keys.empty() || keys.size() > kOneByOneMax)) {
    status = db_->CompactRange(options, handle(table), nullptr, nullptr);
    keys = {};
  }
  for (std::size_t i = 0; status.ok() && i < keys.size(); ++i) {
    const rocksdb::Slice key = slice(keys[i]);
    status = db_->CompactRange(options, handle(table), &key, &key);
  }
  if (status.IsNoSpace()) return no_space(directory_);
  if (!status.ok()) return base::corrupt(directory_ + ": " + status.ToString());
  return {};
}

base::Result<std::unique_ptr<RocksStore>> RocksStore::open(const std::string& directory,
                                                           const RocksOptions& options) {
  REDNODE_TRY(const DirectoryState state, inspect_directory(directory, options.read_only));
  auto impl = std::make_unique<Impl>(directory, options);
  if (state == DirectoryState::kStore) {
    REDNODE_CHECK(check_tables(directory, options, impl->env()));
  } else if (options.read_only || !options.create_if_missing) {
    return base::not_found(directory + " holds no store");
  }
  REDNODE_CHECK(impl->open(options));
  return std::unique_ptr<RocksStore>(new RocksStore(std::move(impl)));
}

base::Status RocksStore::rebuild(const std::string& directory) {
  const RocksOptions options;
  const Impl impl(directory, options);
  const Families all = families(options, impl.cache());
  const rocksdb::Status done =
      rocksdb::RepairDB(directory, database_options(options, impl.env()), all, all.front().options);
  if (!done.ok()) return open_error(directory, done);
  // Tables of which nothing was found are made by opening it once.
  RocksOptions complete;
  complete.create_if_missing = false;
  REDNODE_TRY(const auto opened, open(directory, complete));
  return {};
}

RocksStore::RocksStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

RocksStore::~RocksStore() = default;

base::Result<bool> RocksStore::get(Table table, base::BytesView key, base::Bytes& value) const {
  return View(*impl_, nullptr).get(table, key, value);
}

base::Result<std::vector<std::optional<base::Bytes>>> RocksStore::get_many(
    Table table, std::span<const base::Bytes> keys) const {
  return View(*impl_, nullptr).get_many(table, keys);
}

base::Status RocksStore::scan(Table table, base::BytesView from, base::BytesView to,
                              const Visitor& visitor) const {
  return View(*impl_, nullptr).scan(table, from, to, visitor);
}

base::Result<std::optional<Entry>> RocksStore::last(Table table, base::BytesView from,
                                                    base::BytesView to) const {
  return View(*impl_, nullptr).last(table, from, to);
}

base::Status RocksStore::commit(const Batch& batch, Sync sync) {
  return impl_->commit(batch, sync);
}

std::unique_ptr<Reader> RocksStore::snapshot() const {
  return std::make_unique<View>(*impl_, impl_->db().GetSnapshot());
}

base::Result<StoreStats> RocksStore::stats() const {
  return impl_->stats();
}

base::Status RocksStore::compact() {
  return impl_->compact();
}

base::Status RocksStore::scrub(Table table, std::span<const base::Bytes> keys) {
  return impl_->scrub(table, keys);
}

}  // namespace rednode::storage
