// Node: one simulated machine: a disk, a clock that is wrong in its own way, and an engine that
// runs while the machine is up.
//
// Thread rule: one thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "peers/engine.h"
#include "storage/memory_store.h"
#include "tests/sim/network.h"

namespace rednode::sim {

// Where in its tick a machine loses power.
enum class CrashPoint { kNone, kBetween, kBeforeCommit, kTorn, kAfterCommit, kBeforeSends };

struct Node {
  Node(NodeId node_id, std::string name, std::vector<base::SigningKey> signing_keys,
       base::Random chance)
      : id(node_id), origin(std::move(name)), keys(std::move(signing_keys)), random(chance) {}

  const NodeId id;
  const std::string origin;
  std::vector<base::SigningKey> keys;  // the one on its card first; kept through crashes
  base::Random random;
  peers::EngineOptions options;
  peers::Directory directory;
  storage::MemoryStore store;
  std::unique_ptr<peers::Engine> engine;  // nothing while the machine is down

  std::size_t branch = 0;  // of its origin's truth, that this node's signatures make
  bool hostile = false;    // what it sends is bent on the way out
  bool damaged = false;    // its disk lies: nothing is expected of it but silence or truth
  bool retired = false;    // takes no part any more
  Time wall_skew = 0;
  Time mono_offset = 0;
  Time pace_min = kMs;  // between two ticks of a busy node
  Time pace_max = 10 * kMs;
  Time next_tick = 0;
  Time starts_at = 0;  // while it is down
  Time disk_full_until = 0;
  CrashPoint crash_plan = CrashPoint::kNone;
  std::vector<peers::Incoming> inbox;
  std::vector<peers::Command> commands;

  // What the simulator knows about this node, kept through crashes.
  std::map<std::string, std::uint64_t> durable;       // sizes of logs that were synced
  std::map<std::string, std::uint64_t> ever_durable;  // also before its disk was put back
  std::map<std::string, std::uint64_t> checked;       // mirrors: updates compared with the truth
  struct Seen {
    std::uint64_t size = 0;
    std::optional<schema::Checkpoint> held;
  };
  std::map<std::string, Seen> seen;              // mirrors: as they were checked last
  std::map<std::string, unsigned> branches;      // mirrors: branches that still fit, as bits
  std::map<std::string, std::uint64_t> frozen;   // sizes of logs that were found contradicted
  std::map<std::uint64_t, peers::Await> awaits;  // open, by ticket
  std::uint64_t requests = 0;                    // sent in the current second
  Time requests_since = 0;

  bool up() const { return engine != nullptr; }
  base::Now clock(Time now) const {
    constexpr Time kEpoch = 1'790'000'000 * kSecond;
    return {{kEpoch + now + wall_skew}, {mono_offset + now}};
  }
  void forget_checks() {
    durable.clear();
    checked.clear();
    seen.clear();
    branches.clear();
    frozen.clear();
  }
};

}  // namespace rednode::sim
