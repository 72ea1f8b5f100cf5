// The behaviour of the Store seam, over both implementations.
#include "storage/store.h"

#include <functional>
#include <optional>

#include "storage/memory_store.h"
#include "tests/unit/storage/store_test_support.h"

namespace rednode::storage {
namespace {

constexpr Table kT = Table::kRecord;

// Runs the test case once for each implementation, each time with an empty store; for RocksStore
// also with everything moved into files after each commit.
struct Bench {
  StoreTemporary temporary;
  std::unique_ptr<Store> store;
  bool settle = false;

  Bench() {
    const std::string which = GENERATE("memory", "rocks", "rocks, compacted");
    UNSCOPED_INFO(which);
    if (which == "memory") {
      store = std::make_unique<MemoryStore>();
    } else {
      store = open_rocks(temporary.path("store"));
      settle = which != "rocks";
    }
  }

  void commit(const Batch& batch, Sync sync = Sync::kYes) {
    REQUIRE(store->commit(batch, sync).ok());
    if (settle) REQUIRE(store->compact().ok());
  }
};

std::string last_of(const Reader& reader, base::BytesView from, base::BytesView to) {
  const auto found = reader.last(kT, from, to);
  REQUIRE(found.ok());
  if (!found.value()) return "(none)";
  return (*found)->first + "=" + (*found)->second;
}

Batch letters(base::BytesView keys) {
  Batch batch;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    batch.put(kT, keys.substr(i, 1), std::to_string(i + 1));
  }
  return batch;
}

TEST_CASE("batch: keeps the operations in order, and copies them") {
  Batch batch;
  {
    std::string key = "key";
    batch.put(Table::kMeta, key, "value");
    key = "other";
    batch.erase(Table::kPeer, key);
  }
  Batch second = one(Table::kWant, "first", "1");
  second.append(batch);
  second.append(second);

  REQUIRE(second.count() == 6);
  CHECK(second.bytes() == 2 * (6 + 3 + 5 + 5));
  for (const std::size_t at : {1U, 4U}) {
    const auto put = second.operation(at);
    CHECK(put.table == Table::kMeta);
    CHECK_FALSE(put.erase);
    CHECK(put.key == "key");
    CHECK(put.value == "value");
    const auto erased = second.operation(at + 1);
    CHECK(erased.table == Table::kPeer);
    CHECK(erased.erase);
    CHECK(erased.key == "other");
    CHECK(erased.value.empty());
  }
  second.clear();
  CHECK(second.empty());
  CHECK(second.bytes() == 0);
}

TEST_CASE("batch: every table has its own name") {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kTableCount; ++i) {
    names.emplace_back(table_name(static_cast<Table>(i)));
  }
  CHECK(names == std::vector<std::string>{"meta", "update", "hash", "content", "record",
                                          "checkpoint", "want", "change", "peer", "quarantine",
                                          "receipt"});
}

TEST_CASE("store: get, put, replace, erase") {
  Bench bench;
  CHECK(read(*bench.store, kT, "a") == "(none)");
  bench.commit(one(kT, "a", "1"), GENERATE(Sync::kNo, Sync::kYes));
  CHECK(read(*bench.store, kT, "a") == "1");
  CHECK(read(*bench.store, kT, "b") == "(none)");
  bench.commit(one(kT, "a", ""));
  CHECK(read(*bench.store, kT, "a").empty());
  Batch gone;
  gone.erase(kT, "a");
  gone.erase(kT, "never there");
  bench.commit(gone);
  CHECK(read(*bench.store, kT, "a") == "(none)");
}

TEST_CASE("store: tables are apart") {
  Bench bench;
  Batch batch;
  for (std::size_t i = 0; i < kTableCount; ++i) {
    batch.put(static_cast<Table>(i), "key", table_name(static_cast<Table>(i)));
  }
  bench.commit(batch);
  Batch gone;
  gone.erase(Table::kHash, "key");
  bench.commit(gone);
  for (std::size_t i = 0; i < kTableCount; ++i) {
    const Table table = static_cast<Table>(i);
    CHECK(read(*bench.store, table, "key") ==
          (table == Table::kHash ? "(none)" : table_name(table)));
  }
}

TEST_CASE("store: in one batch the later operation wins") {
  Bench bench;
  Batch batch = letters("ab");
  batch.put(kT, "a", "again");
  batch.erase(kT, "b");
  batch.erase(kT, "c");
  batch.put(kT, "c", "back");
  bench.commit(batch);
  CHECK(listing(*bench.store, kT) == "a=again c=back");
}

TEST_CASE("store: an empty batch changes nothing") {
  Bench bench;
  bench.commit(Batch(), Sync::kNo);
  bench.commit(Batch(), Sync::kYes);
  CHECK(listing(*bench.store, kT).empty());
}

TEST_CASE("store: scan keeps its bounds and the order of octets") {
  Bench bench;
  bench.commit(letters("dbac"));
  const Reader& store = *bench.store;
  CHECK(listing(store, kT) == "a=3 b=2 c=4 d=1");
  CHECK(listing(store, kT, "b") == "b=2 c=4 d=1");
  CHECK(listing(store, kT, "", "c") == "a=3 b=2");
  CHECK(listing(store, kT, "b", "d") == "b=2 c=4");
  CHECK(listing(store, kT, "aa", "cc") == "b=2 c=4");
  CHECK(listing(store, kT, "b", "b").empty());
  CHECK(listing(store, kT, "c", "b").empty());
  CHECK(listing(store, kT, "e").empty());

  std::string seen;
  REQUIRE(store
              .scan(kT, "", "",
                    [&](base::BytesView key, base::BytesView) {
                      seen += key;
                      return key != "b";
                    })
              .ok());
  CHECK(seen == "ab");
}

TEST_CASE("store: last is the greatest key below the bound") {
  Bench bench;
  CHECK(last_of(*bench.store, "", "") == "(none)");
  bench.commit(letters("bdf"));
  const Reader& store = *bench.store;
  CHECK(last_of(store, "", "") == "f=3");
  CHECK(last_of(store, "", "f") == "d=2");
  CHECK(last_of(store, "", "e") == "d=2");
  CHECK(last_of(store, "d", "f") == "d=2");
  CHECK(last_of(store, "e", "f") == "(none)");
  CHECK(last_of(store, "", "b") == "(none)");
  CHECK(last_of(store, "g", "") == "(none)");
  CHECK(last_of(store, "f", "b") == "(none)");
  Batch gone;
  gone.erase(kT, "d");
  bench.commit(gone);
  CHECK(last_of(store, "", "f") == "b=1");
}

TEST_CASE("store: keys and values of any octets") {
  Bench bench;
  const std::vector<base::Bytes> keys = {
      base::Bytes(),          base::Bytes("\0", 1),     base::Bytes("\0\0", 2),
      base::Bytes("a\0b", 3), base::Bytes("\x7f", 1),   base::Bytes("\x80", 1),
      base::Bytes("\xff", 1), base::Bytes("\xff\0", 2), base::Bytes("\xff\xff", 2)};
  Batch batch;
  for (const base::Bytes& key : keys) batch.put(kT, key, key + base::Bytes("\0v", 2));
  bench.commit(batch);
  std::vector<base::Bytes> seen;
  REQUIRE(bench.store
              ->scan(kT, "", "",
                     [&](base::BytesView key, base::BytesView value) {
                       CHECK(value == base::Bytes(key) + base::Bytes("\0v", 2));
                       seen.emplace_back(key);
                       return true;
                     })
              .ok());
  CHECK(seen == keys);
  for (const base::Bytes& key : keys) CHECK(read(*bench.store, kT, key).size() == key.size() + 2);
  CHECK(last_of(*bench.store, "", base::Bytes("\0\0", 2)) == base::Bytes("\0=\0\0v", 5));
}

TEST_CASE("store: get_many answers in the order of the keys") {
  Bench bench;
  bench.commit(letters("abc"));
  const std::vector<base::Bytes> keys = {"c", "x", "a", "c", ""};
  const auto values = bench.store->get_many(kT, keys);
  REQUIRE(values.ok());
  CHECK(values.value() ==
        std::vector<std::optional<base::Bytes>>{"3", std::nullopt, "1", "3", std::nullopt});
  const auto none = bench.store->get_many(kT, {});
  REQUIRE(none.ok());
  CHECK(none->empty());
}

TEST_CASE("store: large values come back whole") {
  Bench bench;
  base::Random random(7);
  std::vector<base::Bytes> values;
  Batch batch;
  for (const std::size_t size : {1U << 10, 1U << 16, (1U << 20) + 1, 5U << 20}) {
    base::Bytes value;
    while (value.size() < size) base::append_u64(value, random.next());
    batch.put(Table::kContent, std::to_string(values.size()), value);
    values.push_back(std::move(value));
  }
  bench.commit(batch);
  for (std::size_t i = 0; i < values.size(); ++i) {
    CHECK((read(*bench.store, Table::kContent, std::to_string(i)) == values[i]));
  }
}

TEST_CASE("store: a snapshot sees one moment") {
  Bench bench;
  bench.commit(letters("abc"));
  const auto before = bench.store->snapshot();
  Batch batch = one(kT, "a", "new");
  batch.erase(kT, "c");
  batch.put(kT, "d", "4");
  bench.commit(batch);
  const auto after = bench.store->snapshot();
  bench.commit(one(kT, "e", "5"));

  CHECK(listing(*before, kT) == "a=1 b=2 c=3");
  CHECK(read(*before, kT, "a") == "1");
  CHECK(read(*before, kT, "d") == "(none)");
  CHECK(last_of(*before, "", "") == "c=3");
  const std::vector<base::Bytes> keys = {"c", "d"};
  CHECK(before->get_many(kT, keys).value() ==
        std::vector<std::optional<base::Bytes>>{"3", std::nullopt});
  CHECK(listing(*after, kT) == "a=new b=2 d=4");
  CHECK(listing(*bench.store, kT) == "a=new b=2 d=4 e=5");
}

TEST_CASE("store: a visitor may commit, and goes on over what it began with") {
  Bench bench;
  bench.commit(letters("abc"));
  std::string seen;
  REQUIRE(bench.store
              ->scan(kT, "", "",
                     [&](base::BytesView key, base::BytesView) {
                       seen += key;
                       Batch batch = one(kT, base::Bytes(key) + "+", "");
                       batch.erase(kT, key);
                       return bench.store->commit(batch, Sync::kNo).ok();
                     })
              .ok());
  CHECK(seen == "abc");
  CHECK(listing(*bench.store, kT) == "a+= b+= c+=");
}

TEST_CASE("store: stats tell which table holds what") {
  Bench bench;
  Batch batch;
  for (int i = 0; i < 100; ++i)
    batch.put(Table::kContent, std::to_string(i), base::Bytes(1000, 'x'));
  bench.commit(batch);
  const auto stats = bench.store->stats();
  REQUIRE(stats.ok());
  const auto content = static_cast<std::size_t>(Table::kContent);
  CHECK(stats->table_keys[content] == 100);
  CHECK(stats->table_bytes[content] >= 100'000);
  CHECK(stats->bytes_on_disk >= 100'000);
  CHECK(stats->memory_bytes > 0);
  CHECK(stats->table_keys[static_cast<std::size_t>(Table::kPeer)] == 0);
  CHECK(stats->table_bytes[static_cast<std::size_t>(Table::kPeer)] == 0);
}

}  // namespace
}  // namespace rednode::storage
