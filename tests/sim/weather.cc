// The faults of a world, and its wires.
#include <algorithm>

#include "tests/sim/workloads.h"
#include "tests/sim/world.h"

namespace rednode::sim {

void World::draw_weather() {
  // Each kind of fault is absent in half of the seeds, so that none hides behind another.
  const auto maybe = [&](std::uint64_t most) {
    return random_.chance(500) ? 0U : static_cast<std::uint32_t>(1 + random_.below(most));
  };
  weather_.network.loss = maybe(200);
  weather_.network.duplicate = maybe(100);
  weather_.network.flip = maybe(20);
  weather_.network.straggler = maybe(50);
  weather_.network.delay_max = kMs + static_cast<Time>(random_.below(60 * kMs));
  weather_.partition = maybe(60);
  weather_.clog = maybe(40);
  weather_.crash = maybe(25);
  weather_.disk_full = maybe(10);
  weather_.wall_jump = maybe(5);
  weather_.forge = maybe(500);
  weather_.lasts = 2 * kSecond + static_cast<Time>(random_.below(4 * kSecond));
  if (options_.as_shipped) {
    weather_ = Weather{};
    weather_.lasts = INT64_MAX - kRestMax;
    calm_ = true;
  }
  network_.set_faults(weather_.network);
}

void World::partition() {
  const NodeId a = random_.below(nodes_.size());
  const NodeId b = random_.below(nodes_.size());
  const bool whole = random_.chance(300);  // a is cut off from everybody
  const bool one_way = random_.chance(300);
  const Time until = now_ + static_cast<Time>(random_.below(2 * kSecond));
  findings_.count(one_way ? "partitions one way" : "partitions");
  for (NodeId other = 0; other < nodes_.size(); ++other) {
    if (other == a || (!whole && other != b)) continue;
    network_.block(a, other, until);
    if (!one_way) network_.block(other, a, until);
    if (random_.chance(500)) disconnect(a, other);
    at(until + kMs, [this, a, other] { reconnect(a, other, 200 * kMs); });
  }
}

void World::weather_tick() {
  if (calm_) return;
  if (random_.chance(weather_.partition)) partition();
  if (random_.chance(weather_.clog)) {
    network_.clog(random_.below(nodes_.size()), random_.below(nodes_.size()),
                  now_ + static_cast<Time>(random_.below(kSecond)));
    findings_.count("clogs");
  }
  for (const auto& each : nodes_) {
    if (each->up() && random_.chance(weather_.crash)) {
      each->crash_plan = static_cast<CrashPoint>(1 + random_.below(5));
      each->starts_at = now_ + static_cast<Time>(random_.below(1500 * kMs));
    }
    if (random_.chance(weather_.disk_full)) {
      each->store.set_disk_full(true);
      each->disk_full_until = now_ + static_cast<Time>(random_.below(kSecond));
      findings_.count("disks full");
    } else if (each->disk_full_until <= now_) {
      each->store.set_disk_full(false);
    }
    if (random_.chance(weather_.wall_jump)) {
      each->wall_skew = static_cast<Time>(random_.below(4 * kSecond)) - 2 * kSecond;
      findings_.count("clock jumps");
    }
  }
}

// Calm weather for what cannot be promised in a storm. Everybody is honest, up, and connected.
void World::set_calm(bool calm) {
  calm_ = calm;
  if (calm) network_.heal();
  network_.set_faults(calm ? NetworkFaults{} : weather_.network);
  for (const auto& each : nodes_) {
    each->store.set_disk_full(false);
    each->crash_plan = CrashPoint::kNone;
    if (!each->up()) each->starts_at = std::min(each->starts_at, now_);
    for (const auto& other : nodes_) {
      if (calm && each->id < other->id) reconnect(each->id, other->id, 50 * kMs);
    }
  }
}

// --- the wires
// ------------------------------------------------------------------------------------

NodeId World::resolve(NodeId from, const std::string& origin) const {
  if (origin == twin_origin_ && audience_.contains(from)) return twin_;
  return by_origin_.at(origin);
}

bool World::acquainted(NodeId a, NodeId b) const {
  const Node& x = *nodes_[a];
  const Node& y = *nodes_[b];
  return x.directory.contains(y.origin) && y.directory.contains(x.origin) &&
         resolve(a, y.origin) == b && resolve(b, x.origin) == a;
}

void World::send(Node& node, const peers::Outgoing& out) {
  using In = peers::Incoming::Kind;
  if (out.kind == peers::Outgoing::Kind::kFeed) {
    for (NodeId to = 0; to < nodes_.size(); ++to) {
      if (to != node.id && acquainted(node.id, to)) {
        send_to(node, to, {In::kFeed, node.origin, out.bytes, {}, {}, {}});
      }
    }
    return;
  }
  if (!by_origin_.contains(out.peer)) return findings_.fail(node.origin + " sends to nobody");
  const bool answer = out.kind == peers::Outgoing::Kind::kAnswer;
  const NodeId to =
      answer ? static_cast<NodeId>(std::stoul(out.route)) : resolve(node.id, out.peer);
  if (!acquainted(node.id, to)) return;
  send_to(node, to,
          {answer ? In::kAnswer : In::kRequest,
           node.origin,
           out.bytes,
           answer ? base::Bytes() : std::to_string(node.id),
           {},
           {}});
}

void World::send_to(Node& node, NodeId to, peers::Incoming message) {
  findings_.trace(static_cast<std::uint64_t>(now_));
  findings_.trace(node.id << 8 | to);
  findings_.trace(message.bytes);
  if (node.hostile && !healed() && !calm_ && random_.chance(weather_.forge)) {
    auto bent = forger_.bend(message.bytes);
    findings_.count("frames forged");
    if (!bent.has_value()) return;
    message.bytes = std::move(*bent);
  }
  network_.send(now_, {node.id, to, std::move(message)});
}

void World::link_event(NodeId to, NodeId about, peers::LinkEvent event) {
  if (!nodes_[to]->up()) return;
  peers::Incoming in;
  in.kind = peers::Incoming::Kind::kLink;
  in.peer = nodes_[about]->origin;
  in.link = event;
  in.detail = event == peers::LinkEvent::kConnected ? "" : "the session ended";
  network_.deliver_at(now_, {about, to, std::move(in)});
}

void World::disconnect(NodeId a, NodeId b) {
  link_event(a, b, peers::LinkEvent::kDisconnected);
  link_event(b, a, peers::LinkEvent::kDisconnected);
}

void World::reconnect(NodeId a, NodeId b, Time within) {
  const auto wait = static_cast<Time>(random_.below(static_cast<std::uint64_t>(within)));
  at(now_ + wait, [this, a, b] {
    const bool whole = network_.open(a, b, now_) && network_.open(b, a, now_);
    if (!whole || !nodes_[a]->up() || !nodes_[b]->up() || !acquainted(a, b)) return;
    link_event(a, b, peers::LinkEvent::kConnected);
    link_event(b, a, peers::LinkEvent::kConnected);
  });
}

}  // namespace rednode::sim
