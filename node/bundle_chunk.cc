#include "node/bundle_chunk.h"

#include "base/limits.h"
#include "schema/update.h"
#include "storage/keys.h"
#include "storage/logs.h"

namespace rednode::node {
namespace {

namespace limits = base::limits;

// What the update put, where that is still current and held.
base::Result<std::optional<schema::Content>> live_content(const LogView& view,
                                                          base::BytesView bytes) {
  const std::optional<schema::Content> none;
  const auto update = schema::decode_update(bytes);
  if (!update.ok() || update->kind != schema::UpdateKind::kPut) return none;
  REDNODE_TRY(const auto record,
              storage::read_record(view.store(), view.checkpoint().origin, update->iri));
  if (!record.has_value() || !record->live() || record->put_sequence != update->sequence) {
    return none;
  }
  auto content = storage::read_content(view.store(), update->content_id);
  if (!content.ok()) {
    return content.error().code == base::Code::kNotFound
               ? base::Result<std::optional<schema::Content>>(none)
               : content.error();
  }
  return std::optional(std::move(*content));
}

}  // namespace

base::Result<schema::Chunk> bundle_chunk(const LogView& view, const base::Bytes& note,
                                         std::uint64_t first) {
  const schema::Checkpoint& checkpoint = view.checkpoint();
  schema::Chunk chunk;
  chunk.origin = checkpoint.origin;
  chunk.first = first;
  chunk.checkpoint = note;
  std::size_t bytes = 0;
  base::Status failed;
  const auto take = [&](base::BytesView, base::BytesView update) {
    auto content = live_content(view, update);
    if (!content.ok()) failed = content.error();
    if (!failed.ok()) return false;
    bytes += update.size() + (content->has_value() ? (*content)->bytes.size() : 0);
    if (!chunk.updates.empty() && bytes > limits::kChunkBytesMax) return false;
    chunk.updates.emplace_back(update);
    if (content->has_value()) chunk.contents.push_back(std::move(**content));
    return chunk.updates.size() < limits::kChunkUpdatesMax;
  };
  REDNODE_CHECK(view.store().scan(storage::Table::kUpdate,
                                  storage::update_key(checkpoint.origin, first),
                                  storage::update_key(checkpoint.origin, checkpoint.size), take));
  REDNODE_CHECK(failed);
  REDNODE_TRY(chunk.proof, view.consistency(first + chunk.updates.size()));
  return chunk;
}

}  // namespace rednode::node
