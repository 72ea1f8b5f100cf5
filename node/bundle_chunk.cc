#include "node/bundle_chunk.h"

#include <algorithm>
#include <span>

#include "base/limits.h"
#include "peers/serve.h"
#include "storage/keys.h"

namespace rednode::node {
namespace {

namespace limits = base::limits;
using storage::Table;

// The updates [first, end), as many as go into one frame; kCorrupt where one of them is missing.
base::Result<std::vector<base::Bytes>> read_updates(const LogView& view, std::uint64_t first,
                                                    std::uint64_t end) {
  const std::string& origin = view.checkpoint().origin;
  std::vector<base::Bytes> updates;
  std::size_t bytes = 0;
  bool whole = false;  // the frame is, or all were read
  REDNODE_CHECK(view.store().scan(Table::kUpdate, storage::update_key(origin, first),
                                  storage::update_key(origin, end),
                                  [&](base::BytesView key, base::BytesView update) {
                                    if (key != storage::update_key(origin, first + updates.size()))
                                      return false;
                                    bytes += update.size();
                                    whole = !updates.empty() && bytes > limits::kChunkBytesMax;
                                    if (whole) return false;
                                    updates.emplace_back(update);
                                    whole = updates.size() == limits::kChunkUpdatesMax;
                                    return !whole;
                                  }));
  if (whole || first + updates.size() == end) return updates;
  return base::corrupt("update " + std::to_string(first + updates.size()) + " of log " + origin +
                       " is missing");
}

// Puts as many of the updates into the chunk as fit with their contents. Contents are read a few at
// a time: of what does not fit there may be hundreds of megabytes.
base::Status fill(const LogView& view, const std::vector<base::Bytes>& updates,
                  schema::Chunk& chunk) {
  std::size_t bytes = 0;
  for (std::size_t at = 0; at < updates.size(); at += limits::kBundleContentsAtOnce) {
    const auto slice = std::span(updates).subspan(
        at, std::min(limits::kBundleContentsAtOnce, updates.size() - at));
    REDNODE_TRY(const auto live,
                peers::live_content_keys(view.store(), chunk.origin, slice, false));
    std::vector<base::Bytes> keys;
    for (const auto& key : live) {
      if (key.has_value()) keys.push_back(*key);
    }
    REDNODE_TRY(const auto values, view.store().get_many(Table::kContent, keys));
    std::size_t next = 0;  // in values
    for (std::size_t i = 0; i < slice.size(); ++i) {
      // What was not fetched yet itself cannot be given away.
      const std::size_t mine = live[i].has_value() ? next++ : values.size();
      const bool has_content = mine < values.size() && values[mine].has_value();
      bytes += slice[i].size() + (has_content ? values[mine]->size() : 0);
      if (!chunk.updates.empty() && bytes > limits::kChunkBytesMax) return {};
      if (has_content) {
        REDNODE_TRY(const auto id, base::digest_from(keys[mine]));
        REDNODE_TRY(auto content, schema::content_from_value(id, *values[mine]));
        chunk.contents.push_back(std::move(content));
      }
      chunk.updates.push_back(slice[i]);
    }
  }
  return {};
}

}  // namespace

base::Result<schema::Chunk> bundle_chunk(const LogView& view, const base::Bytes& note,
                                         std::uint64_t first) {
  std::vector<SizedNote> ahead;
  REDNODE_TRY(const auto rotations, view.rotations());
  std::copy_if(rotations.begin(), rotations.end(), std::back_inserter(ahead),
               [first](const SizedNote& rotation) { return rotation.size > first; });
  ahead.push_back({view.checkpoint().size, note});
  schema::Chunk chunk;
  chunk.origin = view.checkpoint().origin;
  chunk.first = first;
  REDNODE_TRY(chunk.generations, view.generations());
  REDNODE_TRY(const auto updates, read_updates(view, first, ahead.front().size));
  REDNODE_CHECK(fill(view, updates, chunk));
  std::vector<schema::ProvedCheckpoint> proved;
  for (SizedNote& goal : ahead) {
    REDNODE_TRY(auto proof, view.consistency(first + chunk.updates.size(), goal.size));
    proved.push_back({std::move(goal.note), std::move(proof)});
  }
  chunk.checkpoint = std::move(proved.front().checkpoint);
  chunk.proof = std::move(proved.front().proof);
  chunk.further.assign(std::make_move_iterator(proved.begin() + 1),
                       std::make_move_iterator(proved.end()));
  return chunk;
}

}  // namespace rednode::node
