// Offline bundles: any octets as a file, and what stands in it handed to an engine as `redctl
// bundle apply` does. Whatever the file is, it is refused or read to its end, and the engine's copy
// of the log is a beginning of what its origin signed.
//
// A file whose first octet is not the title's is taken as the parts of one: it is given its title
// and a digest that fits, so that mutations of the parts are reached.
#include "base/assert.h"
#include "peers/bundle.h"
#include "peers/engine.h"
#include "schema/codec.h"
#include "tests/fuzz/signed_world.h"

namespace {

using namespace rednode;

const fuzz::SignedWorld& world() {
  static const fuzz::SignedWorld kWorld;
  return kWorld;
}

struct Found {
  base::Status status;
  std::size_t cards = 0;
  std::vector<schema::Chunk> chunks;
};

Found read(base::BytesView file) {
  Found found;
  peers::BundleReader reader([&file](char* room, std::size_t size) -> base::Result<std::size_t> {
    const std::size_t count = std::min(size, file.size());
    file.copy(room, count);
    file.remove_prefix(count);
    return count;
  });
  found.status = reader.read({[&](base::BytesView) {
                                ++found.cards;
                                return base::Status();
                              },
                              [&](schema::Chunk chunk, base::BytesView) {
                                found.chunks.push_back(std::move(chunk));
                                return base::Status();
                              }});
  return found;
}

// The mirror of somebody who has the card of FR.
class Reader {
 public:
  Reader() {
    peers::EngineOptions options;
    options.origin = "BE";
    options.fresh = true;
    peers::Directory directory;
    directory.emplace(fuzz::kOrigin,
                      peers::make_peer(fuzz::verifier_of(fuzz::kOrigin).vkey()).value());
    engine_ = peers::Engine::create(options, store_, {fuzz::key_of("BE")}, directory,
                                    base::Random(1), now_)
                  .value();
  }

  void apply(std::vector<schema::Chunk> chunks) {
    std::vector<peers::Command> commands;
    commands.push_back({1, peers::Deliver{std::move(chunks)}});
    const auto work = engine_->step(now_, {}, std::move(commands));
    base::Status status;
    if (!work.empty) status = store_.commit(*work.batch, storage::Sync::kYes);
    REDNODE_ASSERT(engine_->committed(now_, status).damage.ok());
  }

  void check() const {
    const storage::LogState* log = engine_->logs().find(fuzz::kOrigin);
    if (log == nullptr) return;
    REDNODE_ASSERT(!log->contradicted && log->size() <= world().log().state().size());
    REDNODE_ASSERT(log->tree.root() == world().log().root_at(log->size()));
  }

 private:
  storage::MemoryStore store_;
  base::Now now_{{1'790'000'000'000'000}, {1'000'000}};
  std::unique_ptr<peers::Engine> engine_;
};

base::Bytes completed(base::BytesView parts) {
  base::Bytes file = std::string(peers::kBundleTitle) + "\n" + base::Bytes(parts);
  const base::Digest digest = base::sha256(file);
  file += 'e';
  base::append_u32(file, sizeof digest.octets);
  return file + base::Bytes(digest.view());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const base::BytesView bytes(reinterpret_cast<const char*>(data), size);
  const bool is_file = bytes.starts_with(peers::kBundleTitle.substr(0, 1));
  Found found = read(is_file ? base::Bytes(bytes) : completed(bytes));
  if (!found.status.ok() && is_file) return 0;
  Reader reader;
  reader.apply(std::move(found.chunks));
  reader.check();
  return 0;
}
