// Notes by which an origin begins its log anew, and the checkpoints whose form they share: any
// text.
#include "base/assert.h"
#include "schema/generation.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rednode;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto generation = schema::parse_generation_text(text);
  if (generation.ok()) {
    REDNODE_ASSERT(generation->number >= 2);
    const auto again = schema::parse_generation_text(schema::generation_text(*generation));
    REDNODE_ASSERT(again.ok() && again->root == generation->root);
    REDNODE_ASSERT(again->reason == generation->reason);
    REDNODE_ASSERT(!schema::parse_checkpoint_text(text).ok());
  }
  const auto checkpoint = schema::parse_checkpoint_text(text);
  if (checkpoint.ok()) {
    const auto again = schema::parse_checkpoint_text(schema::checkpoint_text(*checkpoint));
    REDNODE_ASSERT(again.ok() && *again == *checkpoint);
  }
  return 0;
}
