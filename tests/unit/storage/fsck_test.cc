#include "storage/fsck.h"

#include "base/limits.h"
#include "base/random.h"
#include "storage/keys.h"
#include "storage/logs.h"
#include "storage/memory_store.h"
#include "storage/receipts.h"
#include "tests/unit/test.h"

using namespace rednode;
using schema::Update;
using schema::UpdateKind;
using storage::CheckpointPart;
using storage::CheckReport;
using storage::MemoryStore;
using storage::Table;

namespace {

const base::SigningKey kFrance = base::SigningKey::from_seed(base::Bytes(32, 'f')).value();
const base::SigningKey kBelgium = base::SigningKey::from_seed(base::Bytes(32, 'b')).value();

std::optional<schema::NoteVerifier> key_of(const std::string& name) {
  if (name != "FR" && name != "BE") return std::nullopt;
  const auto& key = name == "FR" ? kFrance : kBelgium;
  return schema::NoteVerifier::create(name, schema::SignatureType::kEd25519, key.public_key())
      .value();
}

schema::Content content(std::uint64_t number) {
  return schema::pack_content("<urn:r> <urn:p> \"" + std::to_string(number) + "\" .\n");
}

std::string iri(std::uint64_t number) {
  return "urn:record:" + std::to_string(number);
}

base::Bytes update(UpdateKind kind, std::uint64_t sequence, std::uint64_t record,
                   std::uint64_t number = 0) {
  Update u;
  u.kind = kind;
  u.sequence = sequence;
  u.time_ms = 1'700'000'000'000 + static_cast<std::int64_t>(sequence);
  u.iri = iri(record);
  if (kind == UpdateKind::kPut) {
    u.verdict = schema::Verdict::kConforms;
    u.content_id = content(number).id;
    u.content_size = content(number).size;
  }
  return schema::encode_update(u).value();
}

struct Site {
  MemoryStore store;
  storage::Logs logs;

  std::uint64_t size(const std::string& origin) const {
    const auto* log = logs.find(origin);
    return log == nullptr ? 0 : log->size();
  }
  void commit(storage::LogBatch& staged) {
    staged.finish();
    REQUIRE(store.commit(staged.batch(), storage::Sync::kYes).ok());
    std::move(staged).adopt(logs);
  }
  // Twenty updates of every kind, and one entry that is none.
  void grow(const std::string& origin, base::Random& random, bool with_contents) {
    storage::LogBatch staged(store, logs);
    std::uint64_t sequence = size(origin);
    for (int i = 0; i < 20; ++i, ++sequence) {
      const std::uint64_t number = random.below(60);
      const std::uint64_t kind = random.below(10);
      if (with_contents) staged.add_content(content(number));
      const auto bytes = kind < 7   ? update(UpdateKind::kPut, sequence, random.below(40), number)
                         : kind < 9 ? update(UpdateKind::kConfirm, sequence, random.below(40))
                                    : update(UpdateKind::kWithdraw, sequence, random.below(40));
      REQUIRE(staged.append(origin, i == 7 ? base::Bytes("none") : bytes).ok());
    }
    commit(staged);
  }
  void hold(const std::string& origin, const base::SigningKey& key) {
    storage::LogBatch staged(store, logs);
    const auto& log = *logs.find(origin);
    auto checkpoint = schema::sign_checkpoint({origin, log.size(), log.tree.root()}, key);
    const auto line = schema::cosign_text(checkpoint.note.text, "FR", kFrance, 1'700'000'000);
    staged.hold(std::move(checkpoint));
    staged.cosigned(origin, "FR", storage::cosigned_from(line, log.size()));
    commit(staged);
  }
  void put(Table table, base::BytesView key, base::BytesView value) {
    storage::Batch batch;
    batch.put(table, key, value);
    REQUIRE(store.commit(batch, storage::Sync::kYes).ok());
  }
  void erase(Table table, base::BytesView key) {
    storage::Batch batch;
    batch.erase(table, key);
    REQUIRE(store.commit(batch, storage::Sync::kYes).ok());
  }
  CheckReport check() const { return storage::check_store(store, key_of, {}).value(); }
};

// FR with all contents and a checkpoint of an earlier size; BE, whose contents come with FR or not.
void fill(Site& site) {
  base::Random random(1);
  for (int i = 0; i < 13; ++i) site.grow("FR", random, true);
  site.hold("FR", kFrance);
  site.grow("FR", random, true);
  // A mirror whose contents are beyond those of FR, so that some are wanted.
  storage::LogBatch staged(site.store, site.logs);
  for (std::uint64_t i = 0; i < 30; ++i) {
    REQUIRE(staged.append("BE", update(UpdateKind::kPut, i, i, 50 + i)).ok());
  }
  site.commit(staged);
  site.hold("BE", kBelgium);
  site.put(Table::kQuarantine, storage::number_key(0), R"({"reason":"no title"})");
  storage::Batch receipts;
  storage::put_judged(receipts, storage::Receipts::kOurs, "BE", {2, 1'790'000'000});
  storage::put_receipt(receipts, storage::Receipts::kTheirs, "DE",
                       {1, "urn:r:1", "not-canonical", "why"});
  REQUIRE(site.store.commit(receipts, storage::Sync::kYes).ok());
  site.put(Table::kPeer, "BE", "paused");
  site.put(Table::kMeta, "origin", "FR");
  site.put(Table::kMeta, "fresh", "0");
  site.put(Table::kMeta, "format", "2");
}

using Key = std::pair<Table, base::Bytes>;

std::vector<Key> keys_of(const MemoryStore& store) {
  std::vector<Key> keys;
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

std::string describe(const CheckReport& report) {
  std::string text = std::to_string(report.total_findings) + " findings\n";
  for (const auto& f : report.findings) text += f.table + " " + f.key + ": " + f.problem + "\n";
  return text;
}

bool mentions(const CheckReport& report, const std::string& problem) {
  return std::any_of(report.findings.begin(), report.findings.end(), [&](const auto& finding) {
    return finding.problem.find(problem) != std::string::npos;
  });
}

// What these tables say stands nowhere else, so that nothing contradicts what is missing.
bool alone(Table table) {
  return table == Table::kMeta || table == Table::kPeer || table == Table::kQuarantine ||
         table == Table::kReceipt;
}

// A changed value that nothing contradicts, unless it loses its form.
bool opaque(const Key& key) {
  return key.first == Table::kQuarantine || key.first == Table::kReceipt ||
         (key.first == Table::kMeta && key.second != "format");
}

bool is_part(const Key& key, CheckpointPart part) {
  return key.first == Table::kCheckpoint &&
         (key.second.substr(0, 4) == storage::checkpoint_key("FR", part) ||
          key.second.substr(0, 4) == storage::checkpoint_key("BE", part));
}

bool is_live(const Site& site, base::BytesView id) {
  bool live = false;
  REQUIRE(site.store
              .scan(Table::kRecord, "", "",
                    [&](auto, auto value) {
                      const auto state = storage::decode_record(value).value();
                      live = live || (state.live() && state.content_id.view() == id);
                      return true;
                    })
              .ok());
  return live;
}

}  // namespace

TEST_CASE("an empty store is clean") {
  const MemoryStore store;
  const auto report = storage::check_store(store, key_of, {}).value();
  CHECK(report.clean());
  CHECK(report.updates == 0);
}

TEST_CASE("a sound store is clean, and everything in it was counted") {
  Site site;
  fill(site);
  const auto report = site.check();
  INFO(describe(report));
  CHECK(report.clean());
  CHECK(report.updates == 310);
  CHECK(report.tiles == 1);
  CHECK(report.not_applied == 14);
  std::map<Table, std::uint64_t> counts;
  for (const auto& [table, key] : keys_of(site.store)) ++counts[table];
  CHECK(report.records == counts[Table::kRecord]);
  CHECK(report.contents == counts[Table::kContent]);
  CHECK(report.bytes > 310 * 100);
  CHECK(site.logs.find("BE")->wanted > 0);
  CHECK(site.logs.find("FR")->withdrawn > 0);
  CHECK(storage::check_store(*site.store.snapshot(), key_of, {})->clean());
}

TEST_CASE("a flipped bit in any value that is derived or signed is found") {
  Site site;
  fill(site);
  base::Random random(2);
  for (const auto& [table, key] : keys_of(site.store)) {
    if (opaque({table, key})) continue;
    base::Bytes value;
    REQUIRE(site.store.get(table, key, value).value());
    const std::size_t bits = value.size() * 8;
    for (int i = 0; i < 2; ++i) {
      const std::size_t bit = random.below(bits);
      INFO(storage::table_name(table) << " " << base::to_hex(key) << " bit " << bit);
      REQUIRE(site.store.corrupt(table, key, bit));
      // zstd leaves some bits of a frame without meaning; the content is whole then.
      const bool harmless =
          table == Table::kContent &&
          schema::unpack_content(
              storage::read_content(site.store, base::digest_from(key).value()).value())
              .ok();
      REQUIRE(site.check().clean() == harmless);
      REQUIRE(site.store.corrupt(table, key, bit));
    }
  }
  CHECK(site.check().clean());
}

TEST_CASE("every bit of a state and of a cosignature counts, and of a held checkpoint") {
  Site site;
  fill(site);
  for (const auto& key : {storage::checkpoint_key("FR", CheckpointPart::kState),
                          storage::checkpoint_key("BE", CheckpointPart::kHeld),
                          storage::checkpoint_key("FR", CheckpointPart::kCosigned, "FR")}) {
    base::Bytes value;
    REQUIRE(site.store.get(Table::kCheckpoint, key, value).value());
    const std::size_t step = value.size() > 100 ? 5 : 1;  // a checkpoint takes longer
    for (std::size_t bit = 0; bit < value.size() * 8; bit += step) {
      INFO(key << " bit " << bit);
      REQUIRE(site.store.corrupt(Table::kCheckpoint, key, bit));
      REQUIRE_FALSE(site.check().clean());
      REQUIRE(site.store.corrupt(Table::kCheckpoint, key, bit));
    }
  }
}

TEST_CASE("an entry that is gone is found") {
  Site site;
  fill(site);
  const auto backup = site.store.clone();
  for (const Key& key : keys_of(site.store)) {
    const auto& [table, octets] = key;
    // Nothing says that these must be there.
    if (alone(table) || is_part(key, CheckpointPart::kHeld)) continue;
    if (is_part(key, CheckpointPart::kCosigned)) continue;
    if (table == Table::kContent && !is_live(site, octets)) continue;
    INFO(storage::table_name(table) << " " << base::to_hex(octets));
    site.erase(table, octets);
    REQUIRE_FALSE(site.check().clean());
    site.store.restore(backup);
  }
}

TEST_CASE("an entry that cannot be read is found, and all the others are still checked") {
  Site site;
  fill(site);
  const auto backup = site.store.clone();
  const auto whole = site.check();
  for (const auto& [table, key] : keys_of(site.store)) {
    INFO(storage::table_name(table) << " " << base::to_hex(key));
    REQUIRE(site.store.corrupt(table, key, 0, MemoryStore::Damage::kUnreadable));
    const auto report = site.check();
    REQUIRE_FALSE(report.clean());
    REQUIRE(mentions(report, "cannot be read"));
    REQUIRE(report.updates == whole.updates - (table == Table::kUpdate ? 1 : 0));
    REQUIRE(report.records == whole.records - (table == Table::kRecord ? 1 : 0));
    REQUIRE(report.contents == whole.contents - (table == Table::kContent ? 1 : 0));
    REQUIRE(report.tiles == whole.tiles - (table == Table::kHash ? 1 : 0));
    site.store.restore(backup);
  }
}

TEST_CASE("an entry that should not be there is found") {
  Site site;
  fill(site);
  const auto backup = site.store.clone();
  const auto record = storage::encode_record(storage::RecordState{});
  const auto id = content(999).id;
  base::Bytes range = storage::origin_prefix("FR");
  base::append_u64(range, 280);
  base::append_u64(range, 1);
  const std::vector<std::tuple<Table, base::Bytes, base::Bytes>> entries = {
      {Table::kUpdate, storage::update_key("FR", 280), update(UpdateKind::kConfirm, 280, 1)},
      {Table::kUpdate, storage::update_key("FR", 1'000), "far away"},
      {Table::kUpdate, storage::update_key("FR", ~std::uint64_t{0}), "farther away"},
      {Table::kUpdate, storage::update_key("DE", 0), "of a log without a state"},
      {Table::kUpdate, "no origin", ""},
      {Table::kUpdate, storage::origin_prefix("FR") + "short", ""},
      {Table::kHash, storage::tile_key("FR", 0, 1), base::Bytes(8'192, 'x')},
      {Table::kHash, storage::tile_key("FR", 1, 0), base::Bytes(8'192, 'x')},
      {Table::kHash, storage::tile_key("FR", 255, 0), base::Bytes(8'192, 'x')},
      {Table::kHash, storage::origin_prefix("FR"), ""},
      {Table::kContent, "no id", "x"},
      {Table::kContent, storage::content_key(id), "not its content"},
      {Table::kRecord, storage::record_key("FR", "urn:nobody"), record},
      {Table::kRecord, storage::record_key("DE", "urn:nobody"), record},
      {Table::kCheckpoint, storage::origin_prefix("FR"), "x"},
      {Table::kCheckpoint, storage::origin_prefix("FR") + "x", "x"},
      {Table::kCheckpoint, storage::origin_prefix("FR") + "s2", "x"},
      {Table::kCheckpoint, storage::checkpoint_key("FR", CheckpointPart::kCosigned, "DE"), "x"},
      {Table::kCheckpoint, storage::checkpoint_key("FR", CheckpointPart::kEvidence), ""},
      {Table::kCheckpoint, storage::checkpoint_key("fr", CheckpointPart::kState), ""},
      {Table::kWant, storage::want_key("FR", 0), base::Bytes(id.view())},
      {Table::kWant, storage::want_key("FR", 0), "no id"},
      {Table::kWant, storage::want_key("DE", 0), base::Bytes(id.view())},
      {Table::kChange, storage::number_key(99), range},
      {Table::kChange, storage::number_key(~std::uint64_t{0}), range},
      {Table::kChange, "short", range},
      {Table::kQuarantine, "short", "x"},
      {Table::kQuarantine, storage::number_key(1), "\xff"},
      {Table::kPeer, "be", "paused"},
      {Table::kPeer, "DE", "running"},
      {Table::kMeta, "format", "1"},
      {Table::kMeta, "origin", "fr"},
      {Table::kMeta, "fresh", "2"},
      {Table::kMeta, "unknown", "1"}};
  for (const auto& [table, key, value] : entries) {
    INFO(storage::table_name(table) << " " << base::to_hex(key));
    site.put(table, key, value);
    const auto report = site.check();
    CHECK_FALSE(report.clean());
    site.store.restore(backup);
  }
}

TEST_CASE("contents that nobody named are told, and are no damage") {
  Site site;
  fill(site);
  const auto before = site.check().unnamed;
  site.put(Table::kContent, storage::content_key(content(999).id),
           schema::content_value(content(999)));
  const auto report = site.check();
  CHECK(report.clean());
  CHECK(report.unnamed == before + 1);
}

TEST_CASE("a wanted content that came with another record is told, and is no damage") {
  Site site;
  fill(site);
  CHECK(site.check().arrived == 0);
  storage::LogBatch staged(site.store, site.logs);
  staged.add_content(content(79));
  REQUIRE(staged.append("FR", update(UpdateKind::kPut, site.size("FR"), 1, 79)).ok());
  site.commit(staged);
  const auto report = site.check();
  INFO(describe(report));
  CHECK(report.clean());
  CHECK(report.arrived == 1);
}

TEST_CASE("what cannot be checked for want of a key is a finding of its own") {
  Site site;
  fill(site);
  const auto nobody = [](const std::string&) { return std::optional<schema::NoteVerifier>(); };
  for (const auto& report : {storage::check_store(site.store, nobody, {}).value(),
                             storage::check_store(site.store, {}, {}).value()}) {
    CHECK(report.total_findings == 4);  // two logs, each with its own and with a cosignature
    for (const auto& finding : report.findings)
      CHECK(finding.problem.starts_with("not checked: no key"));
  }
}

TEST_CASE("a checkpoint by another key, or of other updates, is found") {
  Site site;
  fill(site);
  const auto key = storage::checkpoint_key("FR", CheckpointPart::kHeld);
  const auto root = site.logs.find("FR")->tree.root();
  const auto problem_of = [&](const schema::Checkpoint& checkpoint, const base::SigningKey& by) {
    site.put(Table::kCheckpoint, key, schema::sign_checkpoint(checkpoint, by).bytes());
    const auto report = site.check();
    CHECK(report.total_findings >= 1);
    return report.clean() ? std::string() : report.findings.front().problem;
  };
  CHECK(problem_of({"FR", 280, root}, kBelgium).find("no key of FR is known") != std::string::npos);
  CHECK(problem_of({"FR", 280, base::sha256("x")}, kFrance).find("root") != std::string::npos);
  CHECK(problem_of({"FR", 279, root}, kFrance).find("root") != std::string::npos);
  CHECK(problem_of({"FR", 281, root}, kFrance).find("more updates") != std::string::npos);
  CHECK(problem_of({"BE", 280, root}, kFrance).find("of BE") != std::string::npos);
  site.put(Table::kCheckpoint, key, schema::sign_checkpoint({"FR", 280, root}, kFrance).bytes());
  CHECK(site.check().clean());
}

TEST_CASE("a checkpoint that only a cosigner signed is found") {
  Site site;
  fill(site);
  auto held = *site.logs.find("BE")->held;
  held.note.signatures = {schema::cosign_text(held.note.text, "FR", kFrance, 1'700'000'000)};
  site.put(Table::kCheckpoint, storage::checkpoint_key("BE", CheckpointPart::kHeld), held.bytes());
  CHECK(mentions(site.check(), "not signed by its origin"));
}

TEST_CASE("a cosignature of the right key, size and time on another checkpoint is found") {
  Site site;
  fill(site);
  const std::uint64_t size = site.logs.find("BE")->size();
  const std::string other = schema::checkpoint_text({"BE", size, base::sha256("another tree")});
  storage::LogBatch staged(site.store, site.logs);
  staged.cosigned(
      "BE", "FR",
      storage::cosigned_from(schema::cosign_text(other, "FR", kFrance, 1'700'000'001), size));
  site.commit(staged);
  CHECK(mentions(site.check(), "the cosignature does not verify"));
}

TEST_CASE("a time that goes back in a log is found") {
  Site site;
  storage::LogBatch staged(site.store, site.logs);
  staged.add_content(content(1));
  Update later = schema::decode_update(update(UpdateKind::kPut, 0, 1, 1)).value();
  later.time_ms += 1'000;
  REQUIRE(staged.append("FR", schema::encode_update(later).value()).ok());
  REQUIRE(staged.append("FR", update(UpdateKind::kConfirm, 1, 1)).ok());
  site.commit(staged);
  const auto report = site.check();
  CHECK(report.total_findings == 1);
  CHECK(mentions(report, "older"));
  CHECK(report.findings.front().key == "FR 1");
}

TEST_CASE("a history is checked where it is whole and where it was cut") {
  constexpr std::uint64_t kMax = base::limits::kHistoryMax;
  for (const std::uint64_t changes : {kMax, kMax + 1, kMax + 300}) {
    Site site;
    storage::LogBatch staged(site.store, site.logs);
    staged.add_content(content(1));
    REQUIRE(staged.append("FR", update(UpdateKind::kPut, 0, 1, 1)).ok());
    for (std::uint64_t i = 1; i < changes; ++i) {
      REQUIRE(staged.append("FR", update(UpdateKind::kConfirm, i, 1)).ok());
    }
    site.commit(staged);
    INFO(changes);
    CHECK(site.check().clean());
    const auto key = storage::record_key("FR", iri(1));
    auto state = *storage::read_record(site.store, "FR", iri(1)).value();
    CHECK(state.history.size() == kMax);
    const auto good = state.history;
    state.history.back() += 1;
    site.put(Table::kRecord, key, storage::encode_record(state));
    CHECK(mentions(site.check(), "not the state"));
    state.history = good;
    state.history.erase(state.history.begin());
    site.put(Table::kRecord, key, storage::encode_record(state));
    CHECK(mentions(site.check(), "not the state"));
  }
}

TEST_CASE("a gap in the numbers of the changes is found, though the ranges fit") {
  Site site;
  fill(site);
  const auto last = site.store.last(Table::kChange, "", "").value().value();
  site.erase(Table::kChange, last.first);
  site.put(Table::kChange, storage::number_key(site.logs.next_change() + 4), last.second);
  const auto report = site.check();
  CHECK(report.total_findings == 1);
  CHECK(mentions(report, "the number is not"));
}

TEST_CASE("a log without updates is clean, and its checkpoint is checked") {
  Site site;
  storage::LogBatch staged(site.store, site.logs);
  staged.hold(schema::sign_checkpoint({"FR", 0, storage::empty_root()}, kFrance));
  site.commit(staged);
  CHECK(site.check().clean());
  site.put(Table::kCheckpoint, storage::checkpoint_key("FR", CheckpointPart::kHeld),
           schema::sign_checkpoint({"FR", 0, base::sha256("x")}, kFrance).bytes());
  CHECK(mentions(site.check(), "root"));
}

TEST_CASE("a missing update is named, and the tiles vouch for what is around it") {
  Site site;
  fill(site);
  site.erase(Table::kUpdate, storage::update_key("FR", 7));  // an entry that is not applied
  const auto report = site.check();
  INFO(describe(report));
  REQUIRE(report.total_findings == 1);
  CHECK(report.findings.front().table == "update");
  CHECK(report.findings.front().key == "FR 7");
}

TEST_CASE("the findings that are kept are bounded, and all are counted") {
  Site site;
  for (std::uint64_t i = 0; i < CheckReport::kFindingsKept + 50; ++i) {
    site.put(Table::kQuarantine, "bad" + std::to_string(i), "");
  }
  const auto report = site.check();
  CHECK(report.findings.size() == CheckReport::kFindingsKept);
  CHECK(report.total_findings == CheckReport::kFindingsKept + 50);
}

TEST_CASE("tables that cannot be read at all do not keep the others from being checked") {
  Site site;
  fill(site);
  const auto whole = site.check();
  for (const auto& [table, key] : keys_of(site.store)) {
    if (table == Table::kUpdate || table == Table::kContent) {
      REQUIRE(site.store.corrupt(table, key, 0, MemoryStore::Damage::kUnreadable));
    }
  }
  const auto report = site.check();
  CHECK(report.updates == 0);
  CHECK(report.contents == 0);
  CHECK(report.records == whole.records);
  CHECK(report.tiles == whole.tiles);
  CHECK(report.total_findings > whole.records);
}

TEST_CASE("a table with too many unreadable places is given up, and that is said") {
  Site site;
  for (std::uint64_t i = 0; i < 2'200; ++i) {
    const auto key = storage::number_key(i);
    site.put(Table::kQuarantine, key, "x");
    if (i % 2 == 0) {
      REQUIRE(site.store.corrupt(Table::kQuarantine, key, 0, MemoryStore::Damage::kUnreadable));
    }
  }
  const auto report = site.check();
  CHECK(report.total_findings == 1'001);
}

TEST_CASE("progress goes up and ends with everything") {
  Site site;
  base::Random random(3);
  for (int i = 0; i < 300; ++i) site.grow("FR", random, true);
  std::uint64_t last = 0;
  bool ended = false;
  const auto report =
      storage::check_store(site.store, {}, [&](std::uint64_t done, std::uint64_t total) {
        CHECK(done >= last);
        CHECK(done <= total);
        last = done;
        ended = done == total;
      }).value();
  CHECK(report.clean());
  CHECK(last >= 6'000);
  CHECK(ended);
}
