#include "tests/sim/workloads.h"

#include "storage/logs.h"
#include "storage/retention.h"
#include "tests/sim/disasters.h"
#include "tests/sim/world.h"

namespace rednode::sim {

schema::Content content_of(const std::string& iri, std::uint64_t version) {
  const base::Bytes nquads = "<" + iri + "> <urn:p> \"" + std::to_string(version) + "\" .\n";
  schema::Content content;
  content.id = base::sha256(nquads);
  content.size = static_cast<std::uint32_t>(nquads.size());
  content.codec = schema::Codec::kPlain;
  content.bytes = nquads;
  return content;
}

namespace {

peers::Change random_change(const Node& node, base::Random& random) {
  peers::Change change;
  change.iri = "urn:" + node.origin + ":" + std::to_string(random.below(12));
  const std::uint64_t draw = random.below(100);
  if (draw < 62) {
    change.content = content_of(change.iri, random.below(4));
    change.verdict = static_cast<schema::Verdict>(random.below(4));
    change.profile = "healthdcat-ap/8/public";
    // As the same description always has.
    if (random.chance(500)) change.categories = {"EHRS"};
  } else if (draw < 77) {
    change.kind = schema::UpdateKind::kWithdraw;
    change.reason = "no longer offered";
    change.erase = random.chance(200);
  } else if (draw < 88) {
    change.kind = schema::UpdateKind::kConfirm;
  } else if (draw < 92) {
    change.judged = content_of(change.iri, random.below(4)).id;
    change.verdict = static_cast<schema::Verdict>(random.below(4));
    change.profile = "healthdcat-ap/9/public";
  } else if (draw < 96) {
    change.iri = "not an IRI";
  } else {
    change.kind = schema::UpdateKind::kRotateKey;
  }
  return change;
}

class PublishMix final : public Workload {};

// Nothing happens but what the caller commands.
class Silence final : public Workload {
 public:
  void tick(World&) override {}
};

// Thousands of records in one submission, into running traffic.
class BulkImport final : public Workload {
 public:
  explicit BulkImport(base::Random random) : random_(random) {}
  void tick(World& world) override {
    Workload::tick(world);
    Node& node = world.node(0);
    if (submitted_ || !node.up() || world.now() < at_) return;
    peers::Submit submit;
    const std::uint64_t count = 600 + random_.below(2500);
    for (std::uint64_t i = 0; i < count; ++i) {
      peers::Change change;
      change.iri = "urn:bulk:" + std::to_string(i);
      change.content = content_of(change.iri, i);
      submit.changes.push_back(std::move(change));
    }
    world.command(node, std::move(submit));
    submitted_ = true;
    world.findings().count("bulk imports");
  }

 private:
  base::Random random_;
  const Time at_ = static_cast<Time>(random_.below(2 * kSecond));
  bool submitted_ = false;
};

// Few records that come and go all the time.
class WithdrawReadd final : public Workload {
 public:
  explicit WithdrawReadd(base::Random random) : random_(random) {}
  void tick(World& world) override {
    Node& node = world.any_node();
    peers::Submit submit;
    for (std::uint64_t i = random_.below(6); i > 0; --i) {
      peers::Change change;
      change.iri = "urn:" + node.origin + ":" + std::to_string(random_.below(2));
      change.kind = random_.chance(500) ? schema::UpdateKind::kPut : schema::UpdateKind::kWithdraw;
      change.reason = "comes and goes";
      if (change.kind == schema::UpdateKind::kPut) {
        change.reason.clear();
        change.content = content_of("urn:shared", random_.below(3));  // one content, many records
      }
      submit.changes.push_back(std::move(change));
    }
    if (node.up()) world.command(node, std::move(submit));
  }

 private:
  base::Random random_;
};

// Callers that wait until k peers hold what they published.
class Cosigned final : public Workload {
 public:
  explicit Cosigned(base::Random random) : random_(random) {}
  void tick(World& world) override {
    Node& node = world.any_node();
    if (!node.up() || random_.chance(500)) return;
    publish_some(world, node, random_, 2, true);
    peers::Await await;
    await.size = world.truth().branch(node.origin, node.branch).size();
    await.count = 1 + random_.below(world.size() - 1);
    await.timeout = std::chrono::milliseconds(300 + random_.below(3000));
    world.command(node, await);
  }

 private:
  base::Random random_;
};

class LateJoiner final : public Workload {
 public:
  void setup(World& world) override {
    world.node(world.size() - 1).starts_at = world.lasts() * 2 / 3;
  }
};

class SlowPeer final : public Workload {
 public:
  void setup(World& world) override {
    world.node(1).pace_min = 150 * kMs;
    world.node(1).pace_max = 600 * kMs;
  }
};

// Operators who take peers out of the directory and put them back.
class RemoveReadd final : public Workload {
 public:
  explicit RemoveReadd(base::Random random) : random_(random) {}
  void tick(World& world) override {
    Workload::tick(world);
    if (!random_.chance(60)) return;
    Node& node = world.any_node();
    if (!node.up()) return;
    peers::Directory directory = world.full_directory(node);
    for (auto at = directory.begin(); at != directory.end();) {
      at = random_.chance(300) ? directory.erase(at) : std::next(at);
    }
    world.set_directory(node, std::move(directory));
    world.findings().count("directories changed");
  }
  void heal(World& world) override {
    for (NodeId id = 0; id < world.size(); ++id) {
      world.set_directory(world.node(id), world.full_directory(world.node(id)));
    }
  }

 private:
  base::Random random_;
};

// A paused mirror stands still, and comes along again when it is resumed.
class PauseResume final : public Workload {
 public:
  void tick(World& world) override {
    Workload::tick(world);
    Node& node = world.node(0);
    const std::string& paused = world.node(1).origin;
    const Time settled = kSecond / 2 + 2 * kSecond + kSecond / 4;  // the last answer is in by then
    if (!paused_ && node.up() && world.now() > kSecond / 2) {
      peers::Directory directory = world.full_directory(node);
      directory.at(paused).paused = true;
      world.set_directory(node, std::move(directory));
      paused_ = true;
    } else if (paused_ && !settled_ && world.now() > settled) {
      settled_ = true;
      size_ = stored_size(node.store, paused);
    }
  }
  void heal(World& world) override {
    Node& node = world.node(0);
    if (settled_ && node.up() && stored_size(node.store, world.node(1).origin) != size_) {
      world.findings().fail("a paused mirror moved");
    }
    if (settled_) world.findings().count("pauses");
    world.set_directory(node, world.full_directory(node));
  }

 private:
  bool paused_ = false;
  bool settled_ = false;
  std::uint64_t size_ = 0;
};

// Origins change their keys, some so often that who was away finds only the third of them.
class KeyRotation final : public Workload {
 public:
  explicit KeyRotation(base::Random random) : random_(random) {}
  void setup(World& world) override {
    for (NodeId id = 0; id < world.size(); ++id) {
      world.node(id).options.key_overlap = std::chrono::milliseconds(random_.below(3'000));
    }
    if (random_.chance(500)) world.node(world.size() - 1).starts_at = world.lasts() * 2 / 3;
  }
  void tick(World& world) override {
    Workload::tick(world);
    Node& node = world.any_node();
    if (!node.up() || node.keys.size() > 6 || !random_.chance(30)) return;
    base::Bytes seed = "key " + node.origin + " " + std::to_string(node.keys.size());
    seed.resize(32, '.');
    // On its disk before it is in the log, as the daemon has it.
    node.keys.push_back(base::SigningKey::from_seed(seed).value());
    world.command(node, peers::RotateKey{node.keys.back(), {}});
  }
  void finish(World& world) override {
    for (NodeId id = 0; id < world.size(); ++id) {
      const auto& branches = world.truth().branches(world.node(id).origin);
      world.findings().count("keys changed", branches.front().key_changes.size());
    }
  }

 private:
  base::Random random_;
};

// Nodes let contents go that nothing needs, by rules of their own, some of them late.
class LetGo final : public Workload {
 public:
  explicit LetGo(base::Random random) : random_(random) {}
  void tick(World& world) override {
    Workload::tick(world);
    Node& node = world.any_node();
    if (!node.up() || node.damaged || !random_.chance(300)) return;
    const auto snapshot = node.store.snapshot();
    const auto keeps = static_cast<std::int64_t>(random_.below(3'000));
    const auto cutoff = node.clock(world.now()).wall.milliseconds() - keeps;
    auto sweep = storage::Sweep::mark(*snapshot, cutoff);
    if (!sweep.ok()) return;  // a disk that lies
    auto ids = sweep->next(1 + random_.below(50));
    if (!ids.ok() || ids->empty()) return;
    world.findings().count("contents swept", ids->size());
    pending_.push_back({node.id, peers::DropContents{std::move(*ids), sweep->sizes()}});
    // What was seen before may be told much later, when it is not so any more.
    if (random_.chance(300)) return;
    for (Late& late : pending_) world.command(world.node(late.node), std::move(late.drop));
    pending_.clear();
  }

 private:
  struct Late {
    NodeId node;
    peers::DropContents drop;
  };
  base::Random random_;
  std::vector<Late> pending_;
};

// Two nodes take a part of the contents, and change their minds.
class Part final : public Workload {
 public:
  explicit Part(base::Random random) : random_(random) {}
  void setup(World& world) override {
    for (const NodeId id : {NodeId{1}, NodeId{2}}) choose(world.node(id));
  }
  void tick(World& world) override {
    Workload::tick(world);
    Node& node = world.node(1 + random_.below(2));
    if (!random_.chance(20) || !node.up()) return;
    world.crash(node, 100 * kMs);  // it is restarted with another configuration
    choose(node);
    world.findings().count("interests changed");
  }

 private:
  void choose(Node& node) {
    node.options.interest = {node.origin, {}};
    if (random_.chance(700)) node.options.interest.categories = {"EHRS"};
    if (random_.chance(200)) node.options.interest.categories = {"CLAIMS"};
  }
  base::Random random_;
};

template <typename T>
std::unique_ptr<Workload> plain(base::Random) {
  return std::make_unique<T>();
}
template <typename T>
std::unique_ptr<Workload> drawn(base::Random random) {
  return std::make_unique<T>(random);
}

struct Entry {
  const char* name;
  std::unique_ptr<Workload> (*make)(base::Random);
};

constexpr Entry kEntries[] = {
    {"publish_mix", plain<PublishMix>},
    {"bulk_import", drawn<BulkImport>},
    {"withdraw_readd", drawn<WithdrawReadd>},
    {"cosigned", drawn<Cosigned>},
    {"late_joiner", plain<LateJoiner>},
    {"slow_peer", plain<SlowPeer>},
    {"remove_readd", drawn<RemoveReadd>},
    {"pause_resume", plain<PauseResume>},
    {"equivocation", make_equivocation},
    {"rollback_restore", make_rollback},
    {"disk_damage", make_disk_damage},
    {"poison", make_poison},
    {"key_rotation", drawn<KeyRotation>},
    {"let_go", drawn<LetGo>},
    {"part", drawn<Part>},
};

}  // namespace

void publish_some(World& world, Node& node, base::Random& random, std::size_t changes,
                  bool cosign_now) {
  if (!node.up()) return;
  peers::Submit submit;
  submit.cosign_now = cosign_now;
  for (std::size_t i = 0; i < changes; ++i) submit.changes.push_back(random_change(node, random));
  world.command(node, std::move(submit));
}

void Workload::setup(World&) {}

void Workload::tick(World& world) {
  base::Random& random = world.random();
  Node& node = world.node(random.below(world.size()));
  publish_some(world, node, random, random.below(4));
  if (random.chance(50)) {
    world.command(node, peers::Resync{world.any_node().origin});
    // Several callers in one tick: one commit for all of them.
    for (int i = 0; i < 3; ++i) publish_some(world, node, random, 1);
  }
}

void Workload::heal(World&) {}

void Workload::finish(World&) {}

std::unique_ptr<Workload> make_workload(const std::string& name, base::Random random) {
  if (name == "silence") return std::make_unique<Silence>();  // never drawn
  for (const Entry& entry : kEntries) {
    if (name == entry.name) return entry.make(random);
  }
  return nullptr;
}

const std::vector<std::string>& workload_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const Entry& entry : kEntries) list.emplace_back(entry.name);
    return list;
  }();
  return names;
}

}  // namespace rednode::sim
