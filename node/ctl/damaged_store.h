// DamagedStore: what can be read of a store that lost files or has flipped bits, as views of it,
// the best first. The store itself is only read: where whole files are lost, or its list of files
// is, what the others hold is read from a copy that RocksDB puts together anew.
//
// Thread rule: one thread.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "storage/rocks_store.h"

namespace rednode::node {

class DamagedStore {
 public:
  // `scratch` is a folder for the copy, which is removed at the end; on the same file system it
  // takes next to no room. kNotFound, kInvalid where there is no store or it may not be read;
  // kCorrupt where nothing can be read at all.
  static base::Result<std::unique_ptr<DamagedStore>> open(const std::string& directory,
                                                          const std::filesystem::path& scratch);
  ~DamagedStore();
  DamagedStore(const DamagedStore&) = delete;
  DamagedStore& operator=(const DamagedStore&) = delete;

  std::span<const storage::Reader* const> views() const { return views_; }

 private:
  explicit DamagedStore(std::filesystem::path scratch) : scratch_(std::move(scratch)) {}
  base::Status add_rebuilt(const std::string& directory);

  const std::filesystem::path scratch_;
  std::vector<std::unique_ptr<storage::RocksStore>> stores_;
  std::vector<const storage::Reader*> views_;
};

}  // namespace rednode::node
