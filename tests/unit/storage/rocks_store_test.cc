// What only a store on a disk can do: be opened again, be held by somebody, be killed, be damaged.
#include "storage/rocks_store.h"

#include <rocksdb/db.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "base/random.h"
#include "tests/unit/storage/store_test_support.h"

namespace rednode::storage {
namespace {

namespace fs = std::filesystem;

constexpr Table kT = Table::kRecord;

base::Error refusal(const std::string& directory, const RocksOptions& options = {}) {
  const auto store = RocksStore::open(directory, options);
  REQUIRE_FALSE(store.ok());
  return store.error();
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::vector<fs::path> files_ending(const std::string& directory, const std::string& end) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().filename().string().ends_with(end)) found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

TEST_CASE("rocks store: everything is there after it was closed and opened again") {
  const StoreTemporary temporary;
  const std::string directory = temporary.path("store");
  {
    const auto store = open_rocks(directory);
    REQUIRE(store->commit(one(kT, "synced", "1"), Sync::kYes).ok());
    REQUIRE(store->compact().ok());
    REQUIRE(store->commit(one(Table::kMeta, "not synced", "2"), Sync::kNo).ok());
  }
  for (int again = 0; again < 3; ++again) {
    const auto store = open_rocks(directory);
    CHECK(listing(*store, kT) == "synced=1");
    CHECK(listing(*store, Table::kMeta) == "not synced=2");
  }
}

TEST_CASE("rocks store: opened read-only, beside the one that writes") {
  const StoreTemporary temporary;
  const std::string directory = temporary.path("store");
  const auto writer = open_rocks(directory);
  REQUIRE(writer->commit(one(kT, "a", "1"), Sync::kYes).ok());
  REQUIRE(writer->compact().ok());
  REQUIRE(writer->commit(one(kT, "b", "2"), Sync::kYes).ok());

  const auto reader = open_rocks(directory, {.read_only = true});
  CHECK(listing(*reader, kT) == "a=1 b=2");
  CHECK(read(*reader->snapshot(), kT, "b") == "2");
  CHECK(reader->stats().ok());
  const auto refused = reader->commit(one(kT, "c", "3"), Sync::kYes);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == base::Code::kInvalid);
  CHECK(reader->compact().error().code == base::Code::kInvalid);
  REQUIRE(writer->commit(one(kT, "c", "3"), Sync::kYes).ok());
  CHECK(listing(*reader, kT) == "a=1 b=2");
}

TEST_CASE("rocks store: what is not there is not made unless asked for") {
  const StoreTemporary temporary;
  const std::string directory = temporary.path("store");
  CHECK(refusal(directory, {.create_if_missing = false}).code == base::Code::kNotFound);
  CHECK(refusal(directory, {.read_only = true}).code == base::Code::kNotFound);
  CHECK_FALSE(fs::exists(directory));
  CHECK(refusal(temporary.path("no/such/place")).code == base::Code::kNotFound);
  fs::create_directory(directory);
  CHECK(refusal(directory, {.create_if_missing = false}).code == base::Code::kNotFound);
  CHECK(fs::is_empty(directory));
  fs::create_directory(directory + "/lost+found");
  CHECK(listing(*open_rocks(directory), kT).empty());
}

TEST_CASE("rocks store: a place that is something else is refused and left alone") {
  const StoreTemporary temporary;
  const std::string file = temporary.path("file");
  write_file(file, "text");
  CHECK(refusal(file).code == base::Code::kInvalid);
  CHECK(refusal(file).message.find("not a directory") != std::string::npos);

  const std::string directory = temporary.path("photos");
  fs::create_directory(directory);
  write_file(directory + "/beach.jpg", "jpeg");
  const base::Error error = refusal(directory);
  CHECK(error.code == base::Code::kInvalid);
  CHECK(error.message.find("beach.jpg") != std::string::npos);
  CHECK(files_ending(directory, "").size() == 1);
}

// A database that some other program made, with one key in a table of the name.
void make_foreign(const std::string& directory, const std::string& table, bool flush) {
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  REQUIRE(rocksdb::DB::Open(options, directory, &opened).ok());
  const std::unique_ptr<rocksdb::DB> db(opened);
  rocksdb::ColumnFamilyHandle* handle = db->DefaultColumnFamily();
  if (table != "default") REQUIRE(db->CreateColumnFamily({}, table, &handle).ok());
  REQUIRE(db->Put({}, handle, "key", "value").ok());
  if (flush) REQUIRE(db->Flush({}, handle).ok());
  if (table != "default") REQUIRE(db->DestroyColumnFamilyHandle(handle).ok());
}

TEST_CASE("rocks store: a database of another program or version is refused") {
  const StoreTemporary temporary;
  const std::string directory = temporary.path("store");
  SECTION("a table that we do not know") {
    make_foreign(directory, "photos", false);
    const base::Error error = refusal(directory);
    CHECK(error.code == base::Code::kInvalid);
    CHECK(error.message.find("table photos") != std::string::npos);
  }
  SECTION("no table of ours") {
    make_foreign(directory, "default", true);
    const base::Error error = refusal(directory);
    CHECK(error.code == base::Code::kInvalid);
    CHECK(error.message.find("not a store of rednode") != std::string::npos);
  }
}

TEST_CASE("rocks store: a creation that was cut short is completed") {
  const StoreTemporary temporary;
  const std::string directory = temporary.path("store");
  make_foreign(directory, table_name(kT), false);
  CHECK(refusal(directory, {.read_only = true}).message.find("completely") != std::string::npos);
  const auto store = open_rocks(directory);
  CHECK(listing(*store, kT) == "key=value");
  REQUIRE(store->commit(one(Table::kQuarantine, "a", "1"), Sync::kYes).ok());
}

TEST_CASE("rocks store: a directory that this user may not use") {
  if (geteuid() == 0) {
    WARN("skipped: root may use every directory");
    return;
  }
  const StoreTemporary temporary;
  const std::string directory = temporary.path("store");
  {
    const auto store = open_rocks(directory);
  }
  fs::permissions(directory, fs::perms::none);
  const base::Error error = refusal(directory);
  fs::permissions(directory, fs::perms::owner_all);
  CHECK(error.code == base::Code::kInvalid);
  CHECK(error.message.find("belong") != std::string::npos);
}

TEST_CASE("rocks store: a store that was damaged is kCorrupt") {
  const StoreTemporary temporary;
  const std::string directory = temporary.path("store");
  {
    const auto store = open_rocks(directory);
    Batch batch;
    for (int i = 0; i < 2000; ++i) batch.put(kT, std::to_string(i), base::Bytes(100, 'v'));
    REQUIRE(store->commit(batch, Sync::kYes).ok());
    REQUIRE(store->compact().ok());
  }
  const auto tables = files_ending(directory, ".sst");
  REQUIRE_FALSE(tables.empty());

  SECTION("a block") {
    // The first data block: the keys sort "0" first.
    std::fstream file(tables.back(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(100);
    file.write("damage", 6);
    file.close();
    const auto store = open_rocks(directory);
    CHECK(read(*store, kT, "0") == "(corrupt)");
    CHECK(read(*store, kT, "999").size() == 100);
    CHECK(listing(*store, kT) == "(corrupt)");
    const std::vector<base::Bytes> keys = {"999", "0"};
    CHECK(store->get_many(kT, keys).error().code == base::Code::kCorrupt);
    CHECK(store->last(kT, "", "1").error().code == base::Code::kCorrupt);
  }
  SECTION("a file that is cut short") {
    fs::resize_file(tables.back(), fs::file_size(tables.back()) / 2);
    CHECK(refusal(directory).code == base::Code::kCorrupt);
  }
  SECTION("a file that is gone") {
    fs::remove(tables.back());
    CHECK(refusal(directory).code == base::Code::kCorrupt);
  }
  SECTION("the file that names the others is gone") {
    fs::remove(directory + "/CURRENT");
    const base::Error error = refusal(directory);
    CHECK(error.code == base::Code::kCorrupt);
    CHECK(error.message.find("CURRENT") != std::string::npos);
  }
}

TEST_CASE("rocks store: held once in this process") {
  const StoreTemporary temporary;
  const std::string directory = temporary.path("store");
  const auto store = open_rocks(directory);
  CHECK(refusal(directory).code == base::Code::kUnavailable);
}

// Another process that writes to the store, or only holds it: this program again, with the hidden
// test case below. Not a mere fork: RocksDB's background threads, which other test cases started,
// would be missing in the child, and its first flush would wait for them for ever.
class Child {
 public:
  Child(const std::string& directory, const std::string& first) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const std::string out = std::to_string(ends[1]);
    pid_ = fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
      close(ends[0]);
      setenv("REDNODE_STORE_CHILD", directory.c_str(), 1);
      setenv("REDNODE_STORE_FIRST", first.c_str(), 1);
      setenv("REDNODE_STORE_OUT", out.c_str(), 1);
      execl("/proc/self/exe", "storage_test", "[rocks-store-child]", "-o", "/dev/null", nullptr);
      _exit(1);
    }
    close(ends[1]);
    from_ = ends[0];
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    stop();
    close(from_);
  }

  // The next octet that the child wrote; 0 where it ended.
  char next() {
    char octet = 0;
    return ::read(from_, &octet, 1) == 1 ? octet : '\0';
  }

  void stop() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

 private:
  pid_t pid_ = 0;
  int from_ = -1;
};

constexpr const char* kHoldOnly = "hold";

// Batch n holds 20 keys over three tables, each with n in its value.
Batch numbered(std::uint32_t n) {
  Batch batch;
  base::Bytes key;
  base::append_u32(key, n);
  for (char part = 'a'; part < 'a' + 20; ++part) {
    batch.put(static_cast<Table>(static_cast<std::size_t>(part) % 3), key + part,
              key + base::Bytes(300, part));
  }
  return batch;
}

// True where all of batch n is there; false where nothing of it is.
bool is_whole(const Reader& store, std::uint32_t n) {
  const Batch batch = numbered(n);
  std::size_t there = 0;
  for (std::size_t i = 0; i < batch.count(); ++i) {
    const auto operation = batch.operation(i);
    const std::string value = read(store, operation.table, operation.key);
    if (value == "(none)") continue;
    REQUIRE((value == operation.value));
    ++there;
  }
  REQUIRE((there == 0 || there == batch.count()));
  return there > 0;
}

TEST_CASE("the process that writes until it is killed", "[.][rocks-store-child]") {
  const char* directory = std::getenv("REDNODE_STORE_CHILD");
  if (directory == nullptr) return;
  const std::string first = std::getenv("REDNODE_STORE_FIRST");
  const int out = std::atoi(std::getenv("REDNODE_STORE_OUT"));
  // Small buffers, so that flushes and compactions are killed too.
  const auto store = open_rocks(directory, {.write_buffer_bytes = 256 << 10});
  if (first == kHoldOnly) {
    REQUIRE(write(out, "+", 1) == 1);
    pause();
  }
  for (auto n = static_cast<std::uint32_t>(std::stoul(first));; ++n) {
    REQUIRE(store->commit(numbered(n), Sync::kYes).ok());
    REQUIRE(write(out, "+", 1) == 1);
  }
}

TEST_CASE("rocks store: another process holds it") {
  const StoreTemporary temporary;
  const std::string directory = temporary.path("store");
  Child child(directory, kHoldOnly);
  REQUIRE(child.next() == '+');
  const base::Error error = refusal(directory);
  CHECK(error.code == base::Code::kUnavailable);
  CHECK(error.message == "another rednoded uses " + directory);
  child.stop();
  CHECK(listing(*open_rocks(directory), kT).empty());
}

TEST_CASE("rocks store: killed at any moment, every acknowledged batch is there and whole") {
  const StoreTemporary temporary;
  const std::string directory = temporary.path("store");
  base::Random random(11);
  std::uint32_t begun = 0;
  for (int round = 0; round < 8; ++round) {
    const std::uint64_t stop_after = 1 + random.below(200);
    const std::uint32_t first = begun;
    Child child(directory, std::to_string(first));
    std::uint32_t acknowledged = first;
    for (std::uint64_t i = 0; i < stop_after; ++i) {
      REQUIRE(child.next() == '+');
      ++acknowledged;
    }
    child.stop();
    while (child.next() == '+') ++acknowledged;

    const auto store = open_rocks(directory, {.read_only = round % 2 == 0});
    begun = 0;
    while (is_whole(*store, begun)) ++begun;
    REQUIRE(begun >= acknowledged);
    REQUIRE(begun <= acknowledged + 1);  // the one in flight may be there: whole
  }
}

TEST_CASE("rocks store: what was erased and scrubbed is in no file any more") {
  const StoreTemporary temporary;
  const std::string folder = temporary.path("store");
  const std::string secret = "a name that must be forgotten, in plain octets";
  const auto store = open_rocks(folder);
  for (int i = 0; i < 3; ++i) {
    storage::Batch batch;
    for (int k = 0; k < 100; ++k) {
      batch.put(Table::kContent, "key" + std::to_string(100 * i + k), "value " + std::to_string(k));
    }
    if (i == 1) batch.put(Table::kContent, "key15", secret);
    REQUIRE(store->commit(batch, Sync::kYes).ok());
    if (i < 2) REQUIRE(store->compact().ok());
  }
  const auto somewhere = [&] {
    bool found = false;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string text((std::istreambuf_iterator<char>(file)), {});
      found = found || text.find(secret) != std::string::npos;
    }
    return found;
  };
  REQUIRE(somewhere());
  storage::Batch batch;
  batch.erase(Table::kContent, "key15");
  REQUIRE(store->commit(batch, Sync::kYes).ok());
  const std::vector<base::Bytes> keys = {"key15"};
  REQUIRE(store->scrub(Table::kContent, keys).ok());
  CHECK_FALSE(somewhere());
  base::Bytes value;
  CHECK(store->get(Table::kContent, "key16", value).value());
}

}  // namespace
}  // namespace rednode::storage
