#include "node/ctl/damaged_store.h"

namespace rednode::node {
namespace {

namespace fs = std::filesystem;
using storage::Table;

base::Result<std::unique_ptr<storage::RocksStore>> open_view(const std::string& directory) {
  storage::RocksOptions options;
  options.create_if_missing = false;
  options.read_only = true;
  options.salvage = true;
  return storage::RocksStore::open(directory, options);
}

// Everything that cannot be computed again can be read.
bool reads_whole(const storage::Reader& store) {
  for (const Table table : {Table::kMeta, Table::kUpdate, Table::kContent, Table::kCheckpoint,
                            Table::kPeer, Table::kQuarantine}) {
    if (!store.scan(table, "", "", [](auto, auto) { return true; }).ok()) return false;
  }
  return true;
}

// The files of the store in a folder of their own. Those with data are never written again, so they
// may be shared; the others are copied.
base::Status copy_files(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to, error);
  for (const auto& entry : fs::directory_iterator(from, error)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || name == "LOCK" || name.starts_with("LOG")) continue;
    std::error_code linked;
    if (name.ends_with(".sst")) fs::create_hard_link(entry.path(), to / name, linked);
    if (!name.ends_with(".sst") || linked) fs::copy_file(entry.path(), to / name, error);
    if (error) break;
  }
  if (error) return base::unavailable("cannot copy " + from.string() + ": " + error.message());
  return {};
}

}  // namespace

base::Result<std::unique_ptr<DamagedStore>> DamagedStore::open(const std::string& directory,
                                                               const fs::path& scratch) {
  auto made = std::unique_ptr<DamagedStore>(new DamagedStore(scratch));
  auto view = open_view(directory);
  // A wrong path, or no right to read, is no damage.
  if (!view.ok() && view.error().code != base::Code::kCorrupt) return view.error();
  if (view.ok()) made->stores_.push_back(std::move(*view));
  if (made->stores_.empty() || !reads_whole(*made->stores_.front())) {
    REDNODE_CHECK(made->add_rebuilt(directory));
  }
  for (const auto& store : made->stores_) made->views_.push_back(store.get());
  return made;
}

DamagedStore::~DamagedStore() {
  stores_.clear();
  std::error_code ignored;
  fs::remove_all(scratch_, ignored);
}

// Where that does not work, nothing is lost: the first view is still there, if there was one.
base::Status DamagedStore::add_rebuilt(const std::string& directory) {
  std::error_code error;
  fs::remove_all(scratch_, error);
  REDNODE_CHECK(copy_files(directory, scratch_));
  const auto rebuilt = storage::RocksStore::rebuild(scratch_.string());
  auto view = rebuilt.ok() ? open_view(scratch_.string())
                           : base::Result<std::unique_ptr<storage::RocksStore>>(rebuilt.error());
  if (!view.ok() && stores_.empty()) return view.error();
  if (view.ok()) stores_.push_back(std::move(*view));
  return {};
}

}  // namespace rednode::node
