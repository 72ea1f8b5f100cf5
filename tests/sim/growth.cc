#include "tests/sim/growth.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <set>

#include "tests/sim/workloads.h"
#include "tests/sim/world.h"

namespace rednode::sim {
namespace {

constexpr std::uint64_t kRecords = 20;  // of each node, at the beginning
constexpr int kCommits = 20;            // that are watched one after the other
constexpr Time kWatched = 10 * kSecond;

// What a node may send each second at rest for each node of the federation: its cosignatures, and
// its share of the heads.
constexpr double kRestOctetsMax = 4'000;

struct Figures {
  double join_ms = 0;         // from nothing to all logs everywhere, live
  double commit_p50_ms = 0;   // until one more node holds it
  double commit_last_ms = 0;  // until the last one does, the worst of all commits
  double rest_messages = 0;   // of one node, a second, when nothing happens
  double rest_octets = 0;
  double commit_octets = 0;  // of one node for one commit somewhere, beyond those at rest
};

class Federation {
 public:
  Federation(std::size_t nodes, std::size_t links) : world_(options(nodes)), random_(nodes) {
    if (links > 0) thin_out(links);
  }

  bool run(Figures& out) {
    world_.run_until(kSecond / 5);
    const Time start = world_.now();
    for (NodeId id = 0; id < world_.size(); ++id) publish(id, kRecords);
    world_.run_until(start + 5 * kMs);  // now there is something to take
    if (!settle()) return false;
    out.join_ms = ms(world_.now() - start);
    return watch_commits(out) && watch_rest(out) && watch_load(out);
  }
  std::string failure() {
    return world_.findings().failed() ? world_.findings().failure() : world_.unsettled();
  }

 private:
  static Options options(std::size_t nodes) {
    Options options;
    options.seed = 1;
    options.nodes = nodes;
    options.workload = "silence";
    options.as_shipped = true;
    return options;
  }

  // A ring and chords, so that nobody is alone; all other wires are cut.
  void thin_out(std::size_t links) {
    const std::size_t nodes = world_.size();
    std::set<std::pair<NodeId, NodeId>> wires;
    for (NodeId id = 0; id < nodes; ++id) wires.insert(std::minmax(id, (id + 1) % nodes));
    while (wires.size() < nodes * links / 2) {
      const NodeId a = random_.below(nodes);
      const NodeId b = random_.below(nodes);
      if (a != b) wires.insert(std::minmax(a, b));
    }
    for (NodeId a = 0; a < nodes; ++a) {
      for (NodeId b = a + 1; b < nodes; ++b) {
        if (!wires.contains({a, b})) world_.cut(a, b);
      }
    }
  }

  void publish(NodeId id, std::uint64_t count) {
    peers::Submit submit;
    for (std::uint64_t i = 0; i < count; ++i) {
      peers::Change change;
      change.iri = "urn:" + world_.node(id).origin + ":" + std::to_string(next_);
      change.content = content_of(change.iri, next_++);
      submit.changes.push_back(std::move(change));
    }
    world_.command(world_.node(id), std::move(submit));
  }

  static double ms(Time time) { return static_cast<double>(time) / kMs; }

  bool settle() {
    const Time start = world_.now();
    while (!world_.unsettled().empty()) {
      if (world_.findings().failed() || world_.now() - start > kRestMax) return false;
      world_.run_until(world_.now() + 5 * kMs);
    }
    return true;
  }

  std::uint64_t held(NodeId id, const std::string& origin) {
    const storage::LogState* log = world_.node(id).engine->logs().find(origin);
    return log == nullptr || log->wanted > 0 ? 0 : log->size();
  }

  bool watch_commits(Figures& out) {
    std::vector<Time> times;
    for (int i = 0; i < kCommits; ++i) {
      world_.run_until(world_.now() + static_cast<Time>(random_.below(kSecond)));
      if (!watch_commit(random_.below(world_.size()), times)) return false;
    }
    std::sort(times.begin(), times.end());
    out.commit_p50_ms = ms(times[times.size() / 2]);
    out.commit_last_ms = ms(times.back());
    return true;
  }

  bool watch_commit(NodeId at, std::vector<Time>& times) {
    const std::string& origin = world_.node(at).origin;
    const std::uint64_t size = held(at, origin) + 1;
    const Time start = world_.now();
    publish(at, 1);
    std::set<NodeId> missing;
    for (NodeId id = 0; id < world_.size(); ++id) missing.insert(id);
    while (!missing.empty()) {
      world_.run_until(world_.now() + kMs);
      if (world_.findings().failed() || world_.now() - start > kRestMax) return false;
      std::erase_if(missing, [&](NodeId id) {
        const bool there = held(id, origin) >= size;
        if (there && id != at) times.push_back(world_.now() - start);
        return there;
      });
    }
    return true;
  }

  bool watch_rest(Figures& out) {
    world_.run_until(world_.now() + 5 * kSecond);  // what the commits left behind
    const NetworkCounters before = world_.traffic();
    world_.run_until(world_.now() + kWatched);
    const NetworkCounters& after = world_.traffic();
    const double node_seconds = static_cast<double>(world_.size()) * (ms(kWatched) / 1000);
    out.rest_messages = static_cast<double>(after.sent - before.sent) / node_seconds;
    out.rest_octets = static_cast<double>(after.octets - before.octets) / node_seconds;
    return !world_.findings().failed();
  }

  // Everybody commits once a second.
  bool watch_load(Figures& out) {
    const std::uint64_t before = world_.traffic().octets;
    const Time end = world_.now() + kWatched;
    const auto nodes = static_cast<double>(world_.size());
    double commits = 0;
    while (world_.now() < end) {
      for (NodeId id = 0; id < world_.size(); ++id) publish(id, 1);
      commits += nodes;
      world_.run_until(world_.now() + kSecond);
    }
    const auto octets = static_cast<double>(world_.traffic().octets - before);
    out.commit_octets = (octets / nodes - out.rest_octets * ms(kWatched) / 1000) / commits;
    return settle();
  }

  World world_;
  base::Random random_;
  std::uint64_t next_ = 0;
};

bool print_one(const std::string& name) {
  char* rest = nullptr;
  const std::size_t nodes = std::strtoul(name.c_str(), &rest, 10);
  const std::size_t links = *rest == '/' ? std::strtoul(rest + 1, &rest, 10) : 0;
  if (*rest != '\0' || nodes < 3 || nodes > 250 || (links != 0 && (links < 2 || links >= nodes))) {
    std::fprintf(stderr, "%s: 3 to 250 nodes, and 2 or more links, but fewer than nodes\n",
                 name.c_str());
    return false;
  }
  const auto start = std::chrono::steady_clock::now();
  Federation federation(nodes, links);
  Figures f;
  if (!federation.run(f)) {
    std::fprintf(stderr, "%s: %s\n", name.c_str(), federation.failure().c_str());
    return false;
  }
  if (f.rest_octets > kRestOctetsMax * static_cast<double>(nodes)) {
    std::fprintf(stderr, "%s: a node sends %.0f octets a second at rest\n", name.c_str(),
                 f.rest_octets);
    return false;
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::printf("%zu\t%zu\t%.0f\t%.0f\t%.0f\t%.1f\t%.0f\t%.0f\t%.0f\n", nodes,
              links == 0 ? nodes - 1 : links, f.join_ms, f.commit_p50_ms, f.commit_last_ms,
              f.rest_messages, f.rest_octets, f.commit_octets, took.count());
  std::fflush(stdout);
  return true;
}

}  // namespace

bool print_growth(const std::vector<std::string>& federations) {
  std::printf(
      "nodes\tlinks\tjoin_ms\tcommit_p50_ms\tcommit_last_ms\trest_messages_s\trest_octets_s\t"
      "commit_octets\tseconds\n");
  const auto good = std::count_if(federations.begin(), federations.end(), print_one);
  const auto all = static_cast<std::ptrdiff_t>(federations.size());
  std::fprintf(stderr, "%td passed, %td failed\n", good, all - good);
  return good == all;
}

}  // namespace rednode::sim
