// World: a whole federation in one thread from one integer: nodes, network, faults, a workload, and
// the checkers that watch them. First a phase with faults; then everything heals, and the
// federation must come to rest: equal everywhere, complete, live, and quiet.
//
// Thread rule: one thread a world.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/sim/checkers.h"
#include "tests/sim/findings.h"
#include "tests/sim/forger.h"
#include "tests/sim/network.h"
#include "tests/sim/node.h"
#include "tests/sim/truth.h"

namespace rednode::sim {

struct Options {
  std::uint64_t seed = 0;
  std::size_t nodes = 5;
  std::string workload;  // empty: drawn from the seed
  bool verbose = false;  // every event on standard error
  // No faults, and the product's intervals, for as long as the caller runs it: for measuring.
  bool as_shipped = false;
};

// What everybody's cosignature may take in fair weather; no workload waits that long.
inline constexpr base::Duration kCertifyTimeout = std::chrono::seconds(60);

// The longest back-off is 45 s; what is not at rest after two of them never will be.
inline constexpr Time kRestMax = 120 * kSecond;

// How bad the weather is; drawn from the seed, each fault absent in some seeds.
struct Weather {
  NetworkFaults network;
  std::uint32_t partition = 0;  // per mille, every 50 ms
  std::uint32_t clog = 0;
  std::uint32_t crash = 0;
  std::uint32_t disk_full = 0;
  std::uint32_t wall_jump = 0;
  std::uint32_t forge = 0;  // per mille of the frames of a hostile node
  Time lasts = 4 * kSecond;
};

// Faults; the way back to rest; everybody's cosignature; and nothing left to say; the end.
enum class Phase { kWeather, kHealing, kCertifying, kQuiet, kDone };

class Workload;

class World {
 public:
  explicit World(const Options& options);
  ~World();

  // The whole life of the world. Ends at the first failure.
  void run();
  // A part of it, from outside. REQUIRES: as_shipped.
  void run_until(Time end);
  // What is not equal, complete and live yet; "" where all is.
  std::string unsettled() { return checkers_.unsettled(); }
  const NetworkCounters& traffic() const { return network_.counters(); }
  // There is no wire between the two.
  void cut(NodeId a, NodeId b);

  Findings& findings() { return findings_; }
  Truth& truth() { return truth_; }
  const Truth& truth() const { return truth_; }
  const std::string& workload_name() const { return workload_name_; }
  Time now() const { return now_; }
  base::Random& random() { return random_; }
  bool verbose() const { return options_.verbose; }

  // --- for workloads and checkers
  std::size_t size() const { return nodes_.size(); }
  Node& node(NodeId id) { return *nodes_[id]; }
  const Node& node(NodeId id) const { return *nodes_[id]; }
  Node& any_node() { return *nodes_[random_.below(options_.nodes)]; }
  // As the origin signed them, on its disk.
  schema::LogKeys log_keys(const std::string& origin) const;
  // An origin whose key is used twice by a workload's wish.
  bool lies(const std::string& origin) const { return liars_.contains(origin); }
  // The node's own log is expected to take changes, once all is well.
  bool expected_writable(const Node& node) const;
  // Nobody promises anything about the node's contents: its store was filled behind its back.
  void set_poisoned(const std::string& origin) { poisoned_.insert(origin); }
  bool poisoned(const std::string& origin) const { return poisoned_.contains(origin); }

  std::uint64_t command(Node& node, decltype(peers::Command::body) body);
  void crash(Node& node, Time down_for);
  void set_calm(bool calm);
  bool calm() const { return calm_; }
  Time lasts() const { return weather_.lasts; }
  bool healed() const { return phase_ != Phase::kWeather; }
  // A second machine with the origin's key, on a copy of its disk, seen by the audience instead.
  Node& add_twin(const Node& of, std::set<NodeId> audience);
  void retire_twin();
  void set_directory(Node& node, peers::Directory directory);
  const peers::Directory& full_directory(const Node& node) const;
  void at(Time when, std::function<void()> what);
  void reconnect(NodeId a, NodeId b, Time within);

 private:
  void draw_weather();
  void make_nodes();
  void start(Node& node);
  void advance();
  void control();
  void weather_tick();
  void partition();
  void heal();
  void enter(Phase phase);
  void certify();
  void check_quiet();
  void tick(Node& node);
  base::Status commit(Node& node, const peers::Engine::Work& work);
  // `cut`: the power goes before anything leaves.
  void finish_tick(Node& node, peers::Engine::Outcome outcome, bool cut);
  void power_off(Node& node);
  void send(Node& node, const peers::Outgoing& out);
  void send_to(Node& node, NodeId to, peers::Incoming message);
  // Who answers to the name of an origin, where `from` looks.
  NodeId resolve(NodeId from, const std::string& origin) const;
  bool acquainted(NodeId a, NodeId b) const;
  void link_event(NodeId to, NodeId about, peers::LinkEvent event);
  void disconnect(NodeId a, NodeId b);

  const Options options_;
  base::Random random_;
  Findings findings_;
  Truth truth_;
  Network network_;
  Forger forger_;
  Weather weather_;
  std::string workload_name_;
  std::unique_ptr<Workload> workload_;
  Checkers checkers_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::map<std::string, NodeId> by_origin_;
  std::map<std::string, peers::Peer> cards_;
  std::map<NodeId, peers::Directory> full_directories_;
  std::set<std::string> liars_;
  std::set<std::string> poisoned_;
  std::set<NodeId> audience_;  // of the twin
  NodeId twin_ = 0;
  std::string twin_origin_;
  std::multimap<Time, std::function<void()>> events_;
  Time now_ = 0;
  Time next_control_ = 0;
  Time phase_since_ = 0;
  bool calm_ = false;
  Phase phase_ = Phase::kWeather;
  std::uint64_t next_ticket_ = 1;
};

}  // namespace rednode::sim
