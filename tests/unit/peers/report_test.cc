// States are derived from evidence with an age.
#include "peers/report.h"

#include "tests/unit/peers/support.h"

using namespace rednode;
using peers::LinkEvent;
using peers::State;
using test::Node;
using test::OriginLog;

namespace {

State log_state(const Node& node, const std::string& origin) {
  for (const auto& log : node.report().logs) {
    if (log.origin == origin) return log.state;
  }
  FAIL("no report of " << origin);
  return State::kUnknown;
}

State peer_state(const Node& node, const std::string& origin) {
  for (const auto& peer : node.report().peers) {
    if (peer.origin == origin) return peer.state;
  }
  FAIL("no report of " << origin);
  return State::kUnknown;
}

peers::Incoming beat(const OriginLog& log, base::UnixTime at) {
  return test::feed(log.origin, log.publisher.heartbeat(log.log(), at));
}

}  // namespace

TEST_CASE("the state of a mirror follows what was heard of it") {
  Node fr("FR", {"BE"});
  OriginLog be("BE");
  const auto first = be.publish_numbers(0, 2).at(0);
  fr.tick();
  CHECK(log_state(fr, "BE") == State::kUnknown);

  fr.tick({test::feed("BE", first)});
  CHECK(log_state(fr, "BE") == State::kUnknown);  // equal, and nobody said when
  fr.tick({beat(be, fr.now.wall)});
  CHECK(log_state(fr, "BE") == State::kLive);

  be.publish_numbers(2, 3);
  fr.tick({beat(be, fr.now.wall)});
  CHECK(log_state(fr, "BE") == State::kCatchingUp);
  fr.tick({test::feed("BE", be.range(2, 1, false))});
  CHECK(log_state(fr, "BE") == State::kCatchingUp);  // a content is missing
  fr.tick({test::feed("BE", be.range(0, 3))});
  CHECK(fr.log("BE")->wanted == 1);

  fr.advance(fr.options.stale_after + std::chrono::seconds(2));
  fr.tick();
  CHECK(log_state(fr, "BE") == State::kCatchingUp);
}

TEST_CASE("an origin may have an age of its own at which its log is stale") {
  Node fr("FR", {"BE", "DE"});
  fr.options.stale_after_of["BE"] = std::chrono::seconds(60);
  fr.start();
  OriginLog be("BE");
  OriginLog de("DE");
  fr.tick({test::feed("BE", be.publish_numbers(0, 2).at(0)), beat(be, fr.now.wall)});
  fr.tick({test::feed("DE", de.publish_numbers(0, 2).at(0)), beat(de, fr.now.wall)});
  fr.advance(std::chrono::seconds(50));
  CHECK(log_state(fr, "BE") == State::kLive);
  CHECK(log_state(fr, "DE") == State::kStale);
  fr.advance(std::chrono::seconds(12));
  CHECK(log_state(fr, "BE") == State::kStale);
}

TEST_CASE("an equal log grows stale by its origin's clock") {
  Node fr("FR", {"BE", "DE"});
  OriginLog be("BE");
  fr.tick({test::feed("BE", be.publish_numbers(0, 2).at(0)), beat(be, fr.now.wall)});
  CHECK(log_state(fr, "BE") == State::kLive);
  const auto old = beat(be, fr.now.wall);
  fr.advance(fr.options.stale_after + std::chrono::seconds(2));
  // Somebody shows what the origin said before: that makes nothing fresh.
  peers::Incoming relayed = old;
  relayed.peer = "DE";
  fr.tick({relayed});
  CHECK(log_state(fr, "BE") == State::kStale);
  fr.tick({beat(be, fr.now.wall)});
  CHECK(log_state(fr, "BE") == State::kLive);
}

TEST_CASE("the state of a peer follows its connection and its messages") {
  Node fr("FR", {"BE"});
  OriginLog be("BE");
  be.publish_numbers(0, 1);
  fr.tick();
  CHECK(peer_state(fr, "BE") == State::kUnknown);
  fr.tick({test::link("BE", LinkEvent::kFailed)});
  CHECK(peer_state(fr, "BE") == State::kUnreachable);
  fr.tick({test::link("BE", LinkEvent::kAuthFailed)});
  CHECK(peer_state(fr, "BE") == State::kAuthFailed);
  CHECK(log_state(fr, "BE") == State::kAuthFailed);
  fr.tick({beat(be, fr.now.wall)});
  CHECK(peer_state(fr, "BE") == State::kCatchingUp);
  fr.tick({test::feed("BE", be.range(0, 1))});
  CHECK(peer_state(fr, "BE") == State::kLive);
  fr.advance(fr.options.unreachable_after + std::chrono::seconds(1));
  fr.tick();
  CHECK(peer_state(fr, "BE") == State::kUnreachable);
}

TEST_CASE("a peer that was never heard is unreachable after a while, and never live") {
  Node fr("FR", {"BE"});
  fr.tick();
  fr.advance(fr.options.unreachable_after + std::chrono::seconds(1));
  fr.tick();
  CHECK(peer_state(fr, "BE") == State::kUnreachable);
  CHECK_FALSE(fr.report().peers.at(0).lag.has_value());
  CHECK_FALSE(fr.report().peers.at(0).last_heard.has_value());
}

TEST_CASE("a peer that reaches us is not live while we do not reach it") {
  Node fr("FR", {"BE"});
  fr.tick({test::link("BE", peers::LinkEvent::kFailed)});
  fr.tick({test::request("BE", schema::HeadsRequest{})});
  CHECK(fr.report().peers.at(0).state == peers::State::kUnreachable);
  CHECK_FALSE(fr.report().peers.at(0).last_heard.has_value());
}

TEST_CASE("a paused peer is paused") {
  Node fr("FR", {"BE"});
  auto directory = test::directory_of({"BE"});
  directory.at("BE").paused = true;
  fr.tick({}, {{1, peers::SetDirectory{directory}}});
  CHECK(peer_state(fr, "BE") == State::kPaused);
  CHECK(log_state(fr, "BE") == State::kPaused);
}
