#include "peers/prepare.h"

#include "base/limits.h"
#include "schema/codec.h"

namespace rednode::peers {
namespace {

void check_contents(std::vector<schema::Content>& contents) {
  std::size_t bytes = 0;
  for (schema::Content& content : contents) {
    bytes += content.size;
    if (bytes > base::limits::kPreparedBytesMax) return;
    content.checked = schema::unpack_content(content).ok();
  }
}

}  // namespace

void prepare(Incoming& in) {
  if (in.kind == Incoming::Kind::kLink || in.frame.has_value()) return;
  in.frame = schema::decode_frame(in.bytes);
  if (!in.frame->ok()) return;
  schema::Frame& frame = in.frame->value();
  if (auto* chunk = std::get_if<schema::Chunk>(&frame)) check_contents(chunk->contents);
  auto* answer = std::get_if<schema::Answer>(&frame);
  if (answer == nullptr) return;
  if (auto* chunk = std::get_if<schema::Chunk>(&answer->body)) check_contents(chunk->contents);
  if (auto* contents = std::get_if<schema::ContentsAnswer>(&answer->body)) {
    check_contents(contents->contents);
  }
}

}  // namespace rednode::peers
