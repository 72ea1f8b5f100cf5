// RocksStore and its disk: when it syncs, and what it does where the disk is full or fails. A file
// system between RocksDB and the real one counts, and refuses as it is told.
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <atomic>

#include "tests/unit/storage/store_test_support.h"

namespace rednode::storage {
namespace {

constexpr Table kT = Table::kUpdate;

// What the disk answers to writes.
struct Faults {
  enum class Answer { kFine, kFull, kFullAtSync, kNoNewFiles, kBroken };
  std::atomic<Answer> answer = Answer::kFine;
  std::atomic<int> refused = 0;
  std::atomic<int> log_syncs = 0;

  rocksdb::IOStatus no_space() {
    ++refused;
    return rocksdb::IOStatus::NoSpace("No space left on device");
  }
};

class FaultyFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultyFile(std::unique_ptr<rocksdb::FSWritableFile> file, bool is_log, Faults& faults)
      : FSWritableFileOwnerWrapper(std::move(file)), is_log_(is_log), faults_(faults) {}

  // A full disk takes the first half: what a torn record at the end of the log comes from.
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* context) override {
    if (faults_.answer != Faults::Answer::kFull) return target()->Append(data, options, context);
    const rocksdb::Slice half(data.data(), data.size() / 2);
    static_cast<void>(target()->Append(half, options, context));
    return faults_.no_space();
  }
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           const rocksdb::DataVerificationInfo&,
                           rocksdb::IODebugContext* context) override {
    return Append(data, options, context);
  }
  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options,
                         rocksdb::IODebugContext* context) override {
    if (faults_.answer == Faults::Answer::kFullAtSync) return faults_.no_space();
    if (faults_.answer == Faults::Answer::kBroken) {
      ++faults_.refused;
      return rocksdb::IOStatus::IOError("Input/output error");
    }
    if (is_log_) ++faults_.log_syncs;
    return target()->Sync(options, context);
  }
  rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options,
                          rocksdb::IODebugContext* context) override {
    return Sync(options, context);
  }

 private:
  const bool is_log_;
  Faults& faults_;
};

class FaultyDisk final : public rocksdb::FileSystemWrapper {
 public:
  explicit FaultyDisk(Faults& faults)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), faults_(faults) {}

  static const char* kClassName() { return "FaultyDisk"; }
  const char* Name() const override { return kClassName(); }

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* context) override {
    const bool refuse =
        faults_.answer == Faults::Answer::kFull || faults_.answer == Faults::Answer::kNoNewFiles;
    if (refuse) return faults_.no_space();
    rocksdb::IOStatus opened = target()->NewWritableFile(name, options, file, context);
    if (opened.ok()) {
      *file = std::make_unique<FaultyFile>(std::move(*file), name.ends_with(".log"), faults_);
    }
    return opened;
  }

 private:
  Faults& faults_;
};

struct Fixture {
  StoreTemporary temporary;
  Faults faults;
  std::unique_ptr<rocksdb::Env> env =
      rocksdb::NewCompositeEnv(std::make_shared<FaultyDisk>(faults));
  std::string directory = temporary.path("store");

  std::unique_ptr<RocksStore> open() {
    return open_rocks(directory, {.write_buffer_bytes = 1 << 20, .env = env.get()});
  }
  // What a machine would find that lost its power now, with all that reached the disk.
  std::string image(const std::string& name) {
    const std::string copy = temporary.path(name);
    std::filesystem::copy(directory, copy);
    return copy;
  }
};

// Over three tables, one of which no other batch touches.
Batch numbered(int n) {
  const std::string key = "n" + std::to_string(n);
  Batch batch = one(kT, key, base::Bytes(2000, 'u'));
  batch.put(Table::kContent, key, base::Bytes(9000, 'c'));
  batch.put(static_cast<Table>(5 + n % 5), key, "x");
  return batch;
}

// The numbers below 10 whose batches are there, each whole: "0 1 3".
std::string present(const Reader& store) {
  std::string text;
  for (int n = 0; n < 10; ++n) {
    const std::string key = "n" + std::to_string(n);
    const bool there = read(store, kT, key) != "(none)";
    CHECK((read(store, Table::kContent, key) != "(none)") == there);
    CHECK((read(store, static_cast<Table>(5 + n % 5), key) != "(none)") == there);
    if (there) text += (text.empty() ? "" : " ") + std::to_string(n);
  }
  return text;
}

void check_exhausted(const base::Status& status) {
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().code == base::Code::kExhausted);
  CHECK(status.error().message.find("no space left") != std::string::npos);
}

TEST_CASE("disk: the log is synced when it was asked for, and at the end") {
  Fixture fixture;
  std::atomic<int>& syncs = fixture.faults.log_syncs;
  auto store = fixture.open();
  int before = syncs;
  for (int n = 0; n < 3; ++n) {
    REQUIRE(store->commit(numbered(n), Sync::kYes).ok());
    CHECK(syncs == ++before);
  }
  REQUIRE(store->commit(numbered(3), Sync::kNo).ok());
  REQUIRE(store->commit(Batch(), Sync::kNo).ok());
  CHECK(syncs == before);
  REQUIRE(store->commit(Batch(), Sync::kYes).ok());
  CHECK(syncs == ++before);
  REQUIRE(store->commit(numbered(4), Sync::kNo).ok());
  CHECK(syncs == before);
  store.reset();
  CHECK(syncs > before);
}

TEST_CASE("full disk: a commit is refused whole, and the store goes on when there is room") {
  Fixture fixture;
  const auto answer = GENERATE(Faults::Answer::kFull, Faults::Answer::kFullAtSync);
  auto store = fixture.open();
  REQUIRE(store->commit(numbered(0), Sync::kYes).ok());
  const auto before = store->snapshot();

  fixture.faults.answer = answer;
  for (int n = 1; n < 4; ++n) check_exhausted(store->commit(numbered(n), Sync::kYes));
  CHECK(fixture.faults.refused > 0);
  CHECK(present(*store) == "0");
  CHECK(present(*before) == "0");

  fixture.faults.answer = Faults::Answer::kFine;
  const auto resumed = store->commit(numbered(4), Sync::kYes);
  if (!resumed.ok()) FAIL(resumed.error().message);
  CHECK(present(*store) == "0 4");

  // Neither a power cut now nor a restart brings back what was refused.
  CHECK(present(*open_rocks(fixture.image("power cut"))) == "0 4");
  REQUIRE(store->commit(numbered(5), Sync::kNo).ok());
  REQUIRE(store->compact().ok());
  store->snapshot();
  CHECK(present(*before) == "0");
}

TEST_CASE("full disk: after a restart the store holds what was acknowledged") {
  Fixture fixture;
  {
    const auto store = fixture.open();
    REQUIRE(store->commit(numbered(0), Sync::kYes).ok());
    fixture.faults.answer = Faults::Answer::kFull;
    check_exhausted(store->commit(numbered(1), Sync::kYes));
  }
  fixture.faults.answer = Faults::Answer::kFine;
  const auto store = fixture.open();
  CHECK(present(*store) == "0");
  REQUIRE(store->commit(numbered(2), Sync::kYes).ok());
  CHECK(present(*store) == "0 2");
}

TEST_CASE("full disk: it fills and empties again and again under a load") {
  Fixture fixture;
  auto store = fixture.open();
  std::vector<int> acknowledged;
  for (int n = 0; n < 600; ++n) {
    fixture.faults.answer = n / 20 % 3 == 2 ? Faults::Answer::kFull : Faults::Answer::kFine;
    const auto status = store->commit(numbered(n), n % 2 == 0 ? Sync::kYes : Sync::kNo);
    if (status.ok()) {
      acknowledged.push_back(n);
    } else {
      REQUIRE(status.error().code == base::Code::kExhausted);
    }
  }
  CHECK(acknowledged.size() >= 400);
  CHECK(acknowledged.size() < 600);
  fixture.faults.answer = Faults::Answer::kFine;
  for (int round = 0; round < 2; ++round) {
    std::size_t count = 0;
    REQUIRE(store->scan(kT, "", "", [&](base::BytesView, base::BytesView) { return ++count > 0; })
                .ok());
    CHECK(count == acknowledged.size());
    for (const int n : acknowledged) {
      REQUIRE(read(*store, kT, "n" + std::to_string(n)).size() == 2000);
    }
    store.reset();
    store = fixture.open();
  }
}

TEST_CASE("full disk: compaction says so, and the store goes on") {
  Fixture fixture;
  const auto store = fixture.open();
  REQUIRE(store->commit(numbered(0), Sync::kYes).ok());
  fixture.faults.answer = Faults::Answer::kFull;
  check_exhausted(store->compact());
  fixture.faults.answer = Faults::Answer::kFine;
  REQUIRE(store->commit(numbered(1), Sync::kYes).ok());
  REQUIRE(store->compact().ok());
  CHECK(present(*store) == "0 1");
}

TEST_CASE("full disk: no new log can be begun, and nothing acknowledged is lost") {
  Fixture fixture;
  auto store = fixture.open();
  int acknowledged = 0;
  REQUIRE(store->commit(numbered(acknowledged++), Sync::kYes).ok());
  fixture.faults.answer = Faults::Answer::kNoNewFiles;
  while (store->commit(numbered(acknowledged), Sync::kYes).ok()) ++acknowledged;
  fixture.faults.answer = Faults::Answer::kFine;
  // RocksDB may have given up by now; a new start goes on.
  const auto next = store->commit(numbered(acknowledged), Sync::kYes);
  if (next.ok()) {
    ++acknowledged;
  } else {
    CHECK(next.error().code == base::Code::kCorrupt);
  }
  store.reset();
  store = fixture.open();
  REQUIRE(store->commit(numbered(acknowledged), Sync::kYes).ok());
  for (int n = 0; n <= acknowledged; ++n) {
    REQUIRE(read(*store, kT, "n" + std::to_string(n)).size() == 2000);
  }
}

TEST_CASE("broken disk: after a sync that failed, no commit is taken until a new start") {
  Fixture fixture;
  auto store = fixture.open();
  REQUIRE(store->commit(numbered(0), Sync::kYes).ok());
  fixture.faults.answer = Faults::Answer::kBroken;
  for (int n = 1; n < 3; ++n) {
    const auto status = store->commit(numbered(n), Sync::kYes);
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().code == base::Code::kCorrupt);
    fixture.faults.answer = Faults::Answer::kFine;  // as a disk does that forgot its error
  }
  CHECK(present(*store) == "0");
  store.reset();
  store = fixture.open();
  // Which of the two it is nobody knows; each batch is whole.
  const std::string found = present(*store);
  CHECK((found == "0" || found == "0 1"));
  REQUIRE(store->commit(numbered(3), Sync::kYes).ok());
}

}  // namespace
}  // namespace rednode::storage
