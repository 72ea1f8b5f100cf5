#include "tests/sim/world.h"

#include <algorithm>

#include "base/limits.h"
#include "tests/sim/workloads.h"

namespace rednode::sim {
namespace {

constexpr Time kIdle = 20 * kMs;
constexpr Time kControl = 50 * kMs;
constexpr Time kQuietFor = 3 * kSecond;

std::string origin_name(std::size_t index) {
  static const char* const kNames[] = {"FR", "BE", "DE", "NO-7", "EE", "FR-HDH", "LU", "PT", "SE"};
  if (index < std::size(kNames)) return kNames[index];
  return std::string("ZZ-") + std::to_string(index);
}

}  // namespace

World::World(const Options& options)
    : options_(options),
      random_(options.seed),
      network_(random_.fork()),
      forger_(random_.fork()),
      workload_name_(options.workload),
      checkers_(*this) {
  const auto& names = workload_names();
  const std::uint64_t draw = random_.below(names.size());
  if (workload_name_.empty()) workload_name_ = names[draw];
  draw_weather();
  make_nodes();
  workload_ = make_workload(workload_name_, random_.fork());
  workload_->setup(*this);
}

World::~World() = default;

void World::run_until(Time end) {
  while (now_ < end && !findings_.failed()) advance();
}

void World::cut(NodeId a, NodeId b) {
  network_.block(a, b, INT64_MAX);
  network_.block(b, a, INT64_MAX);
}

void World::make_nodes() {
  std::vector<base::SigningKey> keys;
  for (NodeId id = 0; id < options_.nodes; ++id) {
    base::Bytes seed = "key " + origin_name(id);
    seed.resize(32, '.');
    keys.push_back(base::SigningKey::from_seed(seed).value());
    const auto verifier = schema::NoteVerifier::create(
        origin_name(id), schema::SignatureType::kEd25519, keys.back().public_key());
    cards_.emplace(origin_name(id), peers::make_peer(verifier.value().vkey()).value());
  }
  const auto heartbeat = std::chrono::milliseconds(250 + random_.below(750));
  for (NodeId id = 0; id < options_.nodes; ++id) {
    nodes_.push_back(
        std::make_unique<Node>(id, origin_name(id), std::vector{keys[id]}, random_.fork()));
    Node& node = *nodes_.back();
    by_origin_[node.origin] = id;
    node.options.origin = node.origin;
    node.options.fresh = true;
    node.starts_at = static_cast<Time>(random_.below(100 * kMs));
    for (const auto& [origin, card] : cards_) {
      if (origin != node.origin) node.directory.emplace(origin, card);
    }
    full_directories_[id] = node.directory;
    if (options_.as_shipped) continue;
    node.options.heartbeat = heartbeat;
    node.options.announce_interval =
        std::chrono::milliseconds(random_.below(2) * random_.below(60));
    node.options.heads_interval = std::chrono::milliseconds(400 + random_.below(1600));
    node.options.request_timeout = std::chrono::milliseconds(400 + random_.below(1600));
    node.options.cosign_interval = std::chrono::milliseconds(50 + random_.below(200));
    node.wall_skew = static_cast<Time>(random_.below(4 * kSecond)) - 2 * kSecond;
  }
  if (weather_.forge > 0) any_node().hostile = true;
}

schema::LogKeys World::log_keys(const std::string& origin) const {
  return schema::LogKeys(cards_.at(origin).log_key, truth_.branches(origin).front().key_changes);
}

bool World::expected_writable(const Node& node) const {
  return !lies(node.origin) && !poisoned(node.origin);
}

const peers::Directory& World::full_directory(const Node& node) const {
  return full_directories_.at(node.id);
}

// --- time
// -----------------------------------------------------------------------------------------

void World::run() {
  while (phase_ != Phase::kDone && !findings_.failed()) advance();
  if (!findings_.failed()) checkers_.at_end();
  const NetworkCounters& n = network_.counters();
  findings_.count("packets sent", n.sent);
  findings_.count("packets lost", n.lost);
  findings_.count("packets blocked", n.blocked);
  findings_.count("packets doubled", n.duplicated);
  findings_.count("packets flipped", n.flipped);
  findings_.count("packets overflowed", n.overflowed);
}

void World::advance() {
  Time next = std::min(network_.next_due(), next_control_);
  if (!events_.empty()) next = std::min(next, events_.begin()->first);
  for (const auto& node : nodes_) {
    if (node->up()) {
      next = std::min(next, node->next_tick);
    } else if (!node->retired) {
      next = std::min(next, node->starts_at);
    }
  }
  now_ = std::max(now_, next);
  while (!events_.empty() && events_.begin()->first <= now_) {
    const auto what = std::move(events_.begin()->second);
    events_.erase(events_.begin());
    what();
  }
  for (Packet& packet : network_.take_due(now_)) {
    Node& to = node(packet.to);
    if (!to.up()) continue;
    to.inbox.push_back(std::move(packet.message));
    const auto spread = static_cast<std::uint64_t>(to.pace_max - to.pace_min);
    const Time soon = now_ + to.pace_min + static_cast<Time>(random_.below(spread + 1));
    to.next_tick = std::min(to.next_tick, soon);
  }
  if (next_control_ <= now_) control();
  for (std::size_t id = 0; id < nodes_.size(); ++id) {
    Node& each = *nodes_[id];
    if (!each.up() && !each.retired && each.starts_at <= now_) start(each);
    if (each.up() && each.next_tick <= now_) tick(each);
  }
}

void World::at(Time when, std::function<void()> what) {
  events_.emplace(when, std::move(what));
}

void World::control() {
  next_control_ = now_ + kControl;
  if (phase_ == Phase::kWeather) {
    weather_tick();
    workload_->tick(*this);
    if (now_ >= weather_.lasts && !calm_) heal();
    if (now_ >= weather_.lasts + kRestMax) findings_.fail("the workload never came to its end");
    return;
  }
  if (now_ - phase_since_ > kRestMax) {
    findings_.fail("not at rest " + std::to_string(kRestMax / kSecond) +
                   " s after healing: " + checkers_.unsettled());
  }
  if (phase_ == Phase::kHealing) {
    if (!checkers_.unsettled().empty()) return;
    findings_.at_most("healing ms, greatest",
                      static_cast<std::uint64_t>((now_ - phase_since_) / kMs));
    certify();
  } else if (phase_ == Phase::kCertifying) {
    for (const auto& each : nodes_) {
      if (!each->awaits.empty()) return;
    }
    findings_.at_most("certifying ms, greatest",
                      static_cast<std::uint64_t>((now_ - phase_since_) / kMs));
    enter(Phase::kQuiet);
  } else if (phase_ == Phase::kQuiet && now_ - phase_since_ >= kQuietFor) {
    check_quiet();
    workload_->finish(*this);
    enter(Phase::kDone);
  }
}

void World::enter(Phase phase) {
  phase_ = phase;
  phase_since_ = now_;
  for (const auto& each : nodes_) {
    each->requests = 0;
    each->requests_since = now_;
  }
}

void World::heal() {
  enter(Phase::kHealing);
  weather_.network = NetworkFaults{};
  network_.set_faults(weather_.network);
  network_.heal();
  workload_->heal(*this);
  for (const auto& each : nodes_) {
    each->pace_min = kMs;
    each->pace_max = 10 * kMs;
    each->store.set_disk_full(false);
    each->crash_plan = CrashPoint::kNone;
    each->next_tick = std::min(each->next_tick, now_ + kIdle);
    if (!each->up()) each->starts_at = std::min(each->starts_at, now_ + 100 * kMs);
    for (const auto& other : nodes_) {
      if (each->id < other->id) reconnect(each->id, other->id, 200 * kMs);
    }
  }
}

// Every log whose origin can be believed must find all its mirrors ready to sign for it.
void World::certify() {
  enter(Phase::kCertifying);
  for (const auto& each : nodes_) {
    if (each->retired || !expected_writable(*each)) continue;
    peers::Await await;
    await.size = truth_.branch(each->origin, each->branch).size();
    await.timeout = kCertifyTimeout;
    for (const auto& other : nodes_) {
      const bool mirrors = !other->retired && acquainted(each->id, other->id) &&
                           other->options.interest.takes_all(each->origin);
      await.count += mirrors && other->id != each->id ? 1 : 0;
    }
    command(*each, await);
  }
}

void World::check_quiet() {
  for (const auto& each : nodes_) {
    if (!each->up()) continue;
    const auto rounds = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::seconds(1)) /
            std::chrono::duration_cast<std::chrono::milliseconds>(each->options.heads_interval) +
        4);
    if (each->requests > rounds * nodes_.size()) {
      findings_.fail("node " + each->origin + " asked " + std::to_string(each->requests) +
                     " times in a second at rest");
    }
  }
}

// --- a node's life
// --------------------------------------------------------------------------------

void World::start(Node& node) {
  node.mono_offset = static_cast<Time>(node.random.below(1000 * kSecond));
  if (!storage::follow_interest(node.store, node.options.interest).ok()) {
    node.starts_at = now_ + kSecond;  // its disk is full, or damaged: the operator tries again
    return;
  }
  auto engine = peers::Engine::create(node.options, node.store, node.keys, node.directory,
                                      node.random.fork(), node.clock(now_));
  if (!engine.ok()) {
    if (!node.damaged) findings_.fail(node.origin + " does not start: " + engine.error().message);
    findings_.count("starts refused");
    node.starts_at = now_ + kSecond;
    return;
  }
  node.engine = std::move(*engine);
  node.next_tick = now_;
  findings_.count("starts");
  checkers_.on_start(node);
  for (const auto& other : nodes_) {
    if (other->id != node.id) reconnect(node.id, other->id, 300 * kMs);
  }
}

void World::power_off(Node& node) {
  node.engine.reset();
  node.store.crash(node.random);
  node.inbox.clear();
  node.commands.clear();
  node.awaits.clear();
  node.crash_plan = CrashPoint::kNone;
  findings_.count("crashes");
  findings_.trace(node.id + 0xdead);
  for (const auto& other : nodes_) {
    if (other->id == node.id || !random_.chance(700)) continue;
    const NodeId id = other->id;
    at(now_ + static_cast<Time>(random_.below(200 * kMs)), [this, id, gone = node.id] {
      if (!nodes_[gone]->up()) link_event(id, gone, peers::LinkEvent::kDisconnected);
    });
  }
}

void World::crash(Node& node, Time down_for) {
  if (node.up()) power_off(node);
  node.starts_at = now_ + down_for;
}

base::Status World::commit(Node& node, const peers::Engine::Work& work) {
  // Another thread may sign while the disk works, before or after it, or not at all.
  if (work.meanwhile && random_.chance(700)) work.meanwhile();
  if (node.crash_plan == CrashPoint::kTorn && work.sync) {
    findings_.count("crashes in a commit");
    return node.store.commit_torn(*work.batch, node.random);
  }
  const auto status =
      node.store.commit(*work.batch, work.sync ? storage::Sync::kYes : storage::Sync::kNo);
  findings_.count(status.ok() ? "commits" : "commits failed");
  if (status.ok()) checkers_.on_commit(node, work.sync);
  return status;
}

void World::tick(Node& node) {
  const auto spread = static_cast<std::uint64_t>(node.pace_max - node.pace_min);
  std::vector<peers::Incoming> inbox = std::move(node.inbox);
  node.inbox.clear();
  if (inbox.size() > base::limits::kInboxMessagesPerTick) {
    const auto rest = inbox.begin() + base::limits::kInboxMessagesPerTick;
    node.inbox.assign(std::make_move_iterator(rest), std::make_move_iterator(inbox.end()));
    inbox.erase(rest, inbox.end());
  }
  node.next_tick = now_ + (node.inbox.empty() ? std::max(kIdle, node.pace_min) : node.pace_min) +
                   static_cast<Time>(random_.below(spread + 1));
  const CrashPoint plan = node.crash_plan;
  if (plan == CrashPoint::kBetween) return power_off(node);
  const auto work =
      node.engine->step(node.clock(now_), std::move(inbox), std::exchange(node.commands, {}));
  // The other moments are those of a tick that writes.
  if (plan == CrashPoint::kBeforeCommit && !work.empty) {
    findings_.count("crashes before a commit");
    return power_off(node);
  }
  base::Status status;
  if (!work.empty) {
    status = commit(node, work);
    if (plan == CrashPoint::kTorn && work.sync) return power_off(node);
    if (plan == CrashPoint::kAfterCommit) {
      findings_.count("crashes after a commit");
      return power_off(node);
    }
  }
  const bool cut = plan == CrashPoint::kBeforeSends && !work.empty;
  finish_tick(node, node.engine->committed(node.clock(now_), status), cut);
  if (cut) {
    findings_.count("crashes before the sends");
    power_off(node);
  }
}

void World::finish_tick(Node& node, peers::Engine::Outcome outcome, bool cut) {
  checkers_.on_tick(node);
  for (const auto& notice : outcome.notices) {
    findings_.count("notice " + notice.event);
    if (verbose()) {
      std::fprintf(stderr, "%8.3f %-6s %s %s: %s\n", static_cast<double>(now_) / kSecond,
                   node.origin.c_str(), notice.event.c_str(), notice.peer.c_str(),
                   notice.detail.c_str());
    }
  }
  for (const auto& done : outcome.completions) {
    // A client may have its answer, or may have lost it, when the power goes.
    if (!cut || node.random.chance(500)) checkers_.on_completion(node, done);
  }
  for (const auto& out : outcome.send) {
    checkers_.on_send(node, out);
    if (!cut) send(node, out);
  }
}

std::uint64_t World::command(Node& node, decltype(peers::Command::body) body) {
  const std::uint64_t ticket = next_ticket_++;
  if (!node.up() || node.damaged) return ticket;
  if (const auto* submit = std::get_if<peers::Submit>(&body)) checkers_.on_command(ticket, *submit);
  if (const auto* await = std::get_if<peers::Await>(&body)) node.awaits[ticket] = *await;
  node.commands.push_back({ticket, std::move(body)});
  node.next_tick = std::min(node.next_tick, now_ + node.pace_min);
  return ticket;
}

void World::set_directory(Node& node, peers::Directory directory) {
  const peers::Directory before = std::exchange(node.directory, directory);
  command(node, peers::SetDirectory{std::move(directory)});
  for (const auto& other : nodes_) {
    if (other->id == node.id) continue;
    if (before.contains(other->origin) == node.directory.contains(other->origin)) continue;
    reconnect(node.id, other->id, 200 * kMs);
  }
}

Node& World::add_twin(const Node& of, std::set<NodeId> audience) {
  nodes_.push_back(std::make_unique<Node>(nodes_.size(), of.origin, of.keys, random_.fork()));
  Node& twin = *nodes_.back();
  twin.options = of.options;
  twin.directory = of.directory;
  twin.store.restore(of.store.clone());
  twin.branch = 1;
  twin.starts_at = now_;
  truth_.fork(of.origin, stored_size(twin.store, of.origin));
  twin_ = twin.id;
  twin_origin_ = of.origin;
  audience_ = std::move(audience);
  liars_.insert(of.origin);
  for (const auto& each : nodes_) {  // which of the two branches a mirror fits is open again
    if (each->origin == of.origin) continue;
    each->branches.erase(of.origin);
    each->checked.erase(of.origin);
  }
  for (const NodeId id : audience_) disconnect(id, of.id);
  return twin;
}

void World::retire_twin() {
  if (twin_origin_.empty() || nodes_[twin_]->retired) return;
  if (nodes_[twin_]->up()) power_off(*nodes_[twin_]);
  nodes_[twin_]->retired = true;
  audience_.clear();
}

}  // namespace rednode::sim
