#include "storage/logs.h"

#include "base/random.h"
#include "storage/keys.h"
#include "storage/memory_store.h"
#include "tests/unit/test.h"

using namespace rednode;
using schema::Update;
using schema::UpdateKind;
using storage::CheckpointPart;
using storage::LogBatch;
using storage::Logs;
using storage::MemoryStore;
using storage::Table;

namespace {

const base::SigningKey kKey = base::SigningKey::from_seed(base::Bytes(32, 'k')).value();

schema::Content content(std::uint64_t number) {
  return schema::pack_content("<urn:r> <urn:p> \"" + std::to_string(number) + "\" .\n");
}

std::string iri(std::uint64_t number) {
  return "urn:record:" + std::to_string(number);
}

Update change(UpdateKind kind, std::uint64_t sequence, const std::string& name) {
  Update u;
  u.kind = kind;
  u.sequence = sequence;
  u.time_ms = 1'700'000'000'000 + static_cast<std::int64_t>(sequence);
  u.iri = name;
  return u;
}

Update put(std::uint64_t sequence, const std::string& name, const schema::Content& what) {
  Update u = change(UpdateKind::kPut, sequence, name);
  u.verdict = schema::Verdict::kConforms;
  u.content_id = what.id;
  u.content_size = what.size;
  return u;
}

base::Bytes bytes_of(const Update& u) {
  return schema::encode_update(u).value();
}

std::size_t count(const storage::Reader& store, Table table) {
  std::size_t entries = 0;
  REQUIRE(store.scan(table, "", "", [&](auto, auto) { return ++entries != 0; }).ok());
  return entries;
}

base::Bytes all_bytes(const storage::Reader& store) {
  base::Bytes out;
  for (std::size_t t = 0; t < storage::kTableCount; ++t) {
    const auto table = static_cast<Table>(t);
    REQUIRE(store
                .scan(table, "", "",
                      [&](auto key, auto value) {
                        out.append(storage::table_name(table)).append(key).append(value);
                        return true;
                      })
                .ok());
  }
  return out;
}

// A store with its logs at hand, as a node has them.
struct Node {
  MemoryStore store;
  Logs logs;

  LogBatch batch() const { return LogBatch(store, logs); }
  void commit(LogBatch& staged) {
    staged.finish();
    REQUIRE(store.commit(staged.batch(), storage::Sync::kYes).ok());
    std::move(staged).adopt(logs);
  }
  // One put a batch, with its content or without.
  void put_one(const std::string& name, std::uint64_t number, bool with_content) {
    auto staged = batch();
    if (with_content) staged.add_content(content(number));
    REQUIRE(staged.append("FR", bytes_of(put(fr_size(), name, content(number)))).ok());
    commit(staged);
  }
  void change_one(UpdateKind kind, const std::string& name) {
    auto staged = batch();
    REQUIRE(staged.append("FR", bytes_of(change(kind, fr_size(), name))).ok());
    commit(staged);
  }
  void fulfil_one(std::uint64_t sequence, const std::string& name, std::uint64_t number) {
    auto staged = batch();
    staged.add_content(content(number));
    REQUIRE(staged.fulfil("FR", sequence, name).ok());
    commit(staged);
  }
  void hold() {
    auto staged = batch();
    staged.hold(schema::sign_checkpoint({"FR", fr().size(), fr().tree.root()}, kKey));
    commit(staged);
  }
  const storage::LogState& fr() const {
    REQUIRE(logs.find("FR") != nullptr);
    return *logs.find("FR");
  }
  std::uint64_t fr_size() const { return logs.find("FR") == nullptr ? 0 : fr().size(); }
  std::optional<storage::RecordState> record(const std::string& name) const {
    return storage::read_record(store, "FR", name).value();
  }
};

void check_same(const storage::LogState& a, const storage::LogState& b) {
  CHECK(a.origin == b.origin);
  CHECK(a.size() == b.size());
  CHECK(a.tree.root() == b.tree.root());
  CHECK(a.live == b.live);
  CHECK(a.withdrawn == b.withdrawn);
  CHECK(a.wanted == b.wanted);
  CHECK(a.time_ms == b.time_ms);
  CHECK(a.contradicted == b.contradicted);
  CHECK(a.held.has_value() == b.held.has_value());
  if (a.held.has_value() && b.held.has_value()) CHECK(a.held->bytes() == b.held->bytes());
  REQUIRE(a.cosigned.size() == b.cosigned.size());
  for (const auto& [name, cosigned] : a.cosigned) {
    CHECK(b.cosigned.at(name).size == cosigned.size);
    CHECK(b.cosigned.at(name).time_seconds == cosigned.time_seconds);
  }
}

void check_reopen(const Node& node) {
  const Logs again = Logs::open(node.store).value();
  CHECK(again.next_change() == node.logs.next_change());
  REQUIRE(again.all().size() == node.logs.all().size());
  for (const auto& [origin, state] : node.logs.all()) check_same(*again.find(origin), state);
}

}  // namespace

TEST_CASE("an empty store has no logs") {
  MemoryStore store;
  const Logs logs = Logs::open(store).value();
  CHECK(logs.all().empty());
  CHECK(logs.next_change() == 0);
  CHECK(logs.find("FR") == nullptr);
}

TEST_CASE("a put with its content makes a live record that is there after a reopen") {
  Node node;
  node.put_one(iri(1), 1, true);
  CHECK(node.fr().size() == 1);
  CHECK(node.fr().live == 1);
  CHECK(node.fr().wanted == 0);
  CHECK(node.fr().time_ms == 1'700'000'000'000);
  CHECK(node.fr().tree.root() == storage::leaf_hash(bytes_of(put(0, iri(1), content(1)))));
  CHECK(storage::read_update(node.store, "FR", 0).value() == bytes_of(put(0, iri(1), content(1))));
  CHECK(storage::read_update(node.store, "FR", 1).error().code == base::Code::kNotFound);
  CHECK(schema::unpack_content(storage::read_content(node.store, content(1).id).value()).ok());
  CHECK(storage::read_content(node.store, content(2).id).error().code == base::Code::kNotFound);
  check_reopen(node);
}

TEST_CASE("a put without its content is wanted until it is fulfilled") {
  Node node;
  node.put_one(iri(1), 1, false);
  CHECK(node.fr().wanted == 1);
  CHECK(node.fr().live == 1);
  CHECK(node.record(iri(1))->wanted);
  base::Bytes id;
  REQUIRE(node.store.get(Table::kWant, storage::want_key("FR", 0), id).value());
  CHECK(id == content(1).id.view());
  check_reopen(node);
  node.fulfil_one(1, iri(1), 1);  // of another put: changes nothing
  CHECK(node.fr().wanted == 1);
  node.fulfil_one(0, iri(1), 1);
  CHECK(node.fr().wanted == 0);
  CHECK_FALSE(node.record(iri(1))->wanted);
  CHECK(count(node.store, Table::kWant) == 0);
  node.fulfil_one(0, iri(1), 1);  // again: changes nothing
  CHECK(node.fr().wanted == 0);
  check_reopen(node);
}

TEST_CASE("what is superseded or withdrawn is not wanted any more") {
  Node node;
  node.put_one(iri(1), 1, false);
  node.put_one(iri(2), 2, false);
  node.put_one(iri(3), 3, false);
  node.change_one(UpdateKind::kConfirm, iri(3));
  CHECK(node.fr().wanted == 3);
  CHECK(node.record(iri(3))->wanted);
  node.put_one(iri(1), 4, true);
  CHECK(node.fr().wanted == 2);
  CHECK_FALSE(node.record(iri(1))->wanted);
  node.change_one(UpdateKind::kWithdraw, iri(2));
  CHECK(node.fr().wanted == 1);
  CHECK(node.fr().live == 2);
  CHECK(node.fr().withdrawn == 1);
  node.put_one(iri(3), 3, false);  // the same content, still absent: wanted at the new place
  CHECK(node.fr().wanted == 1);
  base::Bytes id;
  CHECK_FALSE(node.store.get(Table::kWant, storage::want_key("FR", 2), id).value());
  CHECK(node.store.get(Table::kWant, storage::want_key("FR", 6), id).value());
  node.fulfil_one(2, iri(3), 3);  // the superseded put
  CHECK(node.fr().wanted == 1);
  node.fulfil_one(6, iri(3), 3);
  CHECK(node.fr().wanted == 0);
  CHECK(count(node.store, Table::kWant) == 0);
  check_reopen(node);
}

TEST_CASE("a want that is made and superseded in one batch leaves nothing") {
  Node node;
  auto staged = node.batch();
  REQUIRE(staged.append("FR", bytes_of(put(0, iri(1), content(1)))).ok());
  REQUIRE(staged.append("FR", bytes_of(put(1, iri(1), content(2)))).ok());
  REQUIRE(staged.append("FR", bytes_of(change(UpdateKind::kWithdraw, 2, iri(1)))).ok());
  CHECK(staged.record("FR", iri(1)).value()->history == std::vector<std::uint64_t>{0, 1, 2});
  node.commit(staged);
  CHECK(node.fr().wanted == 0);
  CHECK(node.fr().withdrawn == 1);
  CHECK(count(node.store, Table::kWant) == 0);
  CHECK(count(node.store, Table::kChange) == 1);
  check_reopen(node);
}

TEST_CASE("confirm and withdraw count records, and not updates") {
  Node node;
  node.put_one(iri(1), 1, true);
  node.put_one(iri(2), 2, true);
  node.change_one(UpdateKind::kConfirm, iri(1));
  CHECK(node.fr().live == 2);
  node.change_one(UpdateKind::kConfirm, iri(9));   // never put
  node.change_one(UpdateKind::kWithdraw, iri(9));  // never put
  CHECK(node.fr().live == 2);
  CHECK(node.fr().withdrawn == 0);
  CHECK_FALSE(node.record(iri(9)).has_value());
  node.change_one(UpdateKind::kWithdraw, iri(1));
  node.change_one(UpdateKind::kWithdraw, iri(1));
  node.change_one(UpdateKind::kConfirm, iri(1));
  CHECK(node.fr().live == 1);
  CHECK(node.fr().withdrawn == 1);
  node.put_one(iri(1), 3, true);
  CHECK(node.fr().live == 2);
  CHECK(node.fr().withdrawn == 0);
  CHECK(node.fr().size() == 9);
  check_reopen(node);
}

TEST_CASE("entries that are no valid update of their place are kept and not applied") {
  Node node;
  node.put_one(iri(1), 1, true);
  auto staged = node.batch();
  const std::vector<base::Bytes> entries = {
      "", "no update", bytes_of(put(0, iri(2), content(1))),  // of another place
      bytes_of(put(9, iri(2), content(1))), base::Bytes(64, '\0')};
  for (const auto& entry : entries) REQUIRE(staged.append("FR", entry).ok());
  node.commit(staged);
  CHECK(node.fr().size() == 1 + entries.size());
  CHECK(node.fr().live == 1);
  CHECK(node.fr().time_ms == 1'700'000'000'000);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    CHECK(storage::read_update(node.store, "FR", 1 + i).value() == entries[i]);
  }
  CHECK_FALSE(node.record(iri(2)).has_value());
  node.put_one(iri(2), 1, true);
  CHECK(node.fr().live == 2);
  check_reopen(node);
}

TEST_CASE("an origin with a verdict that is not known here does not damage our copy") {
  Node node;
  auto entry = bytes_of(put(0, iri(1), content(1)));
  constexpr std::size_t kVerdictAt = 26;
  REQUIRE(entry[kVerdictAt] == 1);
  entry[kVerdictAt] = 9;
  auto staged = node.batch();
  REQUIRE(staged.append("FR", entry).ok());
  node.commit(staged);
  node.put_one(iri(1), 2, true);
  CHECK(node.fr().live == 1);
  CHECK(node.record(iri(1))->verdict == schema::Verdict::kConforms);
}

TEST_CASE("equal contents are stored once, and found by later puts") {
  Node node;
  auto staged = node.batch();
  staged.add_content(content(1));
  staged.add_content(content(1));
  REQUIRE(staged.append("FR", bytes_of(put(0, iri(1), content(1)))).ok());
  REQUIRE(staged.append("FR", bytes_of(put(1, iri(2), content(1)))).ok());
  REQUIRE(staged.append("BE", bytes_of(put(0, iri(1), content(1)))).ok());
  node.commit(staged);
  node.put_one(iri(3), 1, false);
  CHECK(count(node.store, Table::kContent) == 1);
  CHECK(node.fr().wanted == 0);
  CHECK(node.fr().live == 3);
  CHECK(node.logs.find("BE")->wanted == 0);
}

TEST_CASE("a batch that is thrown away changes nothing") {
  Node node;
  node.put_one(iri(1), 1, false);
  node.hold();
  const auto before = all_bytes(node.store);
  {
    auto staged = node.batch();
    staged.add_content(content(1));
    REQUIRE(staged.fulfil("FR", 0, iri(1)).ok());
    REQUIRE(staged.append("FR", bytes_of(put(1, iri(2), content(2)))).ok());
    REQUIRE(staged.append("BE", bytes_of(put(0, iri(2), content(2)))).ok());
    staged.cosigned("FR", "BE", {1, 2});
    staged.contradict("FR", "evidence");
    staged.finish();
    CHECK(staged.needs_sync());
    node.store.set_disk_full(true);
    CHECK_FALSE(node.store.commit(staged.batch(), storage::Sync::kYes).ok());
    node.store.set_disk_full(false);
  }
  CHECK(all_bytes(node.store) == before);
  CHECK(node.fr().size() == 1);
  CHECK(node.fr().wanted == 1);
  CHECK_FALSE(node.fr().contradicted);
  CHECK(node.fr().cosigned.empty());
  CHECK(node.logs.find("BE") == nullptr);
  check_reopen(node);
}

TEST_CASE("checkpoints, cosignatures and evidence come back after a reopen") {
  Node node;
  node.put_one(iri(1), 1, true);
  CHECK_FALSE(node.fr().complete());
  node.hold();
  CHECK(node.fr().complete());
  auto staged = node.batch();
  staged.cosigned("FR", "BE", {1, 1'700'000'000});
  staged.cosigned("FR", "DE", {0, 1'600'000'000});
  node.commit(staged);
  check_reopen(node);
  node.put_one(iri(2), 2, true);  // the held checkpoint is now of an earlier size
  CHECK_FALSE(node.fr().complete());
  check_reopen(node);
  auto last = node.batch();
  last.contradict("FR", "first");
  last.contradict("FR", "second");
  node.commit(last);
  CHECK(node.fr().contradicted);
  base::Bytes evidence;
  REQUIRE(node.store
              .get(Table::kCheckpoint, storage::checkpoint_key("FR", CheckpointPart::kEvidence),
                   evidence)
              .value());
  CHECK(evidence == "first");
  check_reopen(node);
}

TEST_CASE("the change table lists the new updates of each batch") {
  Node node;
  node.put_one(iri(1), 1, true);
  node.put_one(iri(2), 2, true);
  auto staged = node.batch();
  REQUIRE(staged.append("FR", bytes_of(put(2, iri(3), content(3)))).ok());
  REQUIRE(staged.append("FR", bytes_of(put(3, iri(4), content(3)))).ok());
  REQUIRE(staged.append("BE", bytes_of(put(0, iri(4), content(3)))).ok());
  node.commit(staged);
  node.hold();  // no new updates, no change
  CHECK(node.logs.next_change() == 4);
  std::vector<std::string> changes;
  REQUIRE(node.store
              .scan(Table::kChange, "", "",
                    [&](auto key, auto value) {
                      changes.push_back(base::to_hex(key) + " " + base::to_hex(value));
                      return true;
                    })
              .ok());
  CHECK(changes ==
        std::vector<std::string>{"0000000000000000 46520000000000000000000000000000000001",
                                 "0000000000000001 46520000000000000000010000000000000001",
                                 "0000000000000002 42450000000000000000000000000000000001",
                                 "0000000000000003 46520000000000000000020000000000000002"});
  check_reopen(node);
}

TEST_CASE("the worked example of docs/formats/log.md and storage.md") {
  base::Bytes seed;
  for (char octet = 0; octet < 32; ++octet) seed.push_back(octet);
  const auto key = base::SigningKey::from_seed(seed).value();
  const auto record = schema::pack_content(
      "<https://example.org/d/1> <http://purl.org/dc/terms/title> "
      "\"Cancer registry\"@en .\n");
  Update first = put(0, "https://example.org/d/1", record);
  first.time_ms = 1'764'000'000'000;
  first.profile = "healthdcat-ap/8/public";
  Update second = change(UpdateKind::kConfirm, 1, first.iri);
  second.time_ms = 1'764'000'060'000;
  Update third = change(UpdateKind::kWithdraw, 2, first.iri);
  third.time_ms = 1'764'000'120'000;
  third.reason = "superseded";
  Node node;
  auto staged = node.batch();
  staged.add_content(record);
  for (const auto& u : {first, second, third}) REQUIRE(staged.append("FR", bytes_of(u)).ok());
  node.commit(staged);
  CHECK(base::to_hex(bytes_of(second)) ==
        "0000000003000100010000000000000060d298b69a01000002000000000000000"
        "1000000c200000068747470733a2f2f6578616d706c652e6f72672f642f3100");
  CHECK(base::to_hex(node.fr().tree.root()) ==
        "a4daec9736877d716da61387563d08e7885e5c2e8bc6b114e11359243f57b05b");
  CHECK(schema::sign_checkpoint({"FR", 3, node.fr().tree.root()}, key).bytes() ==
        "FR\n3\npNrslzaHfXFtphOHVj0I54heXC6LxrEU4RNZJD9XsFs=\n\n"
        "\xe2\x80\x94 FR dihhm/aoyFj1MHYQ/nZCXu+skzBUqVf7edpsL01U338q77bb3wXFWBKXVUDc8qp+4e1Qc50x"
        "+qkUf3gNwwyLkUvRogk=\n");
  base::Bytes value;
  REQUIRE(node.store.get(Table::kRecord, storage::record_key("FR", first.iri), value).value());
  CHECK(base::to_hex(value) ==
        "0101000000000000000200000000000000000000019ab699bcc00000019ab698d26000000052"
        "d4f1bf5df6614001db924973237f8059225933bf4f1d829d0be510bc4c3f08870003000101");
  REQUIRE(node.store
              .get(Table::kCheckpoint, storage::checkpoint_key("FR", CheckpointPart::kState), value)
              .value());
  CHECK(base::to_hex(value) ==
        "000000000000000300000000000000000000000000000001000000000000000000000"
        "19ab699bcc0a4daec9736877d716da61387563d08e7885e5c2e8bc6b114e11359243f57b05b8bd53439");
  base::Bytes other_seed;
  for (char octet = 0x20; octet < 0x40; ++octet) other_seed.push_back(octet);
  const auto signature =
      schema::cosign_text(schema::checkpoint_text({"FR", 3, node.fr().tree.root()}), "BE",
                          base::SigningKey::from_seed(other_seed).value(), 1'764'000'180);
  const auto cosigned = storage::cosigned_from(signature, 3);
  auto more = node.batch();
  more.cosigned("FR", "BE", cosigned);
  node.commit(more);
  REQUIRE(node.store
              .get(Table::kCheckpoint,
                   storage::checkpoint_key("FR", CheckpointPart::kCosigned, "BE"), value)
              .value());
  CHECK(base::to_hex(value) ==
        "000000000000000300000000692481b41f77b818"
        "e805f9d934c6d7204ce211dee6757f0f9ea1bc1aeb5d7d6a9cc1e8217cee07d2"
        "9b626fef6a1cc4b94a436efa7e21e68ca3de3f8736d20a1c7acb642c2370350dcc7967d1");
}

namespace {

// A log of 300 updates, so that there is a full tile and updates behind it.
void fill(Node& node) {
  auto staged = node.batch();
  for (std::uint64_t i = 0; i < 300; ++i) {
    staged.add_content(content(i % 20));
    REQUIRE(staged.append("FR", bytes_of(put(i, iri(i % 50), content(i % 20)))).ok());
  }
  staged.cosigned("FR", "BE", {300, 1'700'000'000});
  node.commit(staged);
  node.hold();
}

// That every flipped bit of the value, up to `octets`, is refused as damage when the logs are
// opened.
void check_refused(Node& node, Table table, const base::Bytes& key, std::size_t octets,
                   std::size_t step = 1) {
  REQUIRE(Logs::open(node.store).ok());
  for (std::size_t bit = 0; bit < octets * 8; bit += step) {
    INFO(storage::table_name(table) << " bit " << bit);
    REQUIRE(node.store.corrupt(table, key, bit));
    const auto opened = Logs::open(node.store);
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().code == base::Code::kCorrupt);
    REQUIRE(node.store.corrupt(table, key, bit));
  }
  REQUIRE(node.store.corrupt(table, key, 0, MemoryStore::Damage::kUnreadable));
  CHECK(Logs::open(node.store).error().code == base::Code::kCorrupt);
}

std::size_t size_of(const Node& node, Table table, const base::Bytes& key) {
  base::Bytes value;
  REQUIRE(node.store.get(table, key, value).value());
  return value.size();
}

}  // namespace

TEST_CASE("a flipped bit in the state of a log is refused") {
  Node node;
  fill(node);
  const auto key = storage::checkpoint_key("FR", CheckpointPart::kState);
  check_refused(node, Table::kCheckpoint, key, size_of(node, Table::kCheckpoint, key));
}

TEST_CASE("a flipped bit in a cosignature is refused") {
  Node node;
  fill(node);
  const auto key = storage::checkpoint_key("FR", CheckpointPart::kCosigned, "BE");
  check_refused(node, Table::kCheckpoint, key, size_of(node, Table::kCheckpoint, key));
}

TEST_CASE("a flipped bit in an update behind the last full tile is refused") {
  Node node;
  fill(node);
  const auto key = storage::update_key("FR", 299);
  check_refused(node, Table::kUpdate, key, size_of(node, Table::kUpdate, key), 3);
}

TEST_CASE("a flipped bit in a tile is refused") {
  Node node;
  fill(node);
  check_refused(node, Table::kHash, storage::tile_key("FR", 0, 0), 8'192, 61);
}

TEST_CASE("a flipped bit in the text of a held checkpoint is refused, of whatever size it is") {
  for (const bool earlier : {false, true}) {
    Node node;
    fill(node);
    if (earlier) node.put_one(iri(1), 1, true);
    const std::size_t text = node.fr().held->note.text.size();
    check_refused(node, Table::kCheckpoint, storage::checkpoint_key("FR", CheckpointPart::kHeld),
                  text);
  }
}

TEST_CASE("a log whose state is gone is refused where a checkpoint tells of it") {
  Node node;
  fill(node);
  storage::Batch batch;
  batch.erase(Table::kCheckpoint, storage::checkpoint_key("FR", CheckpointPart::kState));
  REQUIRE(node.store.commit(batch, storage::Sync::kYes).ok());
  CHECK(Logs::open(node.store).error().code == base::Code::kCorrupt);
}

namespace {

// What the logs should be, kept the simple way.
struct Model {
  struct Record {
    bool live = true;
    bool wanted = false;
    std::uint64_t put = 0;
    std::uint64_t content = 0;
    std::vector<std::uint64_t> history;
  };
  struct Log {
    std::vector<base::Bytes> entries;
    std::map<std::string, Record> records;
  };
  std::map<std::string, Log> logs;
  std::set<std::uint64_t> contents;
  std::uint64_t changes = 0;
};

// Stages one random step, and takes it over into the model.
void step(base::Random& random, LogBatch& staged, Model& model) {
  const std::string origin = random.chance(600) ? "FR" : "BE";
  Model::Log& log = model.logs[origin];
  const std::string name = iri(random.below(12));
  const std::uint64_t number = random.below(25);
  const std::uint64_t sequence = log.entries.size();
  const std::uint64_t kind = random.below(10);
  const auto at = log.records.find(name);
  const bool live = at != log.records.end() && at->second.live;
  if (kind == 9) {
    if (!live || !at->second.wanted) return;
    staged.add_content(content(at->second.content));
    model.contents.insert(at->second.content);
    REQUIRE(staged.fulfil(origin, at->second.put, name).ok());
    at->second.wanted = false;
    return;
  }
  base::Bytes entry = "not an update";
  if (kind < 5) {
    if (random.chance(500)) {
      staged.add_content(content(number));
      model.contents.insert(number);
    }
    entry = bytes_of(put(sequence, name, content(number)));
    Model::Record& record = log.records[name];
    record.live = true;
    record.wanted = !model.contents.contains(number);
    record.put = sequence;
    record.content = number;
    record.history.push_back(sequence);
  } else if (kind < 8) {
    const bool withdraw = kind == 5;
    entry =
        bytes_of(change(withdraw ? UpdateKind::kWithdraw : UpdateKind::kConfirm, sequence, name));
    if (live) {
      at->second.history.push_back(sequence);
      at->second.live = !withdraw;
      if (withdraw) at->second.wanted = false;
    }
  }
  REQUIRE(staged.append(origin, entry).ok());
  log.entries.push_back(entry);
}

void check_log(const Node& node, const std::string& origin, const Model::Log& log) {
  const storage::LogState& state = *node.logs.find(origin);
  storage::Frontier frontier;
  for (const auto& entry : log.entries) frontier.append(storage::leaf_hash(entry));
  CHECK(state.size() == log.entries.size());
  CHECK(state.tree.root() == frontier.root());
  std::uint64_t live = 0;
  std::uint64_t wanted = 0;
  for (const auto& [name, record] : log.records) {
    live += record.live ? 1 : 0;
    wanted += record.wanted ? 1 : 0;
    const auto stored = storage::read_record(node.store, origin, name).value();
    REQUIRE(stored.has_value());
    CHECK(stored->live() == record.live);
    CHECK(stored->wanted == record.wanted);
    CHECK(stored->put_sequence == record.put);
    CHECK(stored->content_id == content(record.content).id);
    CHECK(stored->history == record.history);
    base::Bytes id;
    CHECK(node.store.get(Table::kWant, storage::want_key(origin, record.put), id).value() ==
          record.wanted);
  }
  CHECK(state.live == live);
  CHECK(state.withdrawn == log.records.size() - live);
  CHECK(state.wanted == wanted);
}

void check_model(const Node& node, const Model& model) {
  std::uint64_t wanted = 0;
  std::size_t records = 0;
  for (const auto& [origin, log] : model.logs) {
    if (node.logs.find(origin) == nullptr) {
      REQUIRE(log.entries.empty());
      continue;
    }
    check_log(node, origin, log);
    wanted += node.logs.find(origin)->wanted;
    records += log.records.size();
  }
  CHECK(count(node.store, Table::kWant) == wanted);
  CHECK(count(node.store, Table::kRecord) == records);
  CHECK(count(node.store, Table::kContent) == model.contents.size());
  CHECK(count(node.store, Table::kChange) == node.logs.next_change());
}

}  // namespace

TEST_CASE("random batches, kept and thrown away, agree with a simple model after every reopen") {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    INFO("seed " << seed);
    base::Random random(seed);
    Node node;
    Model model;
    for (int round = 0; round < 40; ++round) {
      auto staged = node.batch();
      Model after = model;
      for (auto steps = random.below(25); steps > 0; --steps) step(random, staged, after);
      if (random.chance(300)) continue;  // thrown away
      node.commit(staged);
      model = std::move(after);
      check_model(node, model);
      check_reopen(node);
      if (random.chance(500)) node.logs = Logs::open(node.store).value();
    }
  }
}
