// Peer cards, which come by mail or in a bundle: any text. What is taken for a card names a peer
// that can be connected to, whose fingerprint is that of its keys, and whose changes of a key are
// whole.
#include "base/assert.h"
#include "node/card.h"
#include "schema/origin.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rednode;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto card = node::parse_card(text);
  if (card.ok()) {
    REDNODE_ASSERT(schema::parse_origin(card->peer.origin).ok());
    REDNODE_ASSERT(card->peer.log_key.name() == card->peer.origin);
    REDNODE_ASSERT(card->fingerprint == node::fingerprint_of(card->peer));
    REDNODE_ASSERT(card->peer.feed_endpoint.starts_with("tcp://"));
  }
  const auto changes = node::key_changes_in(text);
  if (card.ok() && changes.ok()) {
    const schema::LogKeys keys(card->peer.log_key, *changes);
    REDNODE_ASSERT(keys.find(card->peer.log_key.key_id()) != nullptr);
  }
  return 0;
}
