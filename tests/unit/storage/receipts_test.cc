// What nodes made of one another's records, as it is stored.

#include "storage/receipts.h"

#include "base/limits.h"
#include "storage/memory_store.h"
#include "tests/unit/test.h"

using namespace rednode;
using storage::Receipts;

namespace {

void commit(storage::MemoryStore& store, const storage::Batch& batch) {
  REQUIRE(store.commit(batch, storage::Sync::kYes).ok());
}

}  // namespace

TEST_CASE("receipts come back by whose they are, by node and in order") {
  storage::MemoryStore store;
  storage::Batch batch;
  for (const std::uint64_t sequence : {300, 2, 70'000}) {
    storage::put_receipt(batch, Receipts::kTheirs, "FR",
                         {sequence, "urn:r:" + std::to_string(sequence), "not-nquads", "why"});
  }
  storage::put_receipt(batch, Receipts::kTheirs, "FR-HDH", {1, "urn:x", "rule", "m"});
  storage::put_receipt(batch, Receipts::kOurs, "FR", {5, "urn:y", "rule", "m"});
  storage::put_judged(batch, Receipts::kTheirs, "FR", {70'001, 1'790'000'000});
  commit(store, batch);
  const auto all = storage::read_receipts(store, Receipts::kTheirs, "FR", 0, 10).value();
  REQUIRE(all.size() == 3);
  CHECK(all[0].sequence == 2);
  CHECK(all[2].sequence == 70'000);
  CHECK(all[1].iri == "urn:r:300");
  CHECK(all[1].message == "why");
  CHECK(storage::read_receipts(store, Receipts::kTheirs, "FR", 3, 1).value().at(0).sequence == 300);
  CHECK(storage::read_judged(store, Receipts::kTheirs, "FR").value().size == 70'001);
  CHECK(storage::read_judged(store, Receipts::kOurs, "FR").value().size == 0);

  storage::Batch forget;
  REQUIRE(storage::forget_receipts(store, forget, Receipts::kTheirs, "FR").ok());
  commit(store, forget);
  CHECK(storage::read_receipts(store, Receipts::kTheirs, "FR", 0, 10).value().empty());
  CHECK(storage::read_judged(store, Receipts::kTheirs, "FR").value().size == 0);
  CHECK(storage::read_receipts(store, Receipts::kTheirs, "FR-HDH", 0, 10).value().size() == 1);
  CHECK(storage::read_receipts(store, Receipts::kOurs, "FR", 0, 10).value().size() == 1);
}

TEST_CASE("a receipt that is too long is cut, and a damaged one is told") {
  storage::MemoryStore store;
  storage::Batch batch;
  storage::put_receipt(batch, Receipts::kOurs, "FR",
                       {1, "urn:r", "rule", std::string(10'000, 'm')});
  commit(store, batch);
  CHECK(storage::read_receipts(store, Receipts::kOurs, "FR", 0, 1).value().at(0).message.size() ==
        base::limits::kReceiptMessageBytesMax);
  std::size_t looked_at = 0;
  REQUIRE(store
              .scan(storage::Table::kReceipt, "", "",
                    [&](base::BytesView key, base::BytesView value) {
                      ++looked_at;
                      CHECK(storage::check_receipt(key, value).ok());
                      CHECK_FALSE(storage::check_receipt(key, value.substr(1)).ok());
                      CHECK_FALSE(storage::check_receipt(key.substr(1), value).ok());
                      CHECK_FALSE(storage::check_receipt(base::Bytes(key) + "x", value).ok());
                      return true;
                    })
              .ok());
  CHECK(looked_at == 1);
}

TEST_CASE("a receipt is cut between characters, and what is no text becomes one") {
  storage::MemoryStore store;
  for (const std::size_t plain : {510, 511, 512}) {
    std::string message(plain, 'm');
    for (int i = 0; i < 9; ++i) message += "\xc3\xa9";
    storage::Batch batch;
    storage::put_receipt(batch, Receipts::kOurs, "FR", {1, "urn:r\xff", "rule", message});
    commit(store, batch);
    const auto read = storage::read_receipts(store, Receipts::kOurs, "FR", 0, 1);
    REQUIRE(read.ok());
    CHECK(read->at(0).message.size() <= base::limits::kReceiptMessageBytesMax);
    CHECK(read->at(0).message.size() + 1 >= base::limits::kReceiptMessageBytesMax);
    CHECK(read->at(0).iri == "urn:r?");
  }
}
