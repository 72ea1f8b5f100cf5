#include "peers/zmq_transport.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstring>
#include <map>
#include <optional>
#include <thread>
#include <zmq.hpp>

#include "base/limits.h"
#include "peers/session_guard.h"
#include "peers/socket_monitor.h"
#include "peers/zap.h"

namespace rednode::peers {
namespace {

namespace limits = base::limits;

constexpr const char* kZapDomain = "rednode";
constexpr int kHandshakeMs = 5'000;
// Dead connections are found by TCP. ZMTP's own heartbeats are not used: in libzmq 4.3 their timers
// end the process where a queue is full (libzmq issues 3937, 4364, 4767), so any peer could stop
// us.
constexpr int kKeepAliveIdleSeconds = 5;
constexpr int kKeepAliveIntervalSeconds = 2;
constexpr int kKeepAliveCount = 3;
constexpr int kUnacknowledgedMs = 15'000;  // also of who never reads: what waits for it is freed
constexpr int kReconnectMs = 100;
constexpr int kReconnectMaxMs = 5'000;
// A queue holds frames of up to limits::kFrameBytesMax, so these bound what a slow or hostile peer
// costs. A feed that is full drops: the peer finds the gap and pulls.
constexpr int kFeedSendQueue = 64;
constexpr int kFeedReceiveQueue = 16;
constexpr int kExchangeQueue = 32;
constexpr int kBacklog = 1'024;  // a flood of connections must not keep the others waiting
constexpr std::chrono::milliseconds kRebindTime{3'000};
constexpr std::chrono::milliseconds kProbeTime{10'000};
constexpr std::chrono::milliseconds kProbeAttempt{700};
constexpr std::chrono::milliseconds kConnectPatience{3'000};
constexpr std::chrono::microseconds kHouseKeeping{20'000};

base::BytesView view_of_key(const CurveKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

void set_common(zmq::socket_t& socket) {
  socket.set(zmq::sockopt::linger, 0);
  socket.set(zmq::sockopt::ipv6, true);
  socket.set(zmq::sockopt::handshake_ivl, kHandshakeMs);
  socket.set(zmq::sockopt::tcp_keepalive, 1);
  socket.set(zmq::sockopt::tcp_keepalive_idle, kKeepAliveIdleSeconds);
  socket.set(zmq::sockopt::tcp_keepalive_intvl, kKeepAliveIntervalSeconds);
  socket.set(zmq::sockopt::tcp_keepalive_cnt, kKeepAliveCount);
  socket.set(zmq::sockopt::tcp_maxrt, kUnacknowledgedMs);
  socket.set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(limits::kFrameBytesMax));
  socket.set(zmq::sockopt::reconnect_ivl, kReconnectMs);
  socket.set(zmq::sockopt::reconnect_ivl_max, kReconnectMaxMs);
}

void set_server(zmq::socket_t& socket, const CurvePair& keys) {
  set_common(socket);
  socket.set(zmq::sockopt::backlog, kBacklog);
  socket.set(zmq::sockopt::curve_server, true);
  socket.set(zmq::sockopt::curve_secretkey, view_of_key(keys.secret_key));
  socket.set(zmq::sockopt::zap_domain, kZapDomain);
}

void set_client(zmq::socket_t& socket, const CurvePair& keys, const CurveKey& server) {
  set_common(socket);
  // A queue belongs to one connection and ends with it: nothing waits for a peer that is away, and
  // libzmq does not end the process for a queue that was full when its connection was replaced
  // (issue 3937, open in 4.3.4).
  socket.set(zmq::sockopt::immediate, true);
  socket.set(zmq::sockopt::curve_serverkey, view_of_key(server));
  socket.set(zmq::sockopt::curve_publickey, view_of_key(keys.public_key));
  socket.set(zmq::sockopt::curve_secretkey, view_of_key(keys.secret_key));
}

constexpr int kWatchedEvents =
    ZMQ_EVENT_CONNECTED | ZMQ_EVENT_CONNECT_RETRIED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_CLOSED |
    ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
    ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;

// Whose session a message came over; empty where it was not authenticated.
std::string user_of(zmq::message_t& message) {
  try {
    return message.gets("User-Id");
  } catch (const zmq::error_t&) {
    return {};
  }
}

// Of the connection that a message came over; negative where libzmq does not say.
int descriptor_of(zmq::message_t& message) {
  return zmq_msg_get(message.handle(), ZMQ_SRCFD);
}

using Steady = std::chrono::steady_clock;

// One connection to a peer. libzmq does not always try again after a refused handshake, and does
// not always say that it gave up, so what is not connected after a while is connected anew.
struct Side {
  Side(zmq::context_t& context, zmq::socket_type type, std::uint64_t number)
      : socket(context, type), monitor(context.handle(), socket.handle(), kWatchedEvents, number) {}

  zmq::socket_t socket;
  SocketMonitor monitor;  // ends before the socket does
  std::string endpoint;
  CurveKey server{};  // the key that the peer must prove
  bool shaking_hands = false;
  bool connected = false;
  bool refused = false;  // for a key, at the last attempt: what libzmq says next is the consequence
  bool silent = true;    // since it was opened
  Steady::time_point tried = Steady::now();
};

bool may_have(const Peer& peer, const CurveKey& key) {
  return key == peer.curve_key || key == peer.curve_next;
}

// The peer may have changed to its next key, and that was not tried yet.
bool another_key_left(const Peer& peer, const Side& side) {
  return peer.curve_next.has_value() && side.server == peer.curve_key;
}

struct Link {
  Peer peer;
  std::unique_ptr<Side> feed;
  std::unique_ptr<Side> exchange;
};

}  // namespace

struct ZmqTransport::Impl {
  explicit Impl(ZmqOptions o) : options(std::move(o)), context(1) {
    wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    REDNODE_ASSERT(wake_fd >= 0);
  }
  ~Impl() {
    links.clear();
    unbind();
    context.shutdown();  // ends the authenticator's wait
    zap.reset();
    close(wake_fd);
  }

  void bind();
  void unbind();
  base::Status rebind();
  std::unique_ptr<Side> open_side(zmq::socket_type type, const Peer& peer,
                                  const std::string& endpoint, const CurveKey& server);
  void connect(const Peer& peer);
  bool connect_anew(const Peer& peer, std::unique_ptr<Side>& side, zmq::socket_type type);
  void read_feed(const std::string& origin, Link& link, std::vector<Incoming>& inbox);
  void read_exchange(std::vector<Incoming>& inbox);
  void read_answers(const std::string& origin, Link& link, std::vector<Incoming>& inbox);
  void read_monitor(const Link& link, Side& side, bool tell, std::vector<Incoming>& inbox);
  bool wait_for_messages(std::chrono::microseconds wait, std::vector<Incoming>& inbox);
  void keep_house(std::vector<Incoming>& inbox);
  void connect_where_needed(std::vector<Incoming>& inbox);
  void drain_subscriptions();
  void end_sessions(std::vector<Incoming>& inbox);
  base::Result<bool> knock(const std::string& address, zmq::socket_type type);
  base::Status probe(const std::string& endpoint, zmq::socket_type type);

  ZmqOptions options;
  zmq::context_t context;
  std::unique_ptr<ZapHandler> zap;
  zmq::socket_t feed;
  zmq::socket_t exchange;
  std::unique_ptr<SessionGuard> feed_guard;  // these end before their sockets do
  std::unique_ptr<SessionGuard> exchange_guard;
  TransportCounters ended;  // by guards that are no more, and by these of crowded sessions
  std::string feed_address;
  std::string exchange_address;
  std::map<std::string, Link> links;
  std::uint64_t monitors = 0;
  std::uint64_t own_knocks = 0;  // refused too, and no stranger's
  int wake_fd = -1;
  std::size_t bytes_read = 0;  // in this poll
  std::size_t turn = 0;        // whose turn it is to be read first
  Steady::time_point next_house_keeping;
};

void ZmqTransport::Impl::bind() {
  feed = zmq::socket_t(context, zmq::socket_type::xpub);
  set_server(feed, options.keys);
  feed.set(zmq::sockopt::sndhwm, kFeedSendQueue);
  // All that a subscriber may say is which topics it wants. Every different one costs memory that
  // grows with its length, so it is short, and each is looked at (drain_subscriptions()).
  feed.set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(limits::kTopicBytesMax));
  feed.set(zmq::sockopt::rcvhwm, kFeedReceiveQueue);
  feed.set(zmq::sockopt::xpub_verbose, true);
  feed_guard = std::make_unique<SessionGuard>(context.handle(), feed.handle(), monitors++);
  feed.bind(feed_address.empty() ? options.feed_bind : feed_address);
  feed_address = feed.get(zmq::sockopt::last_endpoint);
  exchange = zmq::socket_t(context, zmq::socket_type::router);
  set_server(exchange, options.keys);
  exchange.set(zmq::sockopt::sndhwm, kExchangeQueue);
  exchange.set(zmq::sockopt::rcvhwm, kExchangeQueue);
  exchange_guard = std::make_unique<SessionGuard>(context.handle(), exchange.handle(), monitors++);
  exchange.bind(exchange_address.empty() ? options.exchange_bind : exchange_address);
  exchange_address = exchange.get(zmq::sockopt::last_endpoint);
}

void ZmqTransport::Impl::unbind() {
  for (auto* guard : {&feed_guard, &exchange_guard}) {
    if (*guard != nullptr) ended.quiet_ended += (*guard)->quiet_ended();
    guard->reset();
  }
  feed.close();
  exchange.close();
}

// libzmq closes in its own time, so an address just given back may not be free at once.
base::Status ZmqTransport::Impl::rebind() {
  const auto deadline = std::chrono::steady_clock::now() + kRebindTime;
  for (;;) {
    unbind();
    try {
      bind();
      return {};
    } catch (const zmq::error_t& e) {
      if (std::chrono::steady_clock::now() > deadline) {
        return base::unavailable("cannot bind " + options.feed_bind + " and " +
                                 options.exchange_bind + ": " + e.what());
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

std::unique_ptr<Side> ZmqTransport::Impl::open_side(zmq::socket_type type, const Peer& peer,
                                                    const std::string& endpoint,
                                                    const CurveKey& server) {
  auto side = std::make_unique<Side>(context, type, monitors++);
  side->endpoint = endpoint;
  side->server = server;
  zmq::socket_t& socket = side->socket;
  set_client(socket, options.keys, server);
  if (type == zmq::socket_type::sub) {
    socket.set(zmq::sockopt::rcvhwm, kFeedReceiveQueue);
    socket.set(zmq::sockopt::subscribe, peer.origin);
  } else {
    socket.set(zmq::sockopt::sndhwm, kExchangeQueue);
    socket.set(zmq::sockopt::rcvhwm, kExchangeQueue);
  }
  socket.connect(endpoint);
  return side;
}

void ZmqTransport::Impl::connect(const Peer& peer) {
  links.insert_or_assign(
      peer.origin,
      Link{peer, open_side(zmq::socket_type::sub, peer, peer.feed_endpoint, peer.curve_key),
           open_side(zmq::socket_type::dealer, peer, peer.exchange_endpoint, peer.curve_key)});
}

// A peer with two keys is tried by turns, and after a refusal by the first at once by the next.
bool ZmqTransport::Impl::connect_anew(const Peer& peer, std::unique_ptr<Side>& side,
                                      zmq::socket_type type) {
  if (side->connected) return false;
  const bool other = another_key_left(peer, *side);
  const bool at_once = side->refused && other;
  if (!at_once && Steady::now() - side->tried < kConnectPatience) return false;
  const std::string endpoint = side->endpoint;
  side = open_side(type, peer, endpoint, other ? *peer.curve_next : peer.curve_key);
  return true;
}

void ZmqTransport::Impl::read_feed(const std::string& origin, Link& link,
                                   std::vector<Incoming>& inbox) {
  zmq::message_t topic;
  zmq::message_t frame;
  while (inbox.size() < limits::kInboxMessagesPerTick && bytes_read < limits::kInboxBytesPerTick &&
         link.feed->socket.recv(topic, zmq::recv_flags::dontwait).has_value()) {
    if (!topic.more()) continue;
    static_cast<void>(link.feed->socket.recv(frame, zmq::recv_flags::dontwait));
    const bool more = frame.more();
    for (zmq::message_t rest;
         more && link.feed->socket.recv(rest, zmq::recv_flags::dontwait) && rest.more();) {
    }
    bytes_read += frame.size();
    inbox.push_back({Incoming::Kind::kFeed, origin, frame.to_string(), {}, {}, {}});
  }
}

void ZmqTransport::Impl::read_exchange(std::vector<Incoming>& inbox) {
  zmq::message_t route;
  zmq::message_t frame;
  while (inbox.size() < limits::kInboxMessagesPerTick && bytes_read < limits::kInboxBytesPerTick &&
         exchange.recv(route, zmq::recv_flags::dontwait).has_value()) {
    if (!route.more()) continue;
    static_cast<void>(exchange.recv(frame, zmq::recv_flags::dontwait));
    bool more = frame.more();
    const bool single = !more;
    while (more) {
      zmq::message_t rest;
      static_cast<void>(exchange.recv(rest, zmq::recv_flags::dontwait));
      more = rest.more();
    }
    if (!single) continue;  // not how anybody of us speaks
    std::string peer = user_of(frame);
    if (peer.empty()) continue;  // not authenticated: cannot be, and so is not heard
    if (!exchange_guard->heard(descriptor_of(frame), peer)) continue;
    bytes_read += frame.size();
    inbox.push_back(
        {Incoming::Kind::kRequest, std::move(peer), frame.to_string(), route.to_string(), {}, {}});
  }
}

void ZmqTransport::Impl::read_answers(const std::string& origin, Link& link,
                                      std::vector<Incoming>& inbox) {
  zmq::message_t frame;
  while (inbox.size() < limits::kInboxMessagesPerTick && bytes_read < limits::kInboxBytesPerTick &&
         link.exchange->socket.recv(frame, zmq::recv_flags::dontwait).has_value()) {
    if (frame.more()) continue;
    bytes_read += frame.size();
    inbox.push_back({Incoming::Kind::kAnswer, origin, frame.to_string(), {}, {}, {}});
  }
}

// What an event says of the connection; nothing where it says nothing new: that libzmq will try
// again (CONNECT_RETRIED) and that it hung up after a refusal (DISCONNECTED) must not hide the
// refusal.
std::optional<Incoming> link_news(const SocketMonitor::Event& event, Side& side,
                                  const std::string& origin) {
  const bool was_shaking = std::exchange(side.shaking_hands, event.event == ZMQ_EVENT_CONNECTED);
  side.connected = event.event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED;
  const auto news = [&](LinkEvent link, std::string detail) {
    side.refused = link == LinkEvent::kAuthFailed;
    side.silent = false;
    return Incoming{Incoming::Kind::kLink, origin, {}, {}, link, std::move(detail)};
  };
  switch (event.event) {
    case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
      return news(LinkEvent::kConnected, {});
    case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
      return news(LinkEvent::kAuthFailed, "the peer does not know our CURVE key");
    case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
    case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
      return news(LinkEvent::kAuthFailed,
                  "the handshake fails: the CURVE key that we have of the peer may be wrong");
    case ZMQ_EVENT_DISCONNECTED:
      // A peer with another key than the one expected hangs up during the handshake.
      if (was_shaking) {
        return news(LinkEvent::kAuthFailed,
                    "the peer hung up during the handshake: is its CURVE key right?");
      }
      if (side.refused) return std::nullopt;
      return news(LinkEvent::kDisconnected, "the connection was lost");
    case ZMQ_EVENT_CONNECT_RETRIED:
      if (side.refused) return std::nullopt;
      return news(LinkEvent::kFailed, "no connection to " + side.endpoint);
    case ZMQ_EVENT_CLOSED:
      return news(LinkEvent::kFailed, "no connection to " + side.endpoint);
    default:
      return std::nullopt;  // TCP alone says nothing yet
  }
}

// What is to be said of an attempt that is given up without any event that says why.
std::optional<Incoming> silence_news(const Side& side, const std::string& origin) {
  if (!side.silent || side.connected) return std::nullopt;
  std::string detail = side.shaking_hands ? side.endpoint + " is open, but no peer answers there"
                                          : "no answer from " + side.endpoint;
  return Incoming{Incoming::Kind::kLink, origin, {}, {}, LinkEvent::kFailed, std::move(detail)};
}

void ZmqTransport::Impl::read_monitor(const Link& link, Side& side, bool tell,
                                      std::vector<Incoming>& inbox) {
  while (const auto event = side.monitor.take()) {
    auto news = link_news(*event, side, link.peer.origin);
    if (!tell || !news.has_value()) continue;
    if (news->link == LinkEvent::kAuthFailed && another_key_left(link.peer, side)) continue;
    inbox.push_back(std::move(*news));
  }
}

void ZmqTransport::Impl::connect_where_needed(std::vector<Incoming>& inbox) {
  try {
    for (auto& [origin, link] : links) {
      connect_anew(link.peer, link.feed, zmq::socket_type::sub);
      auto news = silence_news(*link.exchange, origin);
      const bool anew = connect_anew(link.peer, link.exchange, zmq::socket_type::dealer);
      if (anew && news.has_value()) inbox.push_back(std::move(*news));
    }
  } catch (const zmq::error_t&) {
    // Out of sockets for the moment: the next turn tries again.
  }
}

// What subscribers say, of which only the consequences are needed. Who wants another topic than
// ours, or goes on and on, wants to cost us something.
void ZmqTransport::Impl::drain_subscriptions() {
  zmq::message_t said;
  std::map<int, std::size_t> counts;
  while (feed.recv(said, zmq::recv_flags::dontwait).has_value()) {
    const int descriptor = descriptor_of(said);
    const base::BytesView octets(said.data<char>(), said.size());
    const bool topic = !octets.empty() && (octets[0] == 0 || octets[0] == 1) &&
                       options.origin.starts_with(octets.substr(1));
    feed_guard->heard(descriptor, user_of(said));
    if (!topic || ++counts[descriptor] > limits::kTopicsPerTurn) feed_guard->expel(descriptor);
  }
}

// Tells of the peers that have more sessions than a peer needs.
void ZmqTransport::Impl::end_sessions(std::vector<Incoming>& inbox) {
  for (auto* guard : {feed_guard.get(), exchange_guard.get()}) {
    guard->look();
    for (const std::string& peer : guard->take_crowded()) {
      ++ended.crowded_ended;
      inbox.push_back({Incoming::Kind::kLink,
                       peer,
                       {},
                       {},
                       LinkEvent::kCrowded,
                       "it has more than " + std::to_string(limits::kPeerSessionsMax) +
                           " sessions with us, or asks a feed for what it has not: one was ended"});
    }
  }
}

ZmqTransport::ZmqTransport(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ZmqTransport::~ZmqTransport() = default;

base::Result<std::unique_ptr<ZmqTransport>> ZmqTransport::create(ZmqOptions options,
                                                                 const Directory& directory) {
  auto impl = std::make_unique<Impl>(std::move(options));
  REDNODE_TRY(impl->zap, ZapHandler::start(impl->context));
  try {
    impl->bind();
  } catch (const zmq::error_t& e) {
    return base::unavailable("cannot bind " + impl->options.feed_bind + " or " +
                             impl->options.exchange_bind + ": " + e.what());
  }
  auto transport = std::unique_ptr<ZmqTransport>(new ZmqTransport(std::move(impl)));
  REDNODE_CHECK(transport->apply(directory));
  return transport;
}

// Waits for messages and for wake(); true where it was woken. Asking libzmq about a socket costs
// several system calls, so monitors and subscriptions, which are never urgent, are not asked here.
bool ZmqTransport::Impl::wait_for_messages(std::chrono::microseconds wait,
                                           std::vector<Incoming>& inbox) {
  std::vector<zmq_pollitem_t> items;
  items.reserve(2 + 2 * links.size());
  items.push_back({nullptr, wake_fd, ZMQ_POLLIN, 0});
  items.push_back({exchange.handle(), 0, ZMQ_POLLIN, 0});
  std::vector<std::map<std::string, Link>::iterator> order;
  for (auto at = links.begin(); at != links.end(); ++at) {
    items.push_back({at->second.exchange->socket.handle(), 0, ZMQ_POLLIN, 0});
    items.push_back({at->second.feed->socket.handle(), 0, ZMQ_POLLIN, 0});
    order.push_back(at);
  }
  // libzmq waits in milliseconds: less than one is one.
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(wait).count();
  if (zmq_poll(items.data(), static_cast<int>(items.size()), static_cast<long>(ms)) <= 0) {
    return false;
  }
  const auto readable = [&](std::size_t i) { return (items[i].revents & ZMQ_POLLIN) != 0; };
  // Whoever comes first may fill the inbox, so each is first in turn: our own exchange, then the
  // peers.
  const std::size_t sources = 1 + order.size();
  const std::size_t first = turn++ % sources;
  for (std::size_t i = 0; i < sources; ++i) {
    const std::size_t source = (first + i) % sources;
    if (source == 0 && readable(1)) read_exchange(inbox);
    if (source == 0) continue;
    const auto& link = order[source - 1];
    if (readable(2 * source)) read_answers(link->first, link->second, inbox);
    if (readable(2 * source + 1)) read_feed(link->first, link->second, inbox);
  }
  if (!readable(0)) return false;
  std::uint64_t count = 0;
  static_cast<void>(read(wake_fd, &count, sizeof count));
  return true;
}

// What became of the connections, and who subscribed.
void ZmqTransport::Impl::keep_house(std::vector<Incoming>& inbox) {
  const auto now = Steady::now();
  if (now < next_house_keeping) return;
  next_house_keeping = now + kHouseKeeping;
  connect_where_needed(inbox);
  for (auto& [origin, link] : links) {
    // The exchange tells the state of the link; the feed is watched to be kept up.
    read_monitor(link, *link.exchange, true, inbox);
    read_monitor(link, *link.feed, false, inbox);
  }
  drain_subscriptions();
  end_sessions(inbox);
}

void ZmqTransport::poll(std::chrono::microseconds wait, std::vector<Incoming>& inbox) {
  Impl& t = *impl_;
  const auto deadline = Steady::now() + wait;
  const std::size_t before = inbox.size();
  t.bytes_read = 0;
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::microseconds>(deadline - Steady::now());
    bool woken = false;
    try {
      woken =
          t.wait_for_messages(std::clamp(left, std::chrono::microseconds(0), kHouseKeeping), inbox);
      t.keep_house(inbox);
    } catch (const zmq::error_t&) {
      // A receive that fails brings nothing; what it would have brought is asked for again.
    }
    if (woken || inbox.size() > before || Steady::now() >= deadline) return;
  }
}

void ZmqTransport::send(Outgoing message) {
  Impl& t = *impl_;
  try {
    if (message.kind == Outgoing::Kind::kFeed) {
      t.feed.send(zmq::buffer(message.peer), zmq::send_flags::sndmore | zmq::send_flags::dontwait);
      t.feed.send(zmq::buffer(message.bytes), zmq::send_flags::dontwait);
    } else if (message.kind == Outgoing::Kind::kAnswer) {
      t.exchange.send(zmq::buffer(message.route),
                      zmq::send_flags::sndmore | zmq::send_flags::dontwait);
      t.exchange.send(zmq::buffer(message.bytes), zmq::send_flags::dontwait);
    } else if (const auto link = t.links.find(message.peer); link != t.links.end()) {
      link->second.exchange->socket.send(zmq::buffer(message.bytes), zmq::send_flags::dontwait);
    }
  } catch (const zmq::error_t&) {
    // The route is gone or full. Requests time out and are asked again; feeds are hints.
  }
}

void ZmqTransport::wake() {
  const std::uint64_t one = 1;
  static_cast<void>(write(impl_->wake_fd, &one, sizeof one));
}

base::Status ZmqTransport::apply(const Directory& directory) {
  Impl& t = *impl_;
  std::map<CurveKey, std::string> keys;
  for (const auto& [origin, peer] : directory) {
    keys.emplace(peer.curve_key, origin);
    if (peer.curve_next.has_value()) keys.emplace(*peer.curve_next, origin);
  }
  t.zap->allow(keys);
  bool key_left = false;
  for (auto at = t.links.begin(); at != t.links.end();) {
    Link& link = at->second;
    const auto found = directory.find(at->first);
    if (found == directory.end()) {
      key_left = true;
      at = t.links.erase(at);
      continue;
    }
    const Peer old = std::exchange(link.peer, found->second);
    key_left = key_left || !may_have(link.peer, old.curve_key) ||
               (old.curve_next.has_value() && !may_have(link.peer, *old.curve_next));
    const bool stays = link.peer.feed_endpoint == old.feed_endpoint &&
                       link.peer.exchange_endpoint == old.exchange_endpoint &&
                       may_have(link.peer, link.feed->server) &&
                       may_have(link.peer, link.exchange->server);
    at = stays ? std::next(at) : t.links.erase(at);
  }
  if (key_left) REDNODE_CHECK(t.rebind());
  for (const auto& [origin, peer] : directory) {
    if (t.links.contains(origin) || origin == t.options.origin) continue;
    try {
      t.connect(peer);
    } catch (const zmq::error_t& e) {
      return base::invalid("peer " + origin + ": cannot connect to " + peer.feed_endpoint +
                           " and " + peer.exchange_endpoint + ": " + e.what());
    }
  }
  return {};
}

base::Status ZmqTransport::use_keys(const CurvePair& keys) {
  Impl& t = *impl_;
  t.options.keys = keys;
  Directory directory;
  for (const auto& [origin, link] : t.links) directory.emplace(origin, link.peer);
  t.links.clear();
  REDNODE_CHECK(t.rebind());
  return apply(directory);
}

// One attempt of a stranger. True where it was refused; false where nothing was to be seen.
base::Result<bool> ZmqTransport::Impl::knock(const std::string& address, zmq::socket_type type) {
  REDNODE_TRY(const auto stranger, generate_curve_pair());
  zmq::socket_t socket(context, type);
  set_client(socket, stranger, options.keys.public_key);
  SocketMonitor monitor(context.handle(), socket.handle(), kWatchedEvents, monitors++);
  socket.connect(address);
  const auto deadline = Steady::now() + kProbeAttempt;
  while (Steady::now() < deadline) {
    zmq_pollitem_t item{monitor.handle(), 0, ZMQ_POLLIN, 0};
    zmq_poll(&item, 1, 50);
    const auto event = monitor.take();
    if (!event.has_value()) continue;
    if (event->event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH) return true;
    if (event->event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) {
      return base::unauthorised(address + " let an unknown key in");
    }
  }
  return false;
}

base::Status ZmqTransport::Impl::probe(const std::string& endpoint, zmq::socket_type type) {
  std::string address = endpoint;
  for (const std::string any : {"0.0.0.0", "[::]"}) {
    if (const auto at = address.find(any); at != std::string::npos) {
      address.replace(at, any.size(), "127.0.0.1");
    }
  }
  // libzmq loses the news of a refusal now and then, so the stranger knocks until it was heard.
  const auto deadline = Steady::now() + kProbeTime;
  try {
    while (Steady::now() < deadline) {
      REDNODE_TRY(const bool refused, knock(address, type));
      if (refused) return {};
    }
  } catch (const zmq::error_t& e) {
    return base::unauthorised("cannot probe " + endpoint + ": " + e.what());
  }
  return base::unauthorised(endpoint + " did not refuse an unknown key in time");
}

base::Status ZmqTransport::prove_closed() {
  REDNODE_CHECK(impl_->probe(impl_->exchange_address, zmq::socket_type::dealer));
  const auto closed = impl_->probe(impl_->feed_address, zmq::socket_type::sub);
  impl_->own_knocks = impl_->zap->refused();
  return closed;
}

std::string ZmqTransport::feed_endpoint() const {
  return impl_->feed_address;
}
std::string ZmqTransport::exchange_endpoint() const {
  return impl_->exchange_address;
}
TransportCounters ZmqTransport::counters() const {
  TransportCounters all = impl_->ended;
  all.refused = impl_->zap->refused() - impl_->own_knocks;
  for (const auto* guard : {impl_->feed_guard.get(), impl_->exchange_guard.get()}) {
    if (guard != nullptr) all.quiet_ended += guard->quiet_ended();
  }
  return all;
}

}  // namespace rednode::peers
