#include "base/limits.h"
#include "node/admin_call.h"
#include "node/bundle_chunk.h"
#include "schema/codec.h"

namespace rednode::node {
namespace {

namespace limits = base::limits;

// Of our own log we can say how old it is; of others only their origin can.
base::Result<base::Bytes> note_of(AdminContext& context, const LogView& view) {
  if (view.checkpoint().origin != context.config.origin) return view.note();
  REDNODE_TRY(auto note, schema::parse_note(view.note()));
  std::unique_lock lock(context.keys_mutex);
  const base::SigningKey key = context.keys.log;
  lock.unlock();
  schema::SignedCheckpoint checkpoint{view.checkpoint(), std::move(note)};
  schema::put_signature(checkpoint.note,
                        schema::cosign_text(checkpoint.note.text, context.config.origin, key,
                                            context.clock.now().wall.seconds()));
  return checkpoint.bytes();
}

// The frames of a request: each behind its length in four octets.
base::Result<std::vector<schema::Chunk>> chunks_of(base::BytesView blob) {
  std::vector<schema::Chunk> chunks;
  base::ByteReader in(blob);
  while (!in.empty()) {
    std::uint32_t size = 0;
    base::BytesView bytes;
    if (!in.take_u32(size) || !in.take_bytes(size, bytes)) {
      return base::invalid("the frames of the request are cut");
    }
    if (chunks.size() == limits::kBundleFramesPerCommand) {
      return base::exhausted("more than " + std::to_string(limits::kBundleFramesPerCommand) +
                             " frames at once");
    }
    REDNODE_TRY(auto frame, schema::decode_frame(bytes));
    auto* chunk = std::get_if<schema::Chunk>(&frame);
    if (chunk == nullptr) return base::invalid("a frame is no piece of a log");
    chunks.push_back(std::move(*chunk));
  }
  return chunks;
}

}  // namespace

base::Result<OpResult> op_bundle_chunk(const AdminCall& call) {
  REDNODE_TRY(const auto origin, call.origin_or_own());
  REDNODE_TRY(const auto first, call.number_or("first", 0));
  REDNODE_TRY(const auto view, call.context.views.view(origin));
  if (first > view.checkpoint().size) {
    return base::invalid("the log of " + origin + " has " + std::to_string(view.checkpoint().size) +
                         " entries under its checkpoint");
  }
  REDNODE_TRY(const auto note, note_of(call.context, view));
  REDNODE_TRY(auto chunk, bundle_chunk(view, note, first));
  const std::size_t count = chunk.updates.size();
  return OpResult{{{"next", first + count}, {"size", view.checkpoint().size}},
                  schema::encode_frame(std::move(chunk))};
}

base::Result<OpResult> op_bundle_apply(const AdminCall& call) {
  REDNODE_TRY(auto chunks, chunks_of(call.blob));
  REDNODE_TRY(const auto done, call.context.loop.call(peers::Deliver{std::move(chunks)}));
  REDNODE_CHECK(done.status);
  return OpResult{};
}

}  // namespace rednode::node
