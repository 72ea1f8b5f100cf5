// What MemoryStore promises to model: crashes, torn syncs, a full disk, damage, and backups.
#include <set>

#include "storage/memory_store.h"
#include "tests/unit/storage/store_test_support.h"

namespace rednode::storage {
namespace {

constexpr Table kT = Table::kUpdate;

// Batch number n: a key of its own, twice, and a key that all batches write or erase in turn.
Batch numbered(int n) {
  Batch batch;
  batch.put(kT, "n" + std::to_string(n), "overwritten below");
  batch.put(kT, "n" + std::to_string(n), std::to_string(n));
  batch.put(Table::kHash, "n" + std::to_string(n), std::to_string(n));
  if (n % 3 == 2) {
    batch.erase(kT, "shared");
  } else {
    batch.put(kT, "shared", std::to_string(n));
  }
  return batch;
}

// How many batches are there, after checking that they are the first ones and that each is whole.
int whole_prefix(const Reader& store, int limit) {
  int count = 0;
  while (count < limit && read(store, kT, "n" + std::to_string(count)) != "(none)") ++count;
  for (int n = 0; n < limit; ++n) {
    const std::string want = n < count ? std::to_string(n) : "(none)";
    REQUIRE(read(store, kT, "n" + std::to_string(n)) == want);
    REQUIRE(read(store, Table::kHash, "n" + std::to_string(n)) == want);
  }
  const bool erased = count == 0 || (count - 1) % 3 == 2;
  REQUIRE(read(store, kT, "shared") == (erased ? "(none)" : std::to_string(count - 1)));
  return count;
}

TEST_CASE("memory store: a crash keeps what was synced and a prefix of the rest") {
  std::set<int> survivals;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    base::Random random(seed);
    MemoryStore store;
    const int total = 1 + static_cast<int>(random.below(12));
    int durable = 0;
    for (int n = 0; n < total; ++n) {
      const Sync sync = random.chance(200) ? Sync::kYes : Sync::kNo;
      REQUIRE(store.commit(numbered(n), sync).ok());
      if (sync == Sync::kYes) durable = n + 1;
      REQUIRE(store.unsynced() == static_cast<std::size_t>(n + 1 - durable));
    }
    REQUIRE(whole_prefix(store, total) == total);
    store.crash(random);
    const int survived = whole_prefix(store, total);
    REQUIRE(survived >= durable);
    survivals.insert(survived - durable);

    // What survived once is on the disk: the next crash does not take it.
    store.crash(random);
    REQUIRE(whole_prefix(store, total) == survived);
  }
  CHECK(survivals.size() > 6);  // from nothing to all of them
}

TEST_CASE("memory store: the same seed forgets the same batches") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    std::vector<std::string> outcomes;
    for (int run = 0; run < 2; ++run) {
      base::Random random(seed);
      MemoryStore store;
      for (int n = 0; n < 10; ++n) REQUIRE(store.commit(numbered(n), Sync::kNo).ok());
      store.crash(random);
      outcomes.push_back(listing(store, kT));
    }
    CHECK(outcomes[0] == outcomes[1]);
  }
}

TEST_CASE("memory store: sync and compact make everything durable") {
  MemoryStore store;
  base::Random random(1);
  for (int n = 0; n < 3; ++n) REQUIRE(store.commit(numbered(n), Sync::kNo).ok());
  const int how = GENERATE(0, 1, 2);
  if (how == 0) REQUIRE(store.sync().ok());
  if (how == 1) REQUIRE(store.compact().ok());
  if (how == 2) REQUIRE(store.commit(Batch(), Sync::kYes).ok());
  CHECK(store.syncs() == 1);
  CHECK(store.commits() == (how == 2 ? 4U : 3U));
  store.crash(random);
  CHECK(whole_prefix(store, 3) == 3);
}

TEST_CASE("memory store: a torn commit survives whole or not at all") {
  std::set<int> survivals;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    base::Random random(seed);
    MemoryStore store;
    REQUIRE(store.commit(numbered(0), Sync::kYes).ok());
    REQUIRE(store.commit(numbered(1), Sync::kNo).ok());
    const auto torn = store.commit_torn(numbered(2), random);
    REQUIRE_FALSE(torn.ok());
    REQUIRE(torn.error().code == base::Code::kUnavailable);
    const int survived = whole_prefix(store, 3);
    REQUIRE(survived >= 1);
    REQUIRE(store.unsynced() == 0);
    survivals.insert(survived);
  }
  CHECK(survivals == std::set<int>{1, 2, 3});
}

TEST_CASE("memory store: a crash spares no snapshot of what it forgot, and no batch of later") {
  MemoryStore store;
  REQUIRE(store.commit(one(kT, "a", "old"), Sync::kYes).ok());
  REQUIRE(store.commit(one(kT, "a", "new"), Sync::kNo).ok());
  const auto snapshot = store.snapshot();
  base::Random random(0);
  while (store.unsynced() > 0) {
    store.crash(random);
    if (read(store, kT, "a") == "old") break;
    store = MemoryStore();
    REQUIRE(store.commit(one(kT, "a", "old"), Sync::kYes).ok());
    REQUIRE(store.commit(one(kT, "a", "new"), Sync::kNo).ok());
  }
  CHECK(read(store, kT, "a") == "old");
  CHECK(read(*snapshot, kT, "a") == "new");
  REQUIRE(store.commit(one(kT, "a", "newer"), Sync::kYes).ok());
  CHECK(read(store, kT, "a") == "newer");
}

TEST_CASE("memory store: a full disk takes nothing, and goes on when there is room") {
  MemoryStore store;
  REQUIRE(store.commit(numbered(0), Sync::kNo).ok());
  store.set_disk_full(true);
  for (const Sync sync : {Sync::kNo, Sync::kYes}) {
    const auto refused = store.commit(numbered(1), sync);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == base::Code::kExhausted);
  }
  CHECK_FALSE(store.sync().ok());
  CHECK(store.commits() == 1);
  CHECK(store.syncs() == 0);
  CHECK(store.unsynced() == 1);
  CHECK(whole_prefix(store, 2) == 1);
  base::Random random(3);
  CHECK_FALSE(store.commit_torn(numbered(1), random).ok());
  CHECK(read(store, kT, "n1") == "(none)");
  store.set_disk_full(false);
  REQUIRE(store.commit(numbered(0), Sync::kYes).ok());
  REQUIRE(store.commit(numbered(1), Sync::kYes).ok());
  CHECK(whole_prefix(store, 2) == 2);
}

TEST_CASE("memory store: a flipped bit is read until the value is written again") {
  MemoryStore store;
  REQUIRE(store.commit(one(kT, "k", "ab"), Sync::kYes).ok());
  CHECK_FALSE(store.corrupt(kT, "other", 0));
  REQUIRE(store.corrupt(kT, "k", 9));
  CHECK(read(store, kT, "k") == "a`");
  CHECK(listing(store, kT) == "k=a`");
  REQUIRE(store.commit(one(kT, "k", "ab"), Sync::kYes).ok());
  CHECK(read(store, kT, "k") == "ab");
  REQUIRE(store.commit(one(kT, "empty", ""), Sync::kYes).ok());
  CHECK_FALSE(store.corrupt(kT, "empty", 0));
}

TEST_CASE("memory store: an unreadable value is kCorrupt wherever it is met") {
  MemoryStore store;
  Batch batch;
  for (const char* key : {"a", "b", "c"}) batch.put(kT, key, key);
  REQUIRE(store.commit(batch, Sync::kYes).ok());
  REQUIRE(store.corrupt(kT, "b", 0, MemoryStore::Damage::kUnreadable));

  CHECK(read(store, kT, "a") == "a");
  CHECK(read(store, kT, "b") == "(corrupt)");
  CHECK(listing(store, kT) == "a=a(corrupt)");
  CHECK(listing(store, kT, "c") == "c=c");
  const std::vector<base::Bytes> keys = {"a", "b"};
  CHECK(store.get_many(kT, keys).error().code == base::Code::kCorrupt);
  CHECK(store.last(kT, "", "c").error().code == base::Code::kCorrupt);
  CHECK(store.last(kT, "", "").ok());
  CHECK(read(*store.snapshot(), kT, "b") == "(corrupt)");
  REQUIRE(store.commit(one(kT, "b", "B"), Sync::kYes).ok());
  CHECK(listing(store, kT) == "a=a b=B c=c");
}

TEST_CASE("memory store: a backup that is put back replaces everything") {
  MemoryStore store;
  base::Random random(5);
  REQUIRE(store.commit(numbered(0), Sync::kYes).ok());
  REQUIRE(store.commit(numbered(1), Sync::kNo).ok());
  const MemoryStore::Backup backup = store.clone();
  REQUIRE(store.commit(numbered(2), Sync::kYes).ok());
  REQUIRE(store.corrupt(kT, "n0", 0));

  for (int again = 0; again < 2; ++again) {
    store.restore(backup);
    store.crash(random);
    CHECK(whole_prefix(store, 4) == 2);
    REQUIRE(store.commit(numbered(2), Sync::kYes).ok());
    REQUIRE(store.commit(numbered(3), Sync::kNo).ok());
    CHECK(whole_prefix(store, 4) == 4);
  }
  MemoryStore other;
  other.restore(backup);
  CHECK(whole_prefix(other, 4) == 2);
}

}  // namespace
}  // namespace rednode::storage
