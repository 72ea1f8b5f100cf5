// An origin begins its log anew, and its mirrors follow.

#include "schema/generation.h"

#include "storage/fsck.h"
#include "storage/keys.h"
#include "tests/unit/peers/support.h"

using namespace rednode;
using test::Node;
using test::put;

namespace {

peers::Command recover() {
  return {8, peers::Recover{"the disk was lost"}};
}

std::size_t findings(const Node& node) {
  return storage::check_store(node.store,
                              [](const std::string& name) -> std::optional<schema::NoteVerifier> {
                                return test::log_key_of(name);
                              },
                              {})
      .value()
      .total_findings;
}

void restart(Node& node) {
  node.engine = peers::Engine::create(node.options, node.store, {test::key_of(node.origin)},
                                      node.directory, base::Random(7), node.now)
                    .value();
}

// FR published 5 records; then its disk is put back to when it had 2.
struct Lost {
  Node fr{"FR", {"BE", "DE"}};
  Node be{"BE", {"FR", "DE"}};
  Node de{"DE", {"FR", "BE"}};

  Lost() {
    test::exchange({&fr, &be, &de}, 60);
    fr.submit({put("urn:r:1", "a"), put("urn:r:2", "b")});
    test::exchange({&fr, &be, &de}, 60);
    const auto old = fr.store.clone();
    fr.submit({put("urn:r:1", "c"), put("urn:r:3", "d"), test::withdraw("urn:r:2")});
    test::exchange({&fr, &be, &de}, 100);
    REQUIRE(be.log("FR")->size() == 5);
    fr.engine.reset();
    fr.store.restore(old);
    fr.options.fresh = false;
    restart(fr);
  }
};

}  // namespace

TEST_CASE("a node that may write has nothing to recover from") {
  Node fr("FR", {}, true);
  fr.submit({put("urn:r:1", "a")});
  const auto done = fr.tick({}, {recover()}).completions;
  REQUIRE(done.size() == 1);
  CHECK(done[0].status.error().code == base::Code::kConflict);
  CHECK(fr.log("FR")->generation() == 1);
}

TEST_CASE("a node that can ask nobody goes on as another log, and its mirrors follow") {
  Lost lost;
  auto& [fr, be, de] = lost;
  CHECK_FALSE(fr.submit({put("urn:r:9", "x")}).completions.at(0).status.ok());
  const auto done = fr.tick({}, {recover()}).completions;
  REQUIRE(done.size() == 1);
  REQUIRE(done[0].status.ok());
  CHECK(done[0].checkpoint->generation == 2);
  CHECK(fr.log("FR")->held->note.text.substr(0, 5) == "FR@2\n");
  CHECK(fr.submit({put("urn:r:9", "x")}).completions.at(0).status.ok());
  const bool again = GENERATE(false, true);
  INFO((again ? "started again meanwhile" : "at once"));
  if (again) restart(fr);
  test::exchange({&fr, &be, &de}, 200);
  for (Node* node : {&be, &de}) {
    INFO(node->origin);
    CHECK(node->log("FR")->generation() == 2);
    CHECK(node->log("FR")->size() == 3);
    CHECK(node->log("FR")->tree.root() == fr.log("FR")->tree.root());
    CHECK(node->log("FR")->whole());
    CHECK(fr.log("FR")->cosigned.at(node->origin).size == 3);
    CHECK_FALSE(node->log("FR")->contradicted);
    CHECK(storage::read_record(node->store, "FR", "urn:r:2").value()->live());
    CHECK_FALSE(storage::read_record(node->store, "FR", "urn:r:3").value().has_value());
    CHECK(findings(*node) == 0);
  }
  CHECK(findings(fr) == 0);
  CHECK(fr.report().writable);
}

TEST_CASE("who is away while a log begins anew hears of it from others, twice") {
  Lost lost;
  auto& [fr, be, de] = lost;
  fr.tick({}, {recover()});
  fr.submit({put("urn:r:9", "x")});
  test::exchange({&fr, &be}, 200);
  REQUIRE(be.log("FR")->generation() == 2);
  // And again.
  fr.engine.reset();
  restart(fr);
  fr.tick({}, {recover()});
  fr.submit({put("urn:r:10", "y")});
  test::exchange({&fr, &be}, 200);
  REQUIRE(be.log("FR")->generation() == 3);
  test::exchange({&be, &de}, 300);
  CHECK(de.log("FR")->generation() == 3);
  CHECK(de.log("FR")->size() == fr.log("FR")->size());
  CHECK(findings(de) == 0);
  // A newcomer takes the last of them.
  Node it("IT", {"FR", "BE", "DE"});
  be.directory = test::directory_of({"FR", "DE", "IT"});
  be.tick({}, {{9, peers::SetDirectory{be.directory}}});
  it.now = be.now;
  it.start();
  test::exchange({&be, &it}, 300);
  REQUIRE(it.log("FR") != nullptr);
  CHECK(it.log("FR")->generation() == 3);
  CHECK(it.log("FR")->whole());
  CHECK(findings(it) == 0);
}

TEST_CASE("only its own key begins a log anew, and only from what it was") {
  Lost lost;
  auto& [fr, be, de] = lost;
  schema::Generation generation{
      "FR", 2, 2, fr.log("FR")->tree.root(), 1'790'000'000, "give me your log"};
  schema::Head head;
  head.origin = "FR";
  head.checkpoint = be.log("FR")->held->bytes();
  std::string signer = "BE";
  SECTION("another key") {}
  SECTION("another history") {
    generation.root = base::sha256("another history");
    signer = "FR";
  }
  SECTION("a later one, whose beginning is not known") {
    generation.number = 3;
    signer = "FR";
  }
  schema::Note note{schema::generation_text(generation), {}};
  note.signatures.push_back(schema::sign_text(note.text, "FR", test::key_of(signer)));
  head.generations = {schema::format_note(note)};
  // As the answer to the question that the mirror asks.
  for (int i = 0; i < 100; ++i) {
    be.advance(std::chrono::milliseconds(50));
    std::vector<peers::Incoming> inbox;
    for (const auto& out : be.tick().send) {
      if (out.kind != peers::Outgoing::Kind::kRequest || out.peer != "DE") continue;
      const auto frame = schema::decode_frame(out.bytes).value();
      const auto& request = std::get<schema::Request>(frame);
      if (!std::holds_alternative<schema::HeadsRequest>(request.body)) continue;
      const auto bytes =
          schema::encode_frame(schema::Answer{request.id, schema::HeadsAnswer{{head}}});
      inbox.push_back({peers::Incoming::Kind::kAnswer, "DE", bytes, "DE", {}, {}});
    }
    be.tick(std::move(inbox));
  }
  CHECK(be.log("FR")->generation() == 1);
  CHECK(be.log("FR")->size() == 5);
}

TEST_CASE("a log that is frozen over two histories goes on where its origin says") {
  Lost lost;
  auto& [fr, be, de] = lost;
  // A copy of the node wrote where the real one did: it cannot know.
  fr.options.fresh = true;
  Node copy("FR", {});
  copy.store.restore(fr.store.clone());
  copy.directory.clear();
  restart(copy);
  copy.now = fr.now;
  REQUIRE(copy.submit({put("urn:r:7", "other"), put("urn:r:8", "other")})
              .completions.at(0)
              .status.ok());
  const auto& other = *copy.log("FR");
  be.tick({test::feed("FR",
                      schema::Chunk{"FR", other.held->bytes(), 4, {}, {}, {}, false, {}, {}, {}})});
  REQUIRE(be.log("FR")->contradicted);
  fr.options.fresh = false;
  restart(fr);
  REQUIRE(fr.tick({}, {recover()}).completions.at(0).status.ok());
  fr.submit({put("urn:r:9", "x")});
  test::exchange({&fr, &be}, 200);
  CHECK_FALSE(be.log("FR")->contradicted);
  CHECK(be.log("FR")->generation() == 2);
  CHECK(be.log("FR")->size() == 3);
  CHECK(findings(be) == 0);
}

TEST_CASE("a copy from before a log began anew does not write before it is what the log is now") {
  Lost lost;
  auto& [fr, be, de] = lost;
  const auto old = fr.store.clone();  // of the first generation, with 2 entries
  REQUIRE(fr.tick({}, {recover()}).completions.at(0).status.ok());
  for (int i = 0; i < 5; ++i) fr.submit({put("urn:n:" + std::to_string(i), "x")});
  test::exchange({&fr, &be, &de}, 200);
  REQUIRE(be.log("FR")->size() == 7);
  fr.engine.reset();
  fr.store.restore(old);
  restart(fr);
  bool wrote = false;
  for (int i = 0; i < 80 && !wrote; ++i) {
    test::exchange({&fr, &be, &de}, 11);
    if (!fr.report().writable) continue;
    wrote = true;
    CHECK(fr.log("FR")->size() == 7);
    CHECK(fr.log("FR")->generation() == 2);
  }
  CHECK(wrote);
}

TEST_CASE("a new beginning that could not be stored leaves everything as it was") {
  Lost lost;
  auto& [fr, be, de] = lost;
  fr.store.set_disk_full(true);
  CHECK_FALSE(fr.tick({}, {recover()}).completions.at(0).status.ok());
  fr.store.set_disk_full(false);
  CHECK_FALSE(fr.report().writable);
  CHECK(fr.log("FR")->generation() == 1);
  CHECK_FALSE(fr.submit({put("urn:r:9", "x")}).completions.at(0).status.ok());
  // Two at once begin one.
  const auto done = fr.tick({}, {recover(), recover()}).completions;
  REQUIRE(done.size() == 2);
  CHECK(done[0].status.ok());
  CHECK_FALSE(done[1].status.ok());
  CHECK(fr.log("FR")->generation() == 2);
}

TEST_CASE("what others put on the note of a new beginning is not passed on") {
  Lost lost;
  auto& [fr, be, de] = lost;
  REQUIRE(fr.tick({}, {recover()}).completions.at(0).status.ok());
  auto note = schema::parse_note(fr.log("FR")->generations.at(0)).value();
  for (int i = 0; i < 100; ++i) {
    auto junk = schema::sign_text(note.text, "FR", test::key_of("BE"));
    junk.key_id = static_cast<std::uint32_t>(i);
    note.signatures.push_back(junk);
  }
  schema::Head head;
  head.origin = "FR";
  head.checkpoint = fr.log("FR")->held->bytes();
  head.generations = {schema::format_note(note)};
  for (int i = 0; i < 100 && be.log("FR")->generation() == 1; ++i) {
    be.advance(std::chrono::milliseconds(50));
    std::vector<peers::Incoming> inbox;
    for (const auto& out : be.tick().send) {
      if (out.kind != peers::Outgoing::Kind::kRequest || out.peer != "DE") continue;
      const auto frame = schema::decode_frame(out.bytes).value();
      const auto& request = std::get<schema::Request>(frame);
      if (!std::holds_alternative<schema::HeadsRequest>(request.body)) continue;
      const auto bytes =
          schema::encode_frame(schema::Answer{request.id, schema::HeadsAnswer{{head}}});
      inbox.push_back({peers::Incoming::Kind::kAnswer, "DE", bytes, "DE", {}, {}});
    }
    be.tick(std::move(inbox));
  }
  REQUIRE(be.log("FR")->generation() == 2);
  CHECK(be.log("FR")->generations.at(0) == fr.log("FR")->generations.at(0));
}

TEST_CASE("heads of a log that is not here yet may show a change of its key") {
  Node be("BE", {"FR", "DE"});
  const auto empty =
      schema::sign_checkpoint({"FR", 0, storage::empty_root()}, test::key_of("FR")).bytes();
  schema::Head head;
  head.origin = "FR";
  head.checkpoint = empty;
  head.rotations = {empty};
  for (int i = 0; i < 60; ++i) {
    be.advance(std::chrono::milliseconds(50));
    std::vector<peers::Incoming> inbox;
    for (const auto& out : be.tick().send) {
      if (out.kind != peers::Outgoing::Kind::kRequest) continue;
      const auto frame = schema::decode_frame(out.bytes).value();
      const auto& request = std::get<schema::Request>(frame);
      if (!std::holds_alternative<schema::HeadsRequest>(request.body)) continue;
      const auto bytes =
          schema::encode_frame(schema::Answer{request.id, schema::HeadsAnswer{{head}}});
      inbox.push_back({peers::Incoming::Kind::kAnswer, out.peer, bytes, out.peer, {}, {}});
    }
    be.tick(std::move(inbox));
  }
  CHECK(be.log("FR") != nullptr);
}
