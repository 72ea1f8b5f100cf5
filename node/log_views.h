// LogView: one moment of one log, as its held checkpoint states it, for those who read beside the
// engine: the tiles of c2sp.org/tlog-tiles, and proofs. Nothing beyond the checkpoint is shown, so
// whatever is given away is under the origin's signature.
//
// Thread rule: LogViews from any thread; a view is one thread's.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "schema/checkpoint.h"
#include "storage/store.h"
#include "storage/tile_path.h"
#include "storage/tree.h"

namespace rednode::node {

// A signed note, and the size that it is of.
struct SizedNote {
  std::uint64_t size = 0;
  base::Bytes note;
};

class LogView {
 public:
  LogView(std::unique_ptr<storage::Reader> store, base::Bytes note, schema::Checkpoint checkpoint,
          std::shared_ptr<const storage::LogTree> tree);

  // The signed note as it is held, with every signature that is on it.
  const base::Bytes& note() const { return note_; }
  const schema::Checkpoint& checkpoint() const { return checkpoint_; }
  const storage::Reader& store() const { return *store_; }
  // The checkpoints at which the log changed its key, where they are held, by size.
  base::Result<std::vector<SizedNote>> rotations() const;
  // The notes of the generations from the second on, by number (schema/generation.h).
  base::Result<std::vector<base::Bytes>> generations() const;

  // The octets of a tile or bundle. kNotFound where the checkpoint does not reach that far.
  base::Result<base::Bytes> file(const storage::TilePath& path) const;

  // RFC 6962, to the held checkpoint. kNotFound where it does not reach that far.
  base::Result<std::vector<base::Digest>> inclusion(std::uint64_t index) const;
  base::Result<std::vector<base::Digest>> consistency(std::uint64_t old_size) const;
  // From one size to another. REQUIRES: old_size <= new_size <= the checkpoint's.
  base::Result<std::vector<base::Digest>> consistency(std::uint64_t old_size,
                                                      std::uint64_t new_size) const;
  base::Result<base::Digest> root_at(std::uint64_t size) const;

 private:
  base::Result<base::Bytes> hashes(const storage::TilePath& path) const;
  base::Result<base::Bytes> entries(const storage::TilePath& path) const;
  storage::SubtreeSource subtrees() const;

  std::unique_ptr<storage::Reader> store_;
  base::Bytes note_;
  schema::Checkpoint checkpoint_;
  std::shared_ptr<const storage::LogTree> tree_;  // of the checkpoint's size
};

class LogViews {
 public:
  // The store must outlive the object and its views.
  explicit LogViews(const storage::Store& store) : store_(store) {}

  // kNotFound where this node holds no checkpoint of that origin.
  base::Result<LogView> view(const std::string& origin);

 private:
  const storage::Store& store_;
  std::mutex mutex_;
  // The hashes of the tiles that are not full yet: computed once, and then only continued.
  std::map<std::string, std::shared_ptr<const storage::LogTree>> trees_;  // protected by mutex_
};

}  // namespace rednode::node
