#include "tests/sim/network.h"

#include <algorithm>

namespace rednode::sim {
namespace {

// As a high-water mark does, a node that does not read loses what is sent beyond this.
constexpr std::size_t kWaitingMax = 2000;

}  // namespace

void Network::queue(Time when, Packet packet) {
  ++waiting_[packet.to];
  queue_.emplace(std::pair(when, next_++), std::move(packet));
}

Time Network::arrival(Time now, const Packet& packet) {
  const auto spread = static_cast<std::uint64_t>(faults_.delay_max - faults_.delay_min);
  Time at = now + faults_.delay_min + static_cast<Time>(random_.below(spread + 1));
  if (random_.chance(faults_.straggler)) at += static_cast<Time>(random_.below(kSecond));
  const auto clog = clogged_.find({packet.from, packet.to});
  if (clog != clogged_.end()) at = std::max(at, clog->second);
  return at;
}

void Network::send(Time now, Packet packet) {
  ++counters_.sent;
  counters_.octets += packet.message.bytes.size();
  if (!open(packet.from, packet.to, now)) {
    ++counters_.blocked;
    return;
  }
  if (random_.chance(faults_.loss)) {
    ++counters_.lost;
    return;
  }
  if (waiting_[packet.to] >= kWaitingMax) {
    ++counters_.overflowed;
    return;
  }
  if (random_.chance(faults_.duplicate)) {
    ++counters_.duplicated;
    Packet again = packet;
    queue(arrival(now, again), std::move(again));
  }
  if (!packet.message.bytes.empty() && random_.chance(faults_.flip)) {
    ++counters_.flipped;
    char& octet = packet.message.bytes[random_.below(packet.message.bytes.size())];
    octet = static_cast<char>(static_cast<unsigned char>(octet) ^ (1U << random_.below(8)));
  }
  queue(arrival(now, packet), std::move(packet));
}

void Network::deliver_at(Time when, Packet packet) {
  queue(when, std::move(packet));
}

std::vector<Packet> Network::take_due(Time now) {
  std::vector<Packet> due;
  while (!queue_.empty() && queue_.begin()->first.first <= now) {
    --waiting_[queue_.begin()->second.to];
    due.push_back(std::move(queue_.begin()->second));
    queue_.erase(queue_.begin());
  }
  return due;
}

bool Network::open(NodeId from, NodeId to, Time now) const {
  const auto at = blocked_.find({from, to});
  return at == blocked_.end() || at->second <= now;
}

void Network::heal() {
  blocked_.clear();
  clogged_.clear();
}

}  // namespace rednode::sim
