// A log that is taken back is what it was when it had that many updates.

#include "base/limits.h"
#include "base/random.h"
#include "schema/generation.h"
#include "storage/fsck.h"
#include "storage/keys.h"
#include "storage/logs.h"
#include "storage/memory_store.h"
#include "storage/retention.h"
#include "tests/unit/test.h"

using namespace rednode;
using schema::UpdateKind;
using storage::LogBatch;
using storage::Table;

namespace {

const base::SigningKey kKey = base::SigningKey::from_seed(base::Bytes(32, 'k')).value();

schema::Content content(std::uint64_t number) {
  return schema::pack_content("<urn:r> <urn:p> \"" + std::to_string(number) + "\" .\n");
}

struct Site {
  storage::MemoryStore store;
  storage::Logs logs;

  void commit(LogBatch& batch) {
    batch.finish();
    REQUIRE(store.commit(batch.batch(), storage::Sync::kYes).ok());
    std::move(batch).adopt(logs);
  }
  void append(const base::Bytes& update, bool with_content) {
    LogBatch batch(store, logs);
    const auto read = schema::decode_update(update);
    if (with_content && read.ok() && read->kind == UpdateKind::kPut) {
      batch.add_content(content(read->content_size));
    }
    REQUIRE(batch.append("FR", update).ok());
    commit(batch);
  }
  void hold() {
    LogBatch batch(store, logs);
    batch.hold(
        schema::sign_checkpoint({"FR", fr().size(), fr().tree.root(), fr().generation()}, kKey));
    batch.cosigned("FR", "BE", {fr().size(), 1'700'000'000, 1, {}});
    commit(batch);
  }
  void take_back(std::uint64_t size, std::uint64_t most) {
    while (fr().size() > size) {
      LogBatch batch(store, logs);
      REQUIRE(batch.take_back("FR", size, most).ok());
      commit(batch);
    }
  }
  void begin(std::uint32_t number) {
    const schema::Generation generation{
        "FR", number, fr().size(), fr().tree.root(), 1'790'000'000, "the disk was lost"};
    schema::Note note{schema::generation_text(generation), {}};
    note.signatures.push_back(schema::sign_text(note.text, "FR", kKey));
    LogBatch batch(store, logs);
    batch.begin_generation("FR", schema::format_note(note));
    commit(batch);
  }
  const storage::LogState& fr() const { return *logs.find("FR"); }
  base::Bytes table(Table which) const {
    base::Bytes out;
    REQUIRE(store
                .scan(which, "", "",
                      [&](auto key, auto value) {
                        out.append(key).append("=").append(value).append("\n");
                        return true;
                      })
                .ok());
    return out;
  }
  std::vector<storage::Finding> findings() const {
    const auto key =
        schema::NoteVerifier::create("FR", schema::SignatureType::kEd25519, kKey.public_key());
    auto report =
        storage::check_store(store,
                             [&](const std::string& name) -> std::optional<schema::NoteVerifier> {
                               if (name != "FR") return std::nullopt;
                               return key.value();
                             },
                             {});
    return report.value().findings;
  }
};

// Updates of few records, some of which cannot be read, as a log may have them.
std::vector<base::Bytes> some_updates(base::Random& random, std::uint64_t count) {
  std::vector<base::Bytes> updates;
  for (std::uint64_t i = 0; i < count; ++i) {
    schema::Update update;
    update.sequence = random.chance(20) ? i + 1 : i;
    update.time_ms = static_cast<std::int64_t>(1'000 * i);
    update.iri = "urn:" + std::to_string(random.below(7));
    const auto draw = random.below(10);
    if (draw < 6) {
      const auto number = 1 + random.below(5);
      update.content_id = content(number).id;
      update.content_size = static_cast<std::uint32_t>(number);
    } else {
      update.kind = draw < 9 ? UpdateKind::kWithdraw : UpdateKind::kConfirm;
      update.erase = draw == 6;
    }
    updates.push_back(random.chance(30) ? base::Bytes("noise")
                                        : schema::encode_update(update).value());
  }
  return updates;
}

}  // namespace

TEST_CASE("a log that is taken back has the tables of one that never had more") {
  base::Random random(GENERATE(range(1, 25)));
  const std::uint64_t count = 1 + random.below(600);
  const std::uint64_t size = random.below(count);
  const auto updates = some_updates(random, count);
  INFO(count << " updates, back to " << size);
  Site site;
  Site fresh;
  for (std::uint64_t i = 0; i < count; ++i) {
    const bool with_content = random.chance(500);
    site.append(updates[i], with_content);
    if (i < size) fresh.append(updates[i], with_content);
    if (i % 97 == 0) site.hold();
  }
  if (size == 0) fresh.append(updates[0], false);  // an empty log has a state all the same
  site.take_back(size, 1 + random.below(200));
  if (size == 0) fresh.take_back(0, 1);
  for (const Table table : {Table::kUpdate, Table::kHash}) {
    CHECK(site.table(table) == fresh.table(table));
  }
  CHECK(site.fr().size() == size);
  CHECK(site.fr().tree.root() == fresh.fr().tree.root());
  CHECK(site.fr().time_ms == fresh.fr().time_ms);
  CHECK(site.fr().live == fresh.fr().live);
  CHECK(site.fr().withdrawn == fresh.fr().withdrawn);
  CHECK_FALSE(site.fr().held.has_value());
  CHECK(site.fr().cosigned.empty());
  // Contents that came since make nobody want them.
  CHECK(site.fr().wanted <= fresh.fr().wanted);
  CHECK(site.findings().empty());
  for (const auto& finding : site.findings()) UNSCOPED_INFO(finding.key << ": " << finding.problem);
  const auto opened = storage::Logs::open(site.store);
  REQUIRE(opened.ok());
  CHECK(opened->find("FR")->tree.root() == fresh.fr().tree.root());

  SECTION("and goes on as another generation") {
    site.begin(2);
    CHECK(site.fr().generation() == 2);
    site.append(updates.back(), true);
    site.hold();
    CHECK(site.fr().held->note.text.substr(0, 5) == "FR@2\n");
    CHECK(storage::Logs::open(site.store).value().find("FR")->generation() == 2);
    for (const auto& finding : site.findings()) {
      // The cosignature of the fixture is none.
      CHECK(finding.key.find("cosigned") != std::string::npos);
    }
  }
}

TEST_CASE("what does not come along is kept aside") {
  Site site;
  base::Random random(3);
  const auto updates = some_updates(random, 20);
  for (const auto& update : updates) site.append(update, true);
  site.take_back(15, 2);
  site.begin(2);
  const auto prefix = storage::checkpoint_key("FR", storage::CheckpointPart::kLost);
  std::vector<base::Bytes> kept;
  REQUIRE(site.store
              .scan(Table::kCheckpoint, prefix, prefix + base::Bytes(13, '\xff'),
                    [&](auto, auto value) {
                      kept.emplace_back(value);
                      return true;
                    })
              .ok());
  CHECK(kept == std::vector<base::Bytes>(updates.begin() + 15, updates.end()));
}

TEST_CASE("a contradiction ends with the generation, and its evidence stays") {
  Site site;
  base::Random random(3);
  for (const auto& update : some_updates(random, 5)) site.append(update, true);
  LogBatch batch(site.store, site.logs);
  batch.contradict("FR", "the evidence");
  site.commit(batch);
  site.begin(2);
  CHECK_FALSE(site.fr().contradicted);
  CHECK_FALSE(storage::Logs::open(site.store).value().find("FR")->contradicted);
  CHECK(site.table(Table::kCheckpoint).find("the evidence") != std::string::npos);
  CHECK(site.findings().empty());
}

TEST_CASE("how much a log has in common with its earlier generations") {
  Site site;
  base::Random random(3);
  const auto updates = some_updates(random, 30);
  for (const auto& update : updates) site.append(update, true);
  site.take_back(20, 100);
  site.begin(2);
  for (const auto& update : updates) site.append(update, true);
  site.take_back(25, 100);
  site.begin(3);
  CHECK(storage::shared_with(site.fr(), 1) == 20);
  CHECK(storage::shared_with(site.fr(), 2) == 25);
  CHECK(storage::shared_with(site.fr(), 3) == UINT64_MAX);
}

TEST_CASE("a content that lives again in a log that was taken back is not let go") {
  Site site;
  std::vector<base::Bytes> updates;
  for (std::uint64_t i = 0; i < 4; ++i) {
    schema::Update update;
    update.sequence = i;
    update.time_ms = static_cast<std::int64_t>(i);
    update.iri = "urn:1";
    update.content_id = content(i + 1).id;
    update.content_size = static_cast<std::uint32_t>(i + 1);
    updates.push_back(schema::encode_update(update).value());
    site.append(updates.back(), true);
  }
  const auto snapshot = site.store.snapshot();
  auto sweep = storage::Sweep::mark(*snapshot, INT64_MAX).value();
  const auto ids = sweep.next(10).value();
  REQUIRE(ids.size() == 3);
  SECTION("and is shorter now") {
    site.take_back(2, 10);
  }
  SECTION("and has another name") {
    site.take_back(2, 10);
    site.begin(2);
  }
  LogBatch batch(site.store, site.logs);
  const auto dropped = batch.drop_contents(ids, sweep.sizes());
  if (dropped.ok()) site.commit(batch);
  CHECK(storage::read_content(site.store, content(2).id).ok());
  CHECK(site.findings().empty());
}
