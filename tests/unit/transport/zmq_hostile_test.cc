// Peers and strangers that open more than they need, against a transport over real sockets.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <zmq.hpp>

#include "base/limits.h"
#include "base/random.h"
#include "tests/unit/transport/end.h"

namespace rednode::peers {
namespace {

namespace limits = base::limits;

std::string_view view_of_key(const CurveKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

// A peer that has our protocol's sockets and not our manners.
struct Rogue {
  Peer peer() const {
    const auto key = base::SigningKey::generate().value();
    const auto vkey =
        schema::NoteVerifier::create("NL", schema::SignatureType::kEd25519, key.public_key());
    Peer made = make_peer(vkey->vkey()).value();
    made.curve_key = keys.public_key;
    made.feed_endpoint = made.exchange_endpoint = "tcp://127.0.0.1:9";
    return made;
  }
  zmq::socket_t socket(zmq::socket_type type, const End& server, const std::string& endpoint) {
    zmq::socket_t made(context, type);
    made.set(zmq::sockopt::linger, 0);
    made.set(zmq::sockopt::sndhwm, 0);
    made.set(zmq::sockopt::reconnect_ivl, -1);  // an end is an end
    made.set(zmq::sockopt::curve_serverkey, view_of_key(server.keys.public_key));
    made.set(zmq::sockopt::curve_publickey, view_of_key(keys.public_key));
    made.set(zmq::sockopt::curve_secretkey, view_of_key(keys.secret_key));
    made.connect(endpoint);
    return made;
  }

  CurvePair keys = generate_curve_pair().value();
  zmq::context_t context;
};

struct Connection {
  explicit Connection(const std::string& endpoint) : descriptor(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto port = std::stoi(endpoint.substr(endpoint.rfind(':') + 1));
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    REQUIRE(::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  }
  ~Connection() { ::close(descriptor); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool is_open() const {
    char octets[256];
    for (;;) {
      const auto count = ::recv(descriptor, octets, sizeof octets, MSG_DONTWAIT);
      if (count <= 0) return count < 0 && errno == EAGAIN;
    }
  }
  int descriptor;
};

void send(zmq::socket_t& socket, const std::string& bytes) {
  static_cast<void>(socket.send(zmq::buffer(bytes), zmq::send_flags::dontwait));
}

std::size_t crowded(const End& end) {
  return static_cast<std::size_t>(std::ranges::count_if(end.heard, [](const Incoming& in) {
    return in.kind == Incoming::Kind::kLink && in.link == LinkEvent::kCrowded && in.peer == "NL";
  }));
}

// The route of the last request with these octets; empty where there is none.
base::Bytes route_of(const End& end, const std::string& bytes) {
  for (auto in = end.heard.rbegin(); in != end.heard.rend(); ++in) {
    if (in->kind == Incoming::Kind::kRequest && in->bytes == bytes) return in->route;
  }
  return {};
}

}  // namespace

TEST_CASE("The oldest of too many sessions of a peer ends, and nobody else's") {
  End fr("FR");
  End be("BE");
  Rogue rogue;
  be.know({fr.peer()});
  fr.know({be.peer(), rogue.peer()});
  REQUIRE(keep(
      {&fr, &be}, [&] { be.ask("FR", "first"); },
      [&] { return fr.count(Incoming::Kind::kRequest, "first") > 0; }));
  std::vector<zmq::socket_t> dealers;
  for (std::size_t i = 0; i < limits::kPeerSessionsMax; ++i) {
    dealers.push_back(
        rogue.socket(zmq::socket_type::dealer, fr, fr.transport->exchange_endpoint()));
    const std::string name = "session " + std::to_string(i);
    send(dealers.back(), name);
    REQUIRE(keep({&fr, &be}, [] {}, [&] { return !route_of(fr, name).empty(); }));
  }
  CHECK(crowded(fr) == 0);
  // What waits for the first session is freed with it.
  const std::string answer(1 << 20, 'x');
  for (int i = 0; i < 8; ++i) {
    fr.transport->send({Outgoing::Kind::kAnswer, "NL", answer, route_of(fr, "session 0")});
  }
  auto fifth = rogue.socket(zmq::socket_type::dealer, fr, fr.transport->exchange_endpoint());
  send(fifth, "fifth");
  REQUIRE(keep({&fr, &be}, [] {}, [&] { return crowded(fr) == 1; }));
  CHECK(keep({&fr, &be}, [] {}, [&] { return !route_of(fr, "fifth").empty(); }));
  CHECK(fr.transport->counters().crowded_ended == 1);
  CHECK(fr.transport->counters().refused == 0);
  // The first says nothing any more, the second is heard, and so is the honest peer.
  send(dealers[0], "not heard");
  send(dealers[1], "heard");
  CHECK(keep({&fr, &be}, [] {}, [&] { return !route_of(fr, "heard").empty(); }));
  be.ask("FR", "and I");
  CHECK(keep({&fr, &be}, [] {}, [&] { return fr.count(Incoming::Kind::kRequest, "and I") > 0; }));
  CHECK(fr.count(Incoming::Kind::kRequest, "not heard") == 0);
  CHECK_FALSE(be.has_link(LinkEvent::kDisconnected));
}

TEST_CASE("Connections that say nothing are few, and a peer comes in beside them") {
  End fr("FR");
  std::vector<std::unique_ptr<Connection>> flood;
  const auto open = [&] {
    return static_cast<std::size_t>(
        std::ranges::count_if(flood, [](const auto& one) { return one->is_open(); }));
  };
  constexpr std::size_t kMore = 100;
  for (std::size_t i = 0; i < limits::kQuietConnectionsMax + kMore; ++i) {
    flood.push_back(std::make_unique<Connection>(fr.transport->exchange_endpoint()));
    if (i % 50 == 0) fr.poll();
  }
  CHECK(keep({&fr}, [] {}, [&] { return open() <= limits::kQuietConnectionsMax; }, seconds(4)));
  CHECK(fr.transport->counters().quiet_ended >= kMore);
  End be("BE");
  introduce(fr, be);
  CHECK(keep(
      {&fr, &be}, [&] { be.ask("FR", "me too"); },
      [&] { return fr.count(Incoming::Kind::kRequest, "me too") > 0; }));
}

TEST_CASE("A subscriber that wants many topics, or long ones, ends and costs next to nothing") {
  End fr("FR");
  End be("BE");
  Rogue rogue;
  be.know({fr.peer()});
  fr.know({be.peer(), rogue.peer()});
  REQUIRE(keep(
      {&fr, &be}, [&] { fr.publish("news"); },
      [&] { return be.count(Incoming::Kind::kFeed, "news") > 0; }));
  SECTION("another topic") {
    auto one = rogue.socket(zmq::socket_type::sub, fr, fr.transport->feed_endpoint());
    one.set(zmq::sockopt::subscribe, "FRANCE");
    CHECK(keep({&fr, &be}, [] {}, [&] { return crowded(fr) == 1; }));
  }
  SECTION("many of them") {
    auto one = rogue.socket(zmq::socket_type::xsub, fr, fr.transport->feed_endpoint());
    const std::string ours = std::string("\x01") + "FR";
    const auto ask = [&] {
      for (std::size_t i = 0; i < 4 * limits::kTopicsPerTurn; ++i) send(one, ours);
    };
    CHECK(keep({&fr, &be}, ask, [&] { return crowded(fr) == 1; }));
  }
  SECTION("a long one") {
    auto one = rogue.socket(zmq::socket_type::xsub, fr, fr.transport->feed_endpoint());
    send(one, "\x01" + std::string(8 << 10, 'x'));  // a far longer one ends libzmq here
    keep({&fr, &be}, [] {}, [] { return false; }, seconds(1));
    CHECK(crowded(fr) == 0);  // libzmq hung up before it was here
  }
  SECTION("ours, over and over, from many sessions") {
    std::vector<zmq::socket_t> subscribers;
    for (std::size_t i = 0; i < limits::kPeerSessionsMax + 3; ++i) {
      subscribers.push_back(rogue.socket(zmq::socket_type::sub, fr, fr.transport->feed_endpoint()));
      subscribers.back().set(zmq::sockopt::subscribe, "FR");
    }
    CHECK(keep({&fr, &be}, [] {}, [&] { return crowded(fr) == 3; }));
  }
  CHECK(keep(
      {&fr, &be}, [&] { fr.publish("more"); },
      [&] { return be.count(Incoming::Kind::kFeed, "more") > 0; }));
  CHECK_FALSE(be.has_link(LinkEvent::kDisconnected));
}

}  // namespace rednode::peers
