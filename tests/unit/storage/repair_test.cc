#include "storage/repair.h"

#include "base/random.h"
#include "schema/generation.h"
#include "storage/keys.h"
#include "storage/logs.h"
#include "storage/memory_store.h"
#include "tests/unit/test.h"

using namespace rednode;
using storage::CheckpointPart;
using storage::MemoryStore;
using storage::Table;

namespace {

const base::SigningKey kFrance = base::SigningKey::from_seed(base::Bytes(32, 'f')).value();
const base::SigningKey kBelgium = base::SigningKey::from_seed(base::Bytes(32, 'b')).value();
constexpr std::int64_t kSeconds = 1'790'000'000;

std::optional<schema::NoteVerifier> key_of(const std::string& name) {
  if (name != "FR" && name != "BE") return std::nullopt;
  const auto& key = name == "FR" ? kFrance : kBelgium;
  return schema::NoteVerifier::create(name, schema::SignatureType::kEd25519, key.public_key())
      .value();
}

schema::Content content(const std::string& origin, std::uint64_t number) {
  return schema::pack_content("<urn:r> <urn:p> \"" + origin + std::to_string(number) + "\" .\n");
}

// FR is our own log; BE and DE are mirrors, and the key of DE is not known any more.
struct Site {
  MemoryStore store;
  storage::Logs logs;

  void grow(const std::string& origin, std::uint64_t count) {
    storage::LogBatch batch(store, logs);
    for (std::uint64_t i = 0; i < count; ++i) {
      schema::Update update;
      update.sequence = batch.log(origin).size();
      update.time_ms = kSeconds * 1000;
      update.iri = "urn:r:" + std::to_string(update.sequence % 200);
      update.verdict = schema::Verdict::kConforms;
      const auto named = content(origin, update.sequence);
      update.content_id = named.id;
      update.content_size = named.size;
      batch.add_content(named);
      REQUIRE(batch.append(origin, schema::encode_update(update).value()).ok());
    }
    commit(batch);
  }
  // Signs the log as it stands; `cosigner` says so too.
  void sign(const std::string& origin, const base::SigningKey& key, const std::string& cosigner,
            const base::SigningKey& cosigner_key) {
    storage::LogBatch batch(store, logs);
    const auto& log = *logs.find(origin);
    auto checkpoint =
        schema::sign_checkpoint({origin, log.size(), log.tree.root(), log.generation()}, key);
    const auto line = schema::cosign_text(checkpoint.note.text, cosigner, cosigner_key, kSeconds);
    batch.hold(std::move(checkpoint));
    batch.cosigned(origin, cosigner, storage::cosigned_from(line, log.size()));
    commit(batch);
  }
  void commit(storage::LogBatch& batch) {
    batch.finish();
    REQUIRE(store.commit(batch.batch(), storage::Sync::kYes).ok());
    std::move(batch).adopt(logs);
  }
  void put(Table table, base::BytesView key, base::BytesView value) {
    storage::Batch batch;
    batch.put(table, key, value);
    REQUIRE(store.commit(batch, storage::Sync::kYes).ok());
  }
  bool damage(Table table, base::BytesView key, MemoryStore::Damage how) {
    return store.corrupt(table, key, 77, how);
  }
};

constexpr std::uint64_t kFrenchSize = 700;
constexpr std::uint64_t kBelgianSize = 300;

void fill(Site& site) {
  site.grow("FR", 650);
  site.sign("FR", kFrance, "BE", kBelgium);
  site.grow("FR", kFrenchSize - 650);  // committed and acknowledged; the signature is not stored
  site.grow("BE", kBelgianSize);
  site.sign("BE", kBelgium, "FR", kFrance);
  site.put(Table::kQuarantine, storage::number_key(0), R"({"reason":"no title"})");
  site.put(Table::kPeer, "BE", "paused");
}

struct Repaired {
  explicit Repaired(const MemoryStore& damaged) {
    const storage::Reader* views[] = {&damaged};
    report = storage::repair_store(views, store, "FR", key_of, {}).value();
    // Whatever was wrong, the new store is sound, and opens.
    storage::Batch meta;
    meta.put(Table::kMeta, "format", "2");
    meta.put(Table::kMeta, "origin", "FR");
    REQUIRE(store.commit(meta, storage::Sync::kYes).ok());
    const auto check = storage::check_store(store, key_of, {}).value();
    for (const auto& f : check.findings) UNSCOPED_INFO(f.table << " " << f.key << " " << f.problem);
    REQUIRE(check.clean());
    logs = storage::Logs::open(store).value();
  }
  const storage::RepairedLog& log(const std::string& origin) const {
    return *std::ranges::find(report.logs, origin, &storage::RepairedLog::origin);
  }
  std::uint64_t held(const std::string& origin) const {
    const auto* log = logs.find(origin);
    return log == nullptr || !log->held.has_value() ? 0 : log->held->checkpoint.size;
  }

  MemoryStore store;
  storage::RepairReport report;
  storage::Logs logs;
};

std::vector<std::pair<Table, base::Bytes>> all_keys(const MemoryStore& store) {
  std::vector<std::pair<Table, base::Bytes>> keys;
  for (std::size_t t = 0; t < storage::kTableCount; ++t) {
    const auto table = static_cast<Table>(t);
    REQUIRE(store
                .scan(table, "", "",
                      [&](auto key, auto) {
                        keys.emplace_back(table, key);
                        return true;
                      })
                .ok());
  }
  return keys;
}

}  // namespace

TEST_CASE("of a sound store everything is taken") {
  Site site;
  fill(site);
  const Repaired repaired(site.store);
  CHECK(repaired.report.whole());
  CHECK(repaired.log("FR").taken == kFrenchSize);
  CHECK(repaired.log("BE").taken == kBelgianSize);
  CHECK(repaired.report.contents == kFrenchSize + kBelgianSize);
  for (const char* origin : {"FR", "BE"}) {
    CHECK(repaired.logs.find(origin)->tree.root() == site.logs.find(origin)->tree.root());
    CHECK(repaired.logs.find(origin)->cosigned.size() == 1);
    CHECK(repaired.logs.find(origin)->wanted == 0);
  }
  CHECK(repaired.held("FR") == 650);
  CHECK(repaired.held("BE") == kBelgianSize);
  base::Bytes value;
  CHECK(repaired.store.get(Table::kQuarantine, storage::number_key(0), value).value());
  CHECK(repaired.store.get(Table::kPeer, "BE", value).value());
}

TEST_CASE(
    "a flipped or unreadable octet in any table costs what stood there, and nothing is taken "
    "that is not proved") {
  Site site;
  fill(site);
  base::Random random(3);
  const auto keys = all_keys(site.store);
  std::map<Table, int> seen;
  for (const auto how : {MemoryStore::Damage::kFlippedBit, MemoryStore::Damage::kUnreadable}) {
    for (std::size_t t = 0; t < storage::kTableCount; ++t) {
      std::vector<base::Bytes> of_table;
      for (const auto& [table, key] : keys) {
        if (static_cast<std::size_t>(table) == t) of_table.push_back(key);
      }
      const auto table = static_cast<Table>(t);
      for (int i = 0; i < 3 && !of_table.empty(); ++i) {
        const base::Bytes key = of_table[random.below(of_table.size())];
        const auto backup = site.store.clone();
        REQUIRE(site.damage(table, key, how));
        INFO(storage::table_name(table) << " " << base::to_hex(key));
        const Repaired repaired(site.store);
        ++seen[table];
        // What is derived is computed again; of the rest only a part is lost.
        const bool derived = table == Table::kHash || table == Table::kRecord ||
                             table == Table::kWant || table == Table::kChange;
        if (derived) CHECK(repaired.report.whole());
        for (const char* origin : {"FR", "BE"}) {
          const auto* log = repaired.logs.find(origin);
          if (log == nullptr || log->size() == 0) continue;
          for (const std::uint64_t sequence : {std::uint64_t{0}, log->size() - 1}) {
            CHECK(storage::read_update(repaired.store, origin, sequence).value() ==
                  storage::read_update(site.store, origin, sequence).value());
          }
        }
        site.store.restore(backup);
      }
    }
  }
  CHECK(seen[Table::kUpdate] == 6);
  CHECK(seen[Table::kContent] == 6);
  CHECK(seen[Table::kCheckpoint] == 6);
  CHECK(seen[Table::kRecord] == 6);
}

TEST_CASE("where an update is lost, all before it is taken, proved by what lies behind it") {
  Site site;
  fill(site);
  for (const auto how : {MemoryStore::Damage::kFlippedBit, MemoryStore::Damage::kUnreadable}) {
    for (const std::uint64_t lost : {std::uint64_t{0}, std::uint64_t{100}, std::uint64_t{299}}) {
      const auto backup = site.store.clone();
      REQUIRE(site.damage(Table::kUpdate, storage::update_key("BE", lost), how));
      INFO("update " << lost << ", unreadable: " << (how == MemoryStore::Damage::kUnreadable));
      const Repaired repaired(site.store);
      const auto& log = repaired.log("BE");
      CHECK_FALSE(log.whole());
      CHECK(log.had == kBelgianSize);
      CHECK_FALSE(log.ends_because.empty());
      // 256 and more are in no full tile, and a bit that flips unseen leaves no other copy.
      const bool known = how == MemoryStore::Damage::kUnreadable && lost < 256;
      CHECK(log.taken == (known ? lost : 0));
      CHECK(repaired.held("BE") == 0);
      CHECK(repaired.log("FR").whole());
      site.store.restore(backup);
    }
  }
}

TEST_CASE("of our own log the last that was acknowledged counts, as far as its state says") {
  Site site;
  fill(site);
  SECTION("the state is damaged too") {
    const auto state = storage::checkpoint_key("FR", CheckpointPart::kState);
    REQUIRE(site.damage(Table::kCheckpoint, state, MemoryStore::Damage::kFlippedBit));
    const Repaired repaired(site.store);
    CHECK(repaired.log("FR").taken == 650);  // what was signed
    CHECK(repaired.log("FR").had == kFrenchSize);
    CHECK(repaired.held("FR") == 650);
  }
  SECTION("the held checkpoint is damaged") {
    const auto held = storage::checkpoint_key("FR", CheckpointPart::kHeld);
    REQUIRE(site.damage(Table::kCheckpoint, held, MemoryStore::Damage::kUnreadable));
    const Repaired repaired(site.store);
    CHECK(repaired.log("FR").taken == kFrenchSize);
    CHECK(repaired.held("FR") == 0);
    CHECK_FALSE(repaired.report.whole());
  }
  SECTION("both are, and a cosignature is left") {
    for (const auto part : {CheckpointPart::kHeld, CheckpointPart::kState}) {
      REQUIRE(site.damage(Table::kCheckpoint, storage::checkpoint_key("FR", part),
                          MemoryStore::Damage::kUnreadable));
    }
    const Repaired repaired(site.store);
    CHECK(repaired.log("FR").taken == 650);
  }
}

TEST_CASE("a mirror without any signature, or of whom no key is known, starts again") {
  Site site;
  fill(site);
  site.grow("DE", 10);
  const Repaired repaired(site.store);
  CHECK(repaired.log("DE").taken == 0);
  CHECK(repaired.log("DE").had == 10);
  CHECK(repaired.log("DE").ends_because.find("no key of DE") != std::string::npos);
  CHECK(repaired.logs.find("DE") == nullptr);
}

TEST_CASE("a content that is lost is waited for") {
  Site site;
  fill(site);
  const auto id = content("BE", kBelgianSize - 1).id;
  REQUIRE(site.damage(Table::kContent, storage::content_key(id), MemoryStore::Damage::kUnreadable));
  const Repaired repaired(site.store);
  CHECK(repaired.log("BE").taken == kBelgianSize);
  CHECK(repaired.log("BE").wanted == 1);
  CHECK_FALSE(repaired.log("BE").whole());
  CHECK(repaired.report.unreadable == 1);
}

TEST_CASE("a log that was frozen stays frozen") {
  Site site;
  fill(site);
  storage::LogBatch batch(site.store, site.logs);
  batch.contradict("BE", "two notes");
  site.commit(batch);
  const Repaired repaired(site.store);
  CHECK(repaired.logs.find("BE")->contradicted);
}

TEST_CASE("a log that began anew stays what it is, with what was left behind") {
  Site site;
  fill(site);
  storage::LogBatch batch(site.store, site.logs);
  REQUIRE(batch.take_back("BE", kBelgianSize - 3, 100).ok());
  const auto& log = batch.log("BE");
  schema::Note note{
      schema::generation_text({"BE", 2, log.size(), log.tree.root(), kSeconds, "why"}), {}};
  note.signatures.push_back(schema::sign_text(note.text, "BE", kBelgium));
  batch.begin_generation("BE", schema::format_note(note));
  site.commit(batch);
  site.grow("BE", 2);
  site.sign("BE", kBelgium, "FR", kFrance);
  const Repaired repaired(site.store);
  CHECK(repaired.report.whole());
  CHECK(repaired.log("BE").taken == kBelgianSize - 1);
  CHECK(repaired.held("BE") == kBelgianSize - 1);
  CHECK(repaired.logs.find("BE")->generation() == 2);
  CHECK(repaired.logs.find("BE")->cosigned.size() == 1);
  base::Bytes value;
  base::Bytes left;
  base::append_u32(left, 1);
  base::append_u64(left, kBelgianSize - 1);
  CHECK(repaired.store
            .get(Table::kCheckpoint, storage::checkpoint_key("BE", CheckpointPart::kLost, left),
                 value)
            .value());
}

TEST_CASE("what one view of a store cannot read is taken from the next") {
  Site site;
  fill(site);
  MemoryStore other;
  other.restore(site.store.clone());
  const auto content_key = storage::content_key(content("BE", 5).id);
  REQUIRE(
      site.damage(Table::kUpdate, storage::update_key("BE", 5), MemoryStore::Damage::kUnreadable));
  REQUIRE(site.damage(Table::kContent, content_key, MemoryStore::Damage::kUnreadable));
  const storage::Reader* views[] = {&site.store, &other};
  MemoryStore fresh;
  const auto report = storage::repair_store(views, fresh, "FR", key_of, {}).value();
  CHECK(report.whole());
  CHECK(report.contents == kFrenchSize + kBelgianSize);
}
