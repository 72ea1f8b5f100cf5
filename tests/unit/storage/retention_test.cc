// Which contents may go, and that none goes that is needed.

#include "storage/retention.h"

#include "storage/fsck.h"
#include "storage/keys.h"
#include "storage/logs.h"
#include "storage/memory_store.h"
#include "tests/unit/test.h"

using namespace rednode;
using schema::UpdateKind;
using storage::LogBatch;
using storage::Table;

namespace {

constexpr std::int64_t kDay = 86'400'000;

schema::Content content(const std::string& text) {
  return schema::pack_content("<urn:r> <urn:p> \"" + text + "\" .\n");
}

// A store in which each change is a day after the one before; the first is on day 0.
struct Site {
  storage::MemoryStore store;
  storage::Logs logs;
  std::int64_t day = 0;

  void append(const std::string& origin, UpdateKind kind, const std::string& iri,
              const std::string& text = {}, bool erase = false) {
    LogBatch batch(store, logs);
    schema::Update update;
    update.sequence = logs.find(origin) == nullptr ? 0 : logs.find(origin)->size();
    update.time_ms = day++ * kDay;
    update.kind = kind;
    update.iri = iri;
    update.erase = erase;
    if (kind == UpdateKind::kPut) {
      update.content_id = content(text).id;
      update.content_size = content(text).size;
      batch.add_content(content(text));
    }
    REQUIRE(batch.append(origin, schema::encode_update(update).value()).ok());
    commit(batch);
  }
  void put(const std::string& iri, const std::string& text, const std::string& origin = "FR") {
    append(origin, UpdateKind::kPut, iri, text);
  }
  void withdraw(const std::string& iri, bool erase = false) {
    append("FR", UpdateKind::kWithdraw, iri, {}, erase);
  }
  void commit(LogBatch& batch) {
    batch.finish();
    REQUIRE(store.commit(batch.batch(), storage::Sync::kYes).ok());
    std::move(batch).adopt(logs);
  }
  bool has(const std::string& text) const {
    return storage::read_content(store, content(text).id).ok();
  }
  // What a sweep drops that keeps what ended after the day.
  std::size_t sweep(std::int64_t since_day) {
    const auto snapshot = store.snapshot();
    auto sweep = storage::Sweep::mark(*snapshot, since_day * kDay).value();
    std::size_t dropped = 0;
    while (true) {
      const auto ids = sweep.next(2).value();
      if (ids.empty()) return dropped;
      LogBatch batch(store, logs);
      dropped += batch.drop_contents(ids, sweep.sizes()).value();
      commit(batch);
    }
  }
  bool sound() const {
    return storage::check_store(store, [](const std::string&) { return std::nullopt; }, {})
        .value()
        .clean();
  }
};

}  // namespace

TEST_CASE("what a live record says stays, and what it said goes when its time is over") {
  Site site;
  site.put("urn:1", "a");  // superseded on day 1
  site.put("urn:1", "b");  // on day 2
  site.put("urn:1", "c");
  site.put("urn:2", "d");
  CHECK(site.sweep(1) == 0);
  CHECK(site.has("a"));
  CHECK(site.sweep(2) == 1);
  CHECK_FALSE(site.has("a"));
  CHECK(site.has("b"));
  CHECK(site.sweep(100) == 1);
  CHECK_FALSE(site.has("b"));
  CHECK(site.has("c"));
  CHECK(site.has("d"));
  CHECK(site.sweep(1000) == 0);
  CHECK(site.sound());
}

TEST_CASE("the last description of a withdrawn record stays for its time") {
  Site site;
  site.put("urn:1", "a");
  site.withdraw("urn:1");  // day 1
  CHECK(site.sweep(1) == 0);
  CHECK(site.sweep(2) == 1);
  CHECK_FALSE(site.has("a"));
  site.put("urn:1", "a");  // it comes back
  CHECK(site.sweep(1000) == 0);
  CHECK(site.has("a"));
  CHECK(site.sound());
}

TEST_CASE("what is erased goes at once, with all that came before, and nothing else") {
  Site site;
  site.put("urn:1", "a");
  site.put("urn:1", "b");
  site.put("urn:1", "shared");
  site.put("urn:2", "c");
  site.put("urn:2", "d");
  site.put("urn:3", "shared", "BE");
  const bool before = GENERATE(true, false);
  INFO((before ? "withdrawn some time before" : "live until now"));
  if (before) site.withdraw("urn:1");
  site.withdraw("urn:1", true);
  CHECK(site.sweep(0) == 2);
  CHECK_FALSE(site.has("a"));
  CHECK_FALSE(site.has("b"));
  CHECK(site.has("c"));
  CHECK(site.has("d"));
  CHECK(site.has("shared"));  // another record lives by it
  site.put("urn:1", "e");     // what it says from now on is another matter
  site.put("urn:1", "f");
  CHECK(site.sweep(0) == 0);
  CHECK(site.has("e"));
  CHECK(site.sound());
}

TEST_CASE("a content that is named again while it is looked at stays") {
  Site site;
  site.put("urn:1", "a");
  site.put("urn:1", "b");
  const auto snapshot = site.store.snapshot();
  auto sweep = storage::Sweep::mark(*snapshot, 100 * kDay).value();
  const auto ids = sweep.next(10).value();
  REQUIRE(ids.size() == 1);
  SECTION("by an update since") {
    site.put("urn:2", "a");
    LogBatch batch(site.store, site.logs);
    CHECK(batch.drop_contents(ids, sweep.sizes()).value() == 0);
  }
  SECTION("by one in the same batch, before") {
    LogBatch batch(site.store, site.logs);
    batch.add_content(content("a"));
    CHECK(batch.drop_contents(ids, sweep.sizes()).value() == 0);
  }
  SECTION("by one in the same batch, after: it is wanted, or comes with its content") {
    LogBatch batch(site.store, site.logs);
    CHECK(batch.drop_contents(ids, sweep.sizes()).value() == 1);
    schema::Update update;
    update.time_ms = 9 * kDay;
    update.iri = "urn:9";
    update.content_id = ids[0];
    update.content_size = 10;
    REQUIRE(batch.append("BE", schema::encode_update(update).value()).ok());
    site.commit(batch);
    CHECK(site.logs.find("BE")->wanted == 1);
  }
  CHECK(site.sound());
}
