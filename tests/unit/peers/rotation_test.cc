// The key of a log changes: who signs what, and how mirrors come across (docs/formats/keys.md).

#include "peers/verify.h"
#include "storage/fsck.h"
#include "tests/unit/peers/support.h"

using namespace rednode;
using test::Node;
using test::put;

namespace {

peers::Command rotate(const std::string& key_name) {
  return {7, peers::RotateKey{test::key_of(key_name), "yearly"}};
}

bool signed_by(const schema::Note& note, const std::string& origin, const std::string& key_name) {
  return schema::verify_note(note, test::log_key_of(origin, key_name)).ok();
}

void restart(Node& node, std::vector<base::SigningKey> keys) {
  node.engine = peers::Engine::create(node.options, node.store, std::move(keys), node.directory,
                                      base::Random(7), node.now)
                    .value();
}

storage::CheckReport check(const Node& node) {
  return storage::check_store(node.store,
                              [](const std::string& name) -> std::optional<schema::NoteVerifier> {
                                return test::log_key_of(name);
                              },
                              {})
      .value();
}

}  // namespace

TEST_CASE("from its update on, the new key signs, and for a while the old one too") {
  Node fr("FR", {}, true);
  fr.submit({put("urn:r:1", "a")});
  const auto done = fr.tick({}, {rotate("FR-2")}).completions;
  REQUIRE(done.size() == 1);
  REQUIRE(done[0].status.ok());
  CHECK(done[0].outcomes.at(0).kind == peers::ChangeOutcome::Kind::kAppended);
  REQUIRE(fr.log("FR")->rotations.size() == 1);
  const auto& rotation = fr.log("FR")->rotations[0];
  CHECK(rotation.change.sequence == 1);
  const auto note = schema::parse_note(rotation.note).value();
  CHECK(signed_by(note, "FR", "FR"));
  CHECK(signed_by(note, "FR", "FR-2"));

  fr.submit({put("urn:r:2", "b")});
  CHECK(signed_by(fr.log("FR")->held->note, "FR", "FR-2"));
  CHECK(signed_by(fr.log("FR")->held->note, "FR", "FR"));
  fr.advance(fr.options.key_overlap + std::chrono::seconds(1));
  fr.submit({put("urn:r:3", "c")});
  fr.submit({put("urn:r:4", "d")});
  CHECK(signed_by(fr.log("FR")->held->note, "FR", "FR-2"));
  CHECK(fr.log("FR")->held->note.signatures.size() == 1);
  CHECK(check(fr).total_findings == 0);
}

TEST_CASE("a node that has lost the key that its log names does not write") {
  Node fr("FR", {}, true);
  fr.submit({put("urn:r:1", "a")});
  fr.tick({}, {rotate("FR-2")});
  fr.submit({put("urn:r:2", "b")});
  restart(fr, {test::key_of("FR")});
  const auto done = fr.submit({put("urn:r:3", "c")}).completions;
  REQUIRE(done.size() == 1);
  CHECK(done[0].status.error().message.find("keys folder") != std::string::npos);
  CHECK(fr.log("FR")->size() == 3);
  restart(fr, {test::key_of("FR"), test::key_of("FR-2")});
  CHECK(fr.submit({put("urn:r:3", "c")}).completions.at(0).status.ok());
}

TEST_CASE("a key is not changed to itself, nor twice at once") {
  Node fr("FR", {}, true);
  auto done = fr.tick({}, {rotate("FR")}).completions;
  CHECK(done.at(0).outcomes.at(0).kind == peers::ChangeOutcome::Kind::kRefused);
  done = fr.tick({}, {rotate("FR-2"), rotate("FR-3")}).completions;
  REQUIRE(done.size() == 2);
  CHECK(done[0].outcomes.at(0).kind == peers::ChangeOutcome::Kind::kAppended);
  CHECK(done[1].outcomes.at(0).kind == peers::ChangeOutcome::Kind::kRefused);
}

TEST_CASE("mirrors come across while both keys sign, and long after") {
  Node fr("FR", {"BE"});
  Node be("BE", {"FR"});
  test::exchange({&fr, &be}, 40);
  fr.submit({put("urn:r:1", "a"), put("urn:r:2", "b")});
  const bool there = GENERATE(true, false);
  INFO((there ? "the mirror is there when the key changes" : "it was away for too long"));
  if (there) test::exchange({&fr, &be});
  for (const char* next : {"FR-2", "FR-3"}) {
    REQUIRE(fr.tick({}, {rotate(next)}).completions.at(0).status.ok());
    fr.submit({put("urn:r:" + std::string(next), "c")});
    if (there) test::exchange({&fr, &be});
    fr.advance(fr.options.key_overlap + std::chrono::seconds(1));
    be.now = fr.now;
  }
  fr.submit({put("urn:r:5", "e")});
  REQUIRE(fr.log("FR")->held->note.signatures.size() == 1);
  test::exchange({&fr, &be}, 100);
  REQUIRE(be.log("FR") != nullptr);
  CHECK(be.log("FR")->size() == fr.log("FR")->size());
  CHECK(be.log("FR")->complete());
  CHECK(be.log("FR")->rotations.size() == 2);
  for (const auto& rotation : be.log("FR")->rotations) {
    INFO("the change at " << rotation.change.sequence);
    CHECK_FALSE(rotation.note.empty());
  }
  CHECK(fr.log("FR")->cosigned.at("BE").size == fr.log("FR")->size());
  CHECK(be.report().logs.at(1).state == peers::State::kLive);
  CHECK(check(be).total_findings == 0);
}

TEST_CASE("who joins with the card of today reads a log that began with another key") {
  Node fr("FR", {"BE"});
  Node be("BE", {"FR"});
  test::exchange({&fr, &be}, 40);
  fr.submit({put("urn:r:1", "a")});
  REQUIRE(fr.tick({}, {rotate("FR-2")}).completions.at(0).status.ok());
  fr.advance(fr.options.key_overlap + std::chrono::seconds(1));
  fr.submit({put("urn:r:2", "b")});
  Node de("DE", {"FR"});
  de.now = fr.now;
  de.directory.clear();
  de.directory.emplace("FR", peers::make_peer(test::log_key_of("FR", "FR-2").vkey()).value());
  de.start();
  fr.directory = test::directory_of({"BE", "DE"});
  fr.tick({}, {{9, peers::SetDirectory{fr.directory}}});
  test::exchange({&fr, &de}, 100);
  REQUIRE(de.log("FR") != nullptr);
  CHECK(de.log("FR")->complete());
  CHECK(de.log("FR")->rotations.size() == 1);
}

TEST_CASE("a stolen old key signs nothing for whoever has read the change") {
  Node fr("FR", {"BE"});
  Node be("BE", {"FR"});
  test::exchange({&fr, &be}, 40);
  fr.submit({put("urn:r:1", "a")});
  REQUIRE(fr.tick({}, {rotate("FR-2")}).completions.at(0).status.ok());
  test::exchange({&fr, &be});
  REQUIRE(be.log("FR")->rotations.size() == 1);
  // The thief continues the log that everybody has, with the key that was replaced.
  const auto& log = *be.log("FR");
  storage::Frontier frontier = log.tree.frontier();
  schema::Update update;
  update.sequence = log.size();
  update.time_ms = log.time_ms;
  update.kind = schema::UpdateKind::kWithdraw;
  update.iri = "urn:r:1";
  const auto bytes = schema::encode_update(update).value();
  frontier.append(storage::leaf_hash(bytes));
  schema::Chunk forged;
  forged.origin = "FR";
  forged.first = log.size();
  forged.updates = {bytes};
  forged.checkpoint =
      schema::sign_checkpoint({"FR", log.size() + 1, frontier.root()}, test::key_of("FR")).bytes();
  const auto size = log.size();
  be.tick({test::feed("FR", forged)});
  CHECK(be.log("FR")->size() == size);
  CHECK(be.report().peers.at(0).refused > 0);
}

TEST_CASE("a signature of the next key that could not be read yet is read once the key is known") {
  Node fr("FR", {"BE"});
  Node be("BE", {"FR"});
  test::exchange({&fr, &be}, 40);
  fr.submit({put("urn:r:1", "a")});
  test::exchange({&fr, &be});
  REQUIRE(fr.tick({}, {rotate("FR-2")}).completions.at(0).status.ok());
  fr.submit({put("urn:r:2", "b")});
  // The old key was stolen: with it a length is claimed that nobody has, and beside that signature
  // stands one under the name of the key to come, which is not its.
  auto claim = schema::sign_checkpoint({"FR", 10, base::sha256("nothing")}, test::key_of("FR"));
  auto forged = schema::sign_checkpoint({"FR", 10, base::sha256("nothing")}, test::key_of("BE"));
  REQUIRE(forged.note.signatures.size() == 1);
  forged.note.signatures[0].key_id = test::log_key_of("FR", "FR-2").key_id();
  claim.note.signatures.push_back(forged.note.signatures[0]);
  schema::Chunk beat;
  beat.origin = "FR";
  beat.first = 10;
  beat.checkpoint = claim.bytes();
  be.tick({test::feed("FR", beat)});
  REQUIRE(be.report().logs.at(1).target == 10);
  test::exchange({&fr, &be}, 400);
  REQUIRE(be.log("FR")->rotations.size() == 1);
  CHECK(be.report().logs.at(1).target == fr.log("FR")->size());
  CHECK(be.log("FR")->size() == fr.log("FR")->size());
}

TEST_CASE("origins pass on who else holds their log") {
  Node fr("FR", {"BE", "DE"});
  Node be("BE", {"FR", "DE"});
  Node de("DE", {"FR", "BE"});
  test::exchange({&fr, &be, &de}, 60);
  fr.submit({put("urn:r:1", "a")});
  test::exchange({&fr, &be, &de}, 60);
  REQUIRE(be.log("FR") != nullptr);
  CHECK(be.log("FR")->cosigned.at("DE").size == 1);
  CHECK(de.log("FR")->cosigned.at("BE").size == 1);
  CHECK(be.report().counters.cosignatures_refused == 0);
  CHECK(check(be).total_findings == 0);

  SECTION("and a lie about it is refused") {
    be.advance(std::chrono::seconds(5));
    schema::Chunk beat;
    beat.origin = "FR";
    beat.first = 1;
    beat.checkpoint = fr.log("FR")->held->bytes();
    auto forged = schema::cosign_text(fr.log("FR")->held->note.text, "DE", test::key_of("FR"),
                                      be.now.wall.seconds());
    forged.key_id = test::cosign_key_of("DE").key_id();
    base::Bytes octets;
    base::append_u32(octets, forged.key_id);
    beat.cosignatures.push_back({"DE", 1, octets + forged.signature});
    const auto before = be.log("FR")->cosigned.at("DE").time_seconds;
    be.tick({test::feed("FR", beat)});
    CHECK(be.log("FR")->cosigned.at("DE").time_seconds == before);
    CHECK(be.report().counters.cosignatures_refused == 1);
  }
}
