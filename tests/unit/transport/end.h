// What the tests of the transport share: one node's transport and what it has heard, over real
// sockets on the loopback device. Waits are deadlines, never measurements.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "peers/zmq_transport.h"
#include "tests/unit/test.h"

namespace rednode::peers {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

inline constexpr seconds kPatience{20};

// One node's transport and what it has heard so far.
struct End {
  explicit End(std::string name, CurvePair pair = generate_curve_pair().value())
      : origin(std::move(name)), keys(pair) {
    auto made =
        ZmqTransport::create({origin, keys, "tcp://127.0.0.1:*", "tcp://127.0.0.1:*"}, Directory{});
    REQUIRE(made.ok());
    transport = std::move(*made);
  }

  // As others know it.
  Peer peer() const {
    const auto key = base::SigningKey::generate().value();
    const auto vkey =
        schema::NoteVerifier::create(origin, schema::SignatureType::kEd25519, key.public_key());
    Peer made = make_peer(vkey->vkey()).value();
    made.curve_key = keys.public_key;
    made.feed_endpoint = transport->feed_endpoint();
    made.exchange_endpoint = transport->exchange_endpoint();
    return made;
  }

  void know(const std::vector<Peer>& peers) {
    Directory directory;
    for (const Peer& one : peers) directory.emplace(one.origin, one);
    REQUIRE(transport->apply(directory).ok());
  }

  void poll() {
    std::vector<Incoming> inbox;  // a poll fills an inbox only up to its bounds
    transport->poll(milliseconds(20), inbox);
    heard.insert(heard.end(), inbox.begin(), inbox.end());
  }

  std::size_t count(Incoming::Kind kind, const std::string& bytes) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        heard, [&](const Incoming& in) { return in.kind == kind && in.bytes == bytes; }));
  }
  bool has_link(LinkEvent link) const {
    return std::ranges::any_of(heard, [&](const Incoming& in) {
      return in.kind == Incoming::Kind::kLink && in.link == link;
    });
  }
  void ask(const std::string& whom, const std::string& bytes) {
    transport->send({Outgoing::Kind::kRequest, whom, bytes, {}});
  }
  void publish(const std::string& bytes) {
    transport->send({Outgoing::Kind::kFeed, origin, bytes, {}});
  }

  std::string origin;
  CurvePair keys;
  std::unique_ptr<ZmqTransport> transport;
  std::vector<Incoming> heard;
};

// Polls all ends, after `act`, until `done` or until patience is over.
template <typename Act, typename Done>
bool keep(std::vector<End*> ends, Act act, Done done, milliseconds limit = kPatience) {
  const auto deadline = Steady::now() + limit;
  while (!done()) {
    if (Steady::now() > deadline) return false;
    act();
    for (End* end : ends) end->poll();
  }
  return true;
}

inline void introduce(End& one, End& other) {
  one.know({other.peer()});
  other.know({one.peer()});
}

}  // namespace rednode::peers
