#include "node/bundle_chunk.h"

#include "base/limits.h"
#include "schema/update.h"
#include "storage/keys.h"
#include "storage/records.h"

namespace rednode::node {
namespace {

namespace limits = base::limits;
using storage::Table;

// One update, and the key of the content that it put where that is still current.
struct Entry {
  base::Bytes update;
  std::optional<base::Bytes> content_key;
};

base::Result<std::vector<Entry>> read_entries(const LogView& view, std::uint64_t first) {
  const schema::Checkpoint& checkpoint = view.checkpoint();
  std::vector<Entry> entries;
  std::size_t bytes = 0;
  REDNODE_CHECK(view.store().scan(Table::kUpdate, storage::update_key(checkpoint.origin, first),
                                  storage::update_key(checkpoint.origin, checkpoint.size),
                                  [&](auto, auto update) {
                                    bytes += update.size();
                                    if (!entries.empty() && bytes > limits::kChunkBytesMax)
                                      return false;
                                    entries.push_back({base::Bytes(update), std::nullopt});
                                    return entries.size() < limits::kChunkUpdatesMax;
                                  }));
  return entries;
}

base::Status find_live(const LogView& view, std::vector<Entry>& entries) {
  std::vector<std::pair<Entry*, schema::Update>> puts;
  std::vector<base::Bytes> keys;
  for (Entry& entry : entries) {
    auto update = schema::decode_update(entry.update);
    if (!update.ok() || update->kind != schema::UpdateKind::kPut) continue;
    keys.push_back(storage::record_key(view.checkpoint().origin, update->iri));
    puts.emplace_back(&entry, std::move(*update));
  }
  REDNODE_TRY(const auto values, view.store().get_many(Table::kRecord, keys));
  for (std::size_t i = 0; i < puts.size(); ++i) {
    if (!values[i].has_value()) continue;
    REDNODE_TRY(const auto record, storage::decode_record(*values[i]));
    const auto& [entry, update] = puts[i];
    if (!record.live() || record.put_sequence != update.sequence) continue;
    entry->content_key = storage::content_key(update.content_id);
  }
  return {};
}

}  // namespace

base::Result<schema::Chunk> bundle_chunk(const LogView& view, const base::Bytes& note,
                                         std::uint64_t first) {
  REDNODE_TRY(auto entries, read_entries(view, first));
  REDNODE_CHECK(find_live(view, entries));
  std::vector<base::Bytes> keys;
  for (const Entry& entry : entries) {
    if (entry.content_key.has_value()) keys.push_back(*entry.content_key);
  }
  REDNODE_TRY(const auto values, view.store().get_many(Table::kContent, keys));
  schema::Chunk chunk;
  chunk.origin = view.checkpoint().origin;
  chunk.first = first;
  chunk.checkpoint = note;
  std::size_t bytes = 0;
  std::size_t at = 0;  // in values
  for (Entry& entry : entries) {
    // What was not fetched yet itself cannot be given away.
    const auto* content =
        entry.content_key.has_value() && values[at].has_value() ? &*values[at] : nullptr;
    bytes += entry.update.size() + (content == nullptr ? 0 : content->size());
    if (!chunk.updates.empty() && bytes > limits::kChunkBytesMax) break;
    if (content != nullptr) {
      REDNODE_TRY(const auto id, base::digest_from(keys[at]));
      REDNODE_TRY(auto live, schema::content_from_value(id, *content));
      chunk.contents.push_back(std::move(live));
    }
    if (entry.content_key.has_value()) ++at;
    chunk.updates.push_back(std::move(entry.update));
  }
  REDNODE_TRY(chunk.proof, view.consistency(first + chunk.updates.size()));
  return chunk;
}

}  // namespace rednode::node
