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
  SECTION("also of a log that has moved on since its origin said so") {
    // What is announced carries no time: only the heartbeat before it did.
    while (be.log("FR")->size() < 2) {
      if (fr.log("FR")->size() < 2) {
        for (const auto& out : fr.submit({test::put("urn:r:2", "b")}).send) {
          if (out.kind != peers::Outgoing::Kind::kFeed) continue;
          be.tick({{peers::Incoming::Kind::kFeed, "FR", out.bytes, {}, {}, {}}});
        }
      }
      REQUIRE(be.log("FR")->size() == 2);
    }
    for (const auto& head : heads_of(be, "DE").heads)
      CHECK(head.word.empty() == (head.origin != "FR"));
  }
  SECTION("and of one that is quiet") {
    for (const auto& head : heads_of(be, "DE").heads) CHECK(head.word.empty());
  }
  const auto heads = heads_of(be, "DE");
  de.advance(de.options.heads_interval * 2);
  bool asked = false;
  for (const auto& sent : test::requests<schema::HeadsRequest>(de.tick())) {
    if (sent.peer != "BE") continue;
    asked = true;
    de.tick({test::answer("BE", sent.id, heads)});
  }
  REQUIRE(asked);
  const bool behind = be.log("FR")->size() > 1;
  CHECK(state() == (behind ? peers::State::kCatchingUp : peers::State::kLive));
  for (const auto& log : de.report().logs) {
    if (log.origin == "FR") CHECK(*log.origin_time_seconds + 15 > de.now.wall.seconds());
  }
}

namespace {

// A node among many who are heard all the time.
class Crowd {
 public:
  explicit Crowd(int count) : peers_(names(count)), node("FR", peers_) {
    node.tick();
    std::vector<peers::Incoming> links;
    for (const auto& peer : peers_) links.push_back(test::link(peer, peers::LinkEvent::kConnected));
    node.tick(std::move(links));
  }

  // A quarter of an interval later: who is asked for heads, and answers.
  std::vector<std::string> quarter() {
    std::vector<peers::Incoming> heard;
    for (const auto& peer : peers_) heard.push_back(test::feed(peer, empty_beat(peer)));
    node.advance(node.options.heads_interval / 4);
    return answered(node.tick(std::move(heard)));
  }
  std::vector<std::string> answered(const peers::Engine::Outcome& outcome) {
    std::vector<std::string> asked;
    for (const auto& sent : test::requests<schema::HeadsRequest>(outcome)) {
      asked.push_back(sent.peer);
      node.tick({test::answer(sent.peer, sent.id, schema::HeadsAnswer{})});
    }
    return asked;
  }

 private:
  std::vector<std::string> peers_;

 public:
  Node node;
};

}  // namespace

TEST_CASE("many peers that are heard of take turns to be asked for heads, and few do not") {
  for (const int count : {8, 64}) {
    Crowd crowd(count);
    for (int i = 0; i < 8; ++i) crowd.quarter();
    std::map<std::string, int> asked;
    int all = 0;
    for (int i = 0; i < 112; ++i) {
      for (const auto& peer : crowd.quarter()) {
        ++asked[peer];
        ++all;
      }
    }
    // About 25 intervals with their jitter: eight, or a few more, in each.
    CHECK(all >= 150);
    CHECK(all <= 320);
    CHECK(asked.size() == static_cast<std::size_t>(count));
  }
}

TEST_CASE("a resync asks a peer out of turn") {
  Crowd crowd(64);
  for (int i = 0; i < 40; ++i) crowd.quarter();
  for (const auto& peer : names(64)) {
    const auto asked = crowd.answered(crowd.node.tick({}, {{1, peers::Resync{peer}}}));
    CHECK(asked == std::vector<std::string>{peer});
  }
}

TEST_CASE("heartbeats tell new cosignatures first, and those that were told in turn") {
  const auto peers = names(40);
  Node fr("FR", peers);
  fr.submit({test::put("urn:r:1", "a")});
  for (const auto& peer : peers) cosign(fr, peer);
  CHECK(told(fr).size() == 40);
  CHECK(told(fr).size() == 40);  // twice, because a mirror may pass over one of two
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
