#include "node/node_store.h"

#include "storage/memory_store.h"
#include "tests/unit/test.h"

namespace rednode::node {

using storage::MemoryStore;
using storage::Table;

TEST_CASE("A new store is claimed, once, durably") {
  MemoryStore store;
  REQUIRE(claim_store(store, "FR", true).ok());
  CHECK(store.unsynced() == 0);
  CHECK(was_made_fresh(store).value());
  const auto commits = store.commits();
  // The key's mark is gone the second time; what the store remembers counts.
  REQUIRE(claim_store(store, "FR", false).ok());
  CHECK(store.commits() == commits);
  CHECK(was_made_fresh(store).value());
}

TEST_CASE("A store beside keys that were used before is not fresh") {
  MemoryStore store;
  CHECK_FALSE(was_made_fresh(store).value());
  REQUIRE(claim_store(store, "FR", false).ok());
  CHECK_FALSE(was_made_fresh(store).value());
}

TEST_CASE("A store of another origin or of a later format is refused") {
  MemoryStore store;
  REQUIRE(claim_store(store, "FR", true).ok());
  const auto other = claim_store(store, "BE", true);
  REQUIRE_FALSE(other.ok());
  CHECK(other.error().code == base::Code::kInvalid);
  CHECK_THAT(other.error().message,
             Catch::Matchers::Contains("FR") && Catch::Matchers::Contains("BE"));
  storage::Batch batch;
  batch.put(Table::kMeta, "format", "3");
  REQUIRE(store.commit(batch, storage::Sync::kYes).ok());
  const auto later = claim_store(store, "FR", true);
  REQUIRE_FALSE(later.ok());
  CHECK_THAT(later.error().message, Catch::Matchers::Contains("format 3"));
}

TEST_CASE("A store of the format before is taken over") {
  MemoryStore store;
  REQUIRE(claim_store(store, "FR", true).ok());
  storage::Batch batch;
  batch.put(Table::kMeta, "format", "1");
  REQUIRE(store.commit(batch, storage::Sync::kYes).ok());
  REQUIRE(claim_store(store, "FR", true).ok());
  base::Bytes format;
  REQUIRE(store.get(Table::kMeta, "format", format).value());
  CHECK(format == "2");
}

TEST_CASE("A full disk claims nothing") {
  MemoryStore store;
  store.set_disk_full(true);
  CHECK(claim_store(store, "FR", true).error().code == base::Code::kExhausted);
  store.set_disk_full(false);
  CHECK(claim_store(store, "FR", true).ok());
}

TEST_CASE("Paused peers are remembered") {
  MemoryStore store;
  CHECK(paused_peers(store).value().empty());
  REQUIRE(store.commit(pause_batch("BE", true), storage::Sync::kYes).ok());
  REQUIRE(store.commit(pause_batch("DE", true), storage::Sync::kYes).ok());
  REQUIRE(store.commit(pause_batch("BE", true), storage::Sync::kYes).ok());
  CHECK(paused_peers(store).value() == std::set<std::string>{"BE", "DE"});
  REQUIRE(store.commit(pause_batch("BE", false), storage::Sync::kYes).ok());
  REQUIRE(store.commit(pause_batch("FR", false), storage::Sync::kYes).ok());
  CHECK(paused_peers(store).value() == std::set<std::string>{"DE"});
}

TEST_CASE("A store that cannot be read is not taken for a new one") {
  MemoryStore store;
  REQUIRE(claim_store(store, "FR", true).ok());
  REQUIRE(store.corrupt(Table::kMeta, "format", 0, MemoryStore::Damage::kUnreadable));
  CHECK(claim_store(store, "FR", true).error().code == base::Code::kCorrupt);
}

}  // namespace rednode::node
