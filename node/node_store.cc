#include "node/node_store.h"

namespace rednode::node {
namespace {

using storage::Table;

constexpr const char* kFormatKey = "format";
constexpr const char* kFormat = "2";
constexpr const char* kFormatBefore = "1";  // the same, with less in it
constexpr const char* kOriginKey = "origin";
constexpr const char* kFreshKey = "fresh";
constexpr const char* kPaused = "paused";
constexpr const char* kScrubKey = "scrub";

}  // namespace

base::Status claim_store(storage::Store& store, const std::string& origin, bool fresh_key) {
  base::Bytes format;
  REDNODE_TRY(const bool known, store.get(Table::kMeta, kFormatKey, format));
  if (!known) {
    storage::Batch batch;
    batch.put(Table::kMeta, kFormatKey, kFormat);
    batch.put(Table::kMeta, kOriginKey, origin);
    batch.put(Table::kMeta, kFreshKey, fresh_key ? "1" : "0");
    return store.commit(batch, storage::Sync::kYes);
  }
  if (format == kFormatBefore) {
    storage::Batch batch;
    batch.put(Table::kMeta, kFormatKey, kFormat);
    REDNODE_CHECK(store.commit(batch, storage::Sync::kYes));
  } else if (format != kFormat) {
    return base::invalid("the store is of format " + format + ", and this version knows format " +
                         kFormat + ": use the version that wrote it, or a later one");
  }
  base::Bytes owner;
  REDNODE_TRY(const bool named, store.get(Table::kMeta, kOriginKey, owner));
  if (!named || owner != origin) {
    return base::invalid("the store belongs to " + owner + ", and the configuration says " +
                         origin);
  }
  return {};
}

storage::Batch restored_batch() {
  storage::Batch batch;
  batch.put(Table::kMeta, kFreshKey, "0");
  return batch;
}

base::Result<bool> was_made_fresh(const storage::Reader& store) {
  base::Bytes value;
  REDNODE_TRY(const bool known, store.get(Table::kMeta, kFreshKey, value));
  return known && value == "1";
}

base::Result<bool> has_to_scrub(const storage::Reader& store) {
  base::Bytes value;
  return store.get(Table::kMeta, kScrubKey, value);
}

storage::Batch scrub_batch(bool to_do) {
  storage::Batch batch;
  if (to_do) {
    batch.put(Table::kMeta, kScrubKey, "1");
  } else {
    batch.erase(Table::kMeta, kScrubKey);
  }
  return batch;
}

base::Result<std::set<std::string>> paused_peers(const storage::Reader& store) {
  std::set<std::string> paused;
  REDNODE_CHECK(store.scan(Table::kPeer, "", "", [&](auto key, auto value) {
    if (value == kPaused) paused.emplace(key);
    return true;
  }));
  return paused;
}

std::optional<std::uint64_t> count_quarantined(const storage::Reader& store) {
  std::uint64_t count = 0;
  const auto counted = store.scan(Table::kQuarantine, "", "", [&](auto, auto) {
    ++count;
    return true;
  });
  if (!counted.ok()) return std::nullopt;
  return count;
}

storage::Batch pause_batch(const std::string& origin, bool paused) {
  storage::Batch batch;
  if (paused) {
    batch.put(Table::kPeer, origin, kPaused);
  } else {
    batch.erase(Table::kPeer, origin);
  }
  return batch;
}

}  // namespace rednode::node
