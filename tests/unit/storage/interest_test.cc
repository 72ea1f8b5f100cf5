// A node that takes a part of the contents knows what it left out, and takes it when it wants more.

#include "storage/interest.h"

#include "storage/fsck.h"
#include "storage/logs.h"
#include "storage/memory_store.h"
#include "tests/unit/test.h"

using namespace rednode;
using storage::Interest;
using storage::LogBatch;

namespace {

schema::Content content(const std::string& text) {
  return schema::pack_content("<urn:r> <urn:p> \"" + text + "\" .\n");
}

struct Site {
  Interest interest{"BE", {"EHRS"}};
  storage::MemoryStore store;
  storage::Logs logs;

  void put(const std::string& iri, std::vector<std::string> categories, bool with_content = false) {
    LogBatch batch(store, logs, &interest);
    schema::Update update;
    update.sequence = logs.find("FR") == nullptr ? 0 : logs.find("FR")->size();
    update.iri = iri;
    update.content_id = content(iri).id;
    update.content_size = content(iri).size;
    update.categories = std::move(categories);
    if (with_content) batch.add_content(content(iri));
    REQUIRE(batch.append("FR", schema::encode_update(update).value()).ok());
    batch.finish();
    REQUIRE(store.commit(batch.batch(), storage::Sync::kYes).ok());
    std::move(batch).adopt(logs);
  }
  void follow(Interest next) {
    interest = std::move(next);
    REQUIRE(storage::follow_interest(store, interest).ok());
    logs = storage::Logs::open(store).value();
  }
  const storage::LogState& fr() const { return *logs.find("FR"); }
  bool sound() const {
    return storage::check_store(store, [](const std::string&) { return std::nullopt; }, {})
        .value()
        .clean();
  }
};

}  // namespace

TEST_CASE("of which puts a node takes the contents") {
  const Interest some{"BE", {"EHRS", "GENETIC"}};
  schema::Update put;
  CHECK(some.takes("FR", put));  // it does not say what it is about
  put.categories = {"CLAIMS"};
  CHECK_FALSE(some.takes("FR", put));
  CHECK(some.takes("BE", put));
  put.categories = {"CLAIMS", "GENETIC"};
  CHECK(some.takes("FR", put));
  CHECK(Interest{}.takes("FR", put));
}

TEST_CASE("what is left out is counted, and is neither missing nor wanted") {
  Site site;
  site.follow(site.interest);
  site.put("urn:1", {"EHRS"});
  site.put("urn:2", {"CLAIMS"});
  site.put("urn:3", {"CLAIMS"}, true);
  CHECK(site.fr().wanted == 1);
  CHECK(site.fr().left == 1);
  CHECK_FALSE(site.fr().whole());
  CHECK(site.sound());
  CHECK(storage::Logs::open(site.store).value().find("FR")->left == 1);
  site.put("urn:2", {"EHRS"});  // it is about something else now
  CHECK(site.fr().wanted == 2);
  CHECK(site.fr().left == 0);
  CHECK(site.sound());
}

TEST_CASE("another interest changes what is wanted, and not what is here") {
  Site site;
  site.follow(site.interest);
  for (int i = 0; i < 20; ++i) {
    site.put("urn:" + std::to_string(i), {i % 4 == 0 ? "EHRS" : "CLAIMS"}, i == 1);
  }
  CHECK(site.fr().wanted == 5);
  CHECK(site.fr().left == 14);
  site.follow({"BE", {"CLAIMS"}});
  CHECK(site.fr().wanted == 14);
  CHECK(site.fr().left == 5);
  CHECK(site.sound());
  site.follow({"BE", {}});
  CHECK(site.fr().wanted == 19);
  CHECK(site.fr().left == 0);
  CHECK(site.sound());
}
