#include "tests/sim/disasters.h"

#include <optional>

#include "tests/sim/audit.h"
#include "tests/sim/world.h"

namespace rednode::sim {
namespace {

using storage::Table;

Time part_of(const World& world, base::Random& random, int from, int to) {
  const auto percent = from + static_cast<int>(random.below(static_cast<std::uint64_t>(to - from)));
  return world.lasts() * percent / 100;
}

// A second machine with the same key, whose history some peers are shown instead.
class Equivocation final : public Workload {
 public:
  explicit Equivocation(base::Random random) : random_(random) {}
  void setup(World& world) override { at_ = part_of(world, random_, 0, 60); }
  void tick(World& world) override {
    Workload::tick(world);
    Node& liar = world.node(0);
    if (!begun_ && world.now() >= at_ && liar.up()) {
      std::set<NodeId> audience;
      while (audience.empty() || audience.size() + 1 >= world.size()) {
        audience.clear();
        for (NodeId id = 1; id < world.size(); ++id) {
          if (random_.chance(500)) audience.insert(id);
        }
      }
      world.add_twin(liar, std::move(audience));
      begun_ = true;
      world.findings().count("equivocations");
    }
    if (!begun_) return;
    if (random_.chance(300)) publish_some(world, liar, random_, 1);
    if (random_.chance(300)) publish_some(world, world.node(world.size() - 1), random_, 1);
  }
  void heal(World& world) override {
    if (!begun_) return;
    if (world.truth().contradicts(world.node(0).origin)) {
      world.findings().count("equivocations that contradict");
    }
    world.retire_twin();
  }

 private:
  base::Random random_;
  Time at_ = 0;
  bool begun_ = false;
};

// A disk is put back from a backup, or replaced by an empty one, while another node holds the whole
// log. From then on the weather is calm until the node has written again: what no reachable peer
// has said cannot be known.
class PutBack : public Workload {
 public:
  PutBack(base::Random random, bool damage) : random_(random), damage_(damage) {}
  void setup(World& world) override {
    backup_at_ = part_of(world, random_, 5, 40);
    restore_at_ = part_of(world, random_, 50, 90);
  }

  void tick(World& world) override {
    Workload::tick(world);
    Node& node = world.node(0);
    if (step_ == Step::kBefore && world.now() >= backup_at_) {
      take_backup(world, node);
    } else if (step_ == Step::kBackup && world.now() >= restore_at_) {
      if (!world.calm()) world.set_calm(true);
      if (somebody_has_it_all(world, node)) put_back(world, node);
    } else if (step_ == Step::kRestored) {
      publish_some(world, node, random_, 2);
      if (stored_size(node.store, node.origin) > size_) {
        step_ = Step::kDone;
        world.findings().count("disks put back and written to");
        world.set_calm(false);
      }
    }
  }
  void heal(World& world) override {
    if (step_ == Step::kBackup || step_ == Step::kRestored) {
      world.findings().fail("the disk that was put back was not written");
    }
  }

 private:
  enum class Step { kBefore, kBackup, kRestored, kDone };

  void take_backup(World& world, Node& node) {
    if (stored_size(node.store, node.origin) == 0 || world.now() >= restore_at_) return;
    // What only a damaged disk holds is lost: nobody can promise it.
    if (damage_ && (!node.commands.empty() || !somebody_has_it_all(world, node))) return;
    const bool empty = damage_ || random_.chance(300);
    backup_.emplace(empty ? storage::MemoryStore().clone() : node.store.clone());
    if (empty) node.options.fresh = false;
    if (damage_) damage(world, node);
    step_ = Step::kBackup;
  }

  void damage(World& world, Node& node) {
    for (std::uint64_t i = 1 + random_.below(6); i > 0; --i) {
      const auto table = static_cast<Table>(random_.below(storage::kTableCount));
      std::vector<base::Bytes> keys;
      const auto status = node.store.scan(table, "", "", [&](auto key, auto) {
        keys.emplace_back(key);
        return true;
      });
      if (!status.ok() || keys.empty()) continue;
      node.store.corrupt(table, keys[random_.below(keys.size())], 0,
                         storage::MemoryStore::Damage::kUnreadable);
      world.findings().count("values damaged");
    }
    node.damaged = true;
  }

  bool somebody_has_it_all(World& world, const Node& node) const {
    const std::uint64_t size = world.truth().branch(node.origin, 0).size();
    for (NodeId id = 1; id < world.size(); ++id) {
      Node& other = world.node(id);
      if (!other.up() || other.durable[node.origin] != size) continue;
      const auto* log = other.engine->logs().find(node.origin);
      if (log != nullptr && log->complete() && log->size() == size) return true;
    }
    return false;
  }

  void put_back(World& world, Node& node) {
    world.crash(node, static_cast<Time>(random_.below(300 * kMs)));
    node.store.restore(*backup_);
    node.damaged = false;
    node.forget_checks();
    size_ = world.truth().branch(node.origin, 0).size();
    step_ = Step::kRestored;
  }

  base::Random random_;
  const bool damage_;
  Step step_ = Step::kBefore;
  Time backup_at_ = 0;
  Time restore_at_ = 0;
  std::uint64_t size_ = 0;
  std::optional<storage::MemoryStore::Backup> backup_;
};

// An origin whose log has entries that nobody can read, and puts whose contents nobody ever
// delivers: its log goes on all the same.
class Poison final : public Workload {
 public:
  explicit Poison(base::Random random) : random_(random) {}
  void setup(World& world) override {
    world.set_poisoned(world.node(1).origin);
    again_at_ = part_of(world, random_, 20, 80);
    inject(world.node(1), 20 + (random_.chance(300) ? 400 : 0));
  }
  void tick(World& world) override {
    Workload::tick(world);
    Node& node = world.node(1);
    if (again_ || world.now() < again_at_) return;
    world.crash(node, 100 * kMs);
    inject(node, 20);
    again_ = true;
    world.findings().count("poisoned logs");
  }

 private:
  void inject(Node& node, std::uint64_t entries) {
    node.store.set_disk_full(false);
    const auto logs = storage::Logs::open(node.store).value();
    storage::LogBatch batch(node.store, logs);
    for (; entries > 0; --entries) append(node, batch);
    const auto& log = batch.log(node.origin);
    batch.hold(
        schema::sign_checkpoint({node.origin, log.size(), log.tree.root()}, node.keys.front()));
    batch.finish();
    REDNODE_ASSERT(node.store.commit(batch.batch(), storage::Sync::kYes).ok());
  }

  void append(Node& node, storage::LogBatch& batch) {
    const std::uint64_t draw = random_.below(10);
    if (draw == 0) {
      base::Bytes noise(1 + random_.below(60), '\0');
      for (char& octet : noise) octet = static_cast<char>(random_.below(256));
      REDNODE_ASSERT(batch.append(node.origin, noise).ok());
      return;
    }
    schema::Update update;
    update.sequence = batch.log(node.origin).size() + (draw == 1 ? 7 : 0);
    update.iri = "urn:poison:" + std::to_string(random_.below(1000));
    const base::Bytes nquads = "<" + update.iri + "> <urn:p> <urn:o> .\n";
    schema::Content content{base::sha256(nquads), static_cast<std::uint32_t>(nquads.size()),
                            schema::Codec::kPlain, nquads};
    update.content_size = content.size;
    if (draw < 8) {
      content.id = base::sha256("nobody has this: " + std::to_string(random_.next()));
    } else {
      batch.add_content(content);
    }
    update.content_id = content.id;
    const base::Bytes bytes = schema::encode_update(update).value();
    REDNODE_ASSERT(batch.append(node.origin, bytes).ok());
  }

  base::Random random_;
  Time again_at_ = 0;
  bool again_ = false;
};

}  // namespace

std::unique_ptr<Workload> make_equivocation(base::Random random) {
  return std::make_unique<Equivocation>(random);
}

std::unique_ptr<Workload> make_rollback(base::Random random) {
  return std::make_unique<PutBack>(random, false);
}

std::unique_ptr<Workload> make_disk_damage(base::Random random) {
  return std::make_unique<PutBack>(random, true);
}

std::unique_ptr<Workload> make_poison(base::Random random) {
  return std::make_unique<Poison>(random);
}

}  // namespace rednode::sim
