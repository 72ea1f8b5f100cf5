// What nodes do for one another where not everybody is connected to everybody, and where they are
// many.

#include "tests/unit/peers/support.h"

using namespace rednode;
using test::Node;

namespace {

// The answer of `at` to somebody's question for its heads.
schema::HeadsAnswer heads_of(Node& at, const std::string& asker) {
  const auto outcome = at.tick({test::request(asker, schema::HeadsRequest{})});
  const auto heads = test::answers<schema::HeadsAnswer>(outcome);
  REQUIRE(heads.size() == 1);
  return heads.front();
}

std::vector<std::string> names(int count) {
  std::vector<std::string> list;
  for (int i = 0; i < count; ++i) list.push_back("ZZ-" + std::to_string(100 + i));
  return list;
}

// The cosigners of the next heartbeat of the node.
std::vector<std::string> told(Node& node) {
  node.advance(node.options.heartbeat);
  for (const auto& out : node.tick().send) {
    if (out.kind != peers::Outgoing::Kind::kFeed) continue;
    const auto frame = schema::decode_frame(out.bytes).value();
    std::vector<std::string> list;
    for (const auto& c : std::get<schema::Chunk>(frame).cosignatures) list.push_back(c.cosigner);
    return list;
  }
  FAIL("no heartbeat");
  return {};
}

// A heartbeat of a log that nothing was ever written to.
schema::Chunk empty_beat(const std::string& origin) {
  schema::Chunk beat;
  beat.origin = origin;
  beat.checkpoint =
      schema::sign_checkpoint({origin, 0, storage::empty_root()}, test::key_of(origin)).bytes();
  return beat;
}

void cosign(Node& origin, const std::string& peer) {
  schema::SignedCheckpoint checkpoint = *origin.log(origin.origin)->held;
  schema::put_signature(checkpoint.note,
                        schema::cosign_text(checkpoint.note.text, peer, test::key_of(peer),
                                            origin.now.wall.seconds()));
  origin.tick({test::request(peer, schema::CosignRequest{origin.origin, checkpoint.bytes()})});
}

}  // namespace

TEST_CASE("a relay tells how fresh a log is, in the words of its origin") {
  Node fr("FR", {"BE"});
  Node be("BE", {"FR", "DE"});
  Node de("DE", {"BE", "FR"});  // and there is no wire to FR
  test::exchange({&fr, &be}, 60);
  fr.submit({test::put("urn:r:1", "a")});
  test::exchange({&fr, &be, &de}, 400);  // FR does not answer DE, which then asks BE
  REQUIRE(de.log("FR")->size() == 1);
  de.advance(std::chrono::hours(1));
  de.tick();
  const auto state = [&] {
    for (const auto& log : de.report().logs) {
      if (log.origin == "FR") return log.state;
    }
    return peers::State::kUnknown;
  };
  CHECK(state() == peers::State::kStale);

  for (Node* node : {&fr, &be}) node->advance(std::chrono::hours(1));
  test::exchange({&fr, &be}, 60);
  const auto heads = heads_of(be, "DE");
  de.advance(de.options.heads_interval * 2);
  bool asked = false;
  for (const auto& sent : test::requests<schema::HeadsRequest>(de.tick())) {
    if (sent.peer != "BE") continue;
    asked = true;
    de.tick({test::answer("BE", sent.id, heads)});
  }
  REQUIRE(asked);
  CHECK(state() == peers::State::kLive);
}

TEST_CASE("of many peers that are heard of a part is asked for heads, and of few all") {
  for (const int count : {8, 64}) {
    Node node("FR", names(count));
    node.tick();
    for (const auto& peer : names(count)) {
      node.tick({test::link(peer, peers::LinkEvent::kConnected)});
    }
    std::map<std::string, int> asked;
    for (int round = 0; round < 40; ++round) {
      // Everybody is heard, as by heartbeats, and has shown its heads.
      std::vector<peers::Incoming> heard;
      for (const auto& peer : names(count)) {
        heard.push_back(test::feed(peer, empty_beat(peer)));
      }
      node.advance(node.options.heads_interval / 4);
      for (const auto& sent : test::requests<schema::HeadsRequest>(node.tick(std::move(heard)))) {
        if (round >= 8) ++asked[sent.peer];
        node.tick({test::answer(sent.peer, sent.id, schema::HeadsAnswer{})});
      }
    }
    int all = 0;
    for (const auto& [peer, times] : asked) all += times;
    // 32 quarters of an interval: about seven rounds of eight.
    CHECK(all >= 28);
    CHECK(all <= 80);
    if (count == 8) CHECK(asked.size() == 8);
  }
}

TEST_CASE("heartbeats tell new cosignatures first, and those that were told in turn") {
  const auto peers = names(40);
  Node fr("FR", peers);
  fr.submit({test::put("urn:r:1", "a")});
  for (const auto& peer : peers) cosign(fr, peer);
  CHECK(told(fr).size() == 40);
  std::set<std::string> repeated;
  for (int beat = 0; beat < 5; ++beat) {
    const auto list = told(fr);
    CHECK(list.size() == 8);
    repeated.insert(list.begin(), list.end());
  }
  CHECK(repeated.size() == 40);
  fr.now.wall.microseconds += 2'000'000;  // and no heartbeat is due
  cosign(fr, peers[17]);
  const auto list = told(fr);
  REQUIRE_FALSE(list.empty());
  CHECK(list.front() == peers[17]);
}
