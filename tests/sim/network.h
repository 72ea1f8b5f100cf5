// Network: the simulated wire between the nodes. Packets are lost, doubled, delayed past one
// another, held up on a clogged link, blocked by a partition in one direction or both, and bent.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "base/random.h"
#include "peers/transport.h"

namespace rednode::sim {

using Time = std::int64_t;  // virtual microseconds since the world began
using NodeId = std::size_t;

inline constexpr Time kMs = 1000;
inline constexpr Time kSecond = 1'000'000;

struct NetworkFaults {
  std::uint32_t loss = 0;       // per mille of packets
  std::uint32_t duplicate = 0;  // per mille
  std::uint32_t flip = 0;       // per mille: one bit is turned over
  Time delay_min = kMs / 2;
  Time delay_max = 5 * kMs;
  std::uint32_t straggler = 0;  // per mille: arrives up to a second late
};

struct Packet {
  NodeId from = 0;
  NodeId to = 0;
  peers::Incoming message;
};

struct NetworkCounters {
  std::uint64_t sent = 0;
  std::uint64_t octets = 0;  // of what was sent
  std::uint64_t lost = 0;
  std::uint64_t blocked = 0;
  std::uint64_t duplicated = 0;
  std::uint64_t flipped = 0;
  std::uint64_t overflowed = 0;
};

class Network {
 public:
  explicit Network(base::Random random) : random_(random) {}

  void set_faults(NetworkFaults faults) { faults_ = faults; }
  void send(Time now, Packet packet);
  // Delivered whatever the faults: the events of a connection come from the node's own kernel.
  void deliver_at(Time when, Packet packet);
  // What has arrived by now, in order.
  std::vector<Packet> take_due(Time now);
  Time next_due() const { return queue_.empty() ? INT64_MAX : queue_.begin()->first.first; }

  void block(NodeId from, NodeId to, Time until) { blocked_[{from, to}] = until; }
  void clog(NodeId from, NodeId to, Time until) { clogged_[{from, to}] = until; }
  bool open(NodeId from, NodeId to, Time now) const;
  // All partitions and clogs end.
  void heal();
  const NetworkCounters& counters() const { return counters_; }

 private:
  using Link = std::pair<NodeId, NodeId>;

  void queue(Time when, Packet packet);
  Time arrival(Time now, const Packet& packet);

  base::Random random_;
  NetworkFaults faults_;
  NetworkCounters counters_;
  std::map<Link, Time> blocked_;
  std::map<Link, Time> clogged_;
  std::map<NodeId, std::size_t> waiting_;  // packets under way to a node
  std::map<std::pair<Time, std::uint64_t>, Packet> queue_;
  std::uint64_t next_ = 0;
};

}  // namespace rednode::sim
