// Three engines and a network that the fuzzer is: it says what is published, which message arrives
// next, twice, bent or never, when time passes, and when a key changes. Whatever it says, no engine
// stops, no mirror holds what its origin did not sign, and nobody honest is accused.
#include <cstdlib>
#include <deque>

#include "peers/engine.h"
#include "schema/codec.h"
#include "storage/memory_store.h"

namespace {

using namespace rednode;

constexpr std::size_t kNodes = 3;
constexpr std::size_t kMessagesMax = 64;
constexpr const char* kOrigins[kNodes] = {"FR", "BE", "DE"};

base::SigningKey key_of(std::size_t node, int number) {
  base::Bytes seed(32, static_cast<char>('a' + node));
  seed[0] = static_cast<char>('0' + number);
  return base::SigningKey::from_seed(seed).value();
}

peers::Directory directory_without(std::size_t node) {
  peers::Directory directory;
  for (std::size_t i = 0; i < kNodes; ++i) {
    if (i == node) continue;
    const auto verifier = schema::NoteVerifier::create(kOrigins[i], schema::SignatureType::kEd25519,
                                                       key_of(i, 0).public_key());
    directory.emplace(kOrigins[i], peers::make_peer(verifier->vkey()).value());
  }
  return directory;
}

struct Message {
  std::size_t from;
  std::size_t to;
  peers::Incoming incoming;
};

struct Node {
  storage::MemoryStore store;
  std::unique_ptr<peers::Engine> engine;
  int keys = 1;
};

class Federation {
 public:
  Federation() {
    for (std::size_t i = 0; i < kNodes; ++i) {
      peers::EngineOptions options;
      options.origin = kOrigins[i];
      options.fresh = true;
      options.key_overlap = std::chrono::seconds(20);
      nodes_[i].engine = peers::Engine::create(options, nodes_[i].store, {key_of(i, 0)},
                                               directory_without(i), base::Random(i), now_)
                             .value();
    }
  }

  void tick(std::size_t at, std::vector<peers::Incoming> inbox,
            std::vector<peers::Command> commands) {
    Node& node = nodes_[at];
    const auto work = node.engine->step(now_, std::move(inbox), std::move(commands));
    base::Status status;
    if (!work.empty) status = node.store.commit(*work.batch, storage::Sync::kYes);
    auto outcome = node.engine->committed(now_, status);
    if (!outcome.damage.ok()) std::abort();
    for (auto& out : outcome.send) post(at, std::move(out));
    check(at);
  }
  void pass(base::Duration by) {
    now_.wall.microseconds += by.count();
    now_.mono = now_.mono + by;
  }
  void publish(std::size_t at, std::uint8_t record) {
    peers::Change change;
    change.iri = "urn:r:" + std::to_string(record % 8);
    change.content = schema::pack_content("<urn:s> <urn:p> \"" + std::to_string(record) + "\" .\n");
    tick(at, {}, {{1, peers::Submit{{std::move(change)}, false}}});
  }
  void rotate(std::size_t at) {
    if (nodes_[at].keys > 3) return;
    tick(at, {}, {{2, peers::RotateKey{key_of(at, nodes_[at].keys++), {}}}});
  }
  // Takes the message at `index` off the wire, or leaves a copy there.
  void deliver(std::size_t index, bool again, std::uint8_t bend) {
    if (wire_.empty()) return;
    const auto at = wire_.begin() + static_cast<std::ptrdiff_t>(index % wire_.size());
    Message message = *at;
    if (!again) wire_.erase(at);
    if (bend != 0 && !message.incoming.bytes.empty()) {
      char& octet = message.incoming.bytes[(index * 31 + bend) % message.incoming.bytes.size()];
      octet = static_cast<char>(octet ^ static_cast<char>(bend));
    }
    tick(message.to, {std::move(message.incoming)}, {});
  }
  void drop() {
    if (!wire_.empty()) wire_.pop_front();
  }

 private:
  void post(std::size_t from, peers::Outgoing out) {
    using Out = peers::Outgoing::Kind;
    using In = peers::Incoming::Kind;
    const In kind = out.kind == Out::kFeed     ? In::kFeed
                    : out.kind == Out::kAnswer ? In::kAnswer
                                               : In::kRequest;
    for (std::size_t to = 0; to < kNodes; ++to) {
      if (to == from) continue;
      const std::string name = out.kind == Out::kAnswer ? out.route : out.peer;
      if (kind != In::kFeed && name != kOrigins[to]) continue;
      wire_.push_back({from, to, {kind, kOrigins[from], out.bytes, kOrigins[from], {}, {}, {}}});
      if (wire_.size() > kMessagesMax) wire_.pop_front();
    }
  }

  // Each mirror is a prefix of its origin's log, and nobody is accused.
  void check(std::size_t at) const {
    for (const auto& [origin, log] : nodes_[at].engine->logs().all()) {
      if (log.contradicted) std::abort();
      std::size_t owner = 0;
      while (kOrigins[owner] != origin) ++owner;
      const storage::LogState* own = nodes_[owner].engine->logs().find(origin);
      if (log.size() > (own == nullptr ? 0 : own->size())) std::abort();
      for (std::uint64_t i = log.size(); i > 0 && i + 3 > log.size(); --i) {
        const auto mirrored = storage::read_update(nodes_[at].store, origin, i - 1);
        const auto written = storage::read_update(nodes_[owner].store, origin, i - 1);
        if (!mirrored.ok() || !written.ok() || *mirrored != *written) std::abort();
      }
    }
  }

  Node nodes_[kNodes];
  std::deque<Message> wire_;
  base::Now now_{{1'790'000'000'000'000}, {1'000'000}};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  constexpr std::size_t kStepsMax = 400;
  Federation federation;
  for (std::size_t i = 0; i + 1 < size && i < 2 * kStepsMax; i += 2) {
    const std::uint8_t what = data[i];
    const std::uint8_t how = data[i + 1];
    const std::size_t node = what % kNodes;
    switch ((what / kNodes) % 10) {
      case 0:
        federation.publish(node, how);
        break;
      case 1:
        federation.pass(std::chrono::milliseconds(100 * how));
        federation.tick(node, {}, {});
        break;
      case 2:
        federation.deliver(how, true, 0);
        break;
      case 3:
        federation.deliver(how, false, how);
        break;
      case 4:
        federation.drop();
        break;
      case 5:
        if (how > 200) federation.rotate(node);
        break;
      default:
        federation.deliver(how % 4, false, 0);
        break;
    }
  }
  return 0;
}
