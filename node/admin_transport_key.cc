// The change of the transport key, in two steps with the peers in between
// (docs/formats/keys.md, "The transport key changes").

#include "node/admin_key_making.h"
#include "node/card.h"

namespace rednode::node {
namespace {

base::Result<OpResult> answer(const AdminCall& call, const char* step) {
  const Config& config = call.context.config;
  REDNODE_TRY(const auto keys, read_public_keys(config.keys_directory));
  REDNODE_TRY(const auto card, own_card(config, keys));
  OpResult result{
      {{"step", step}, {"key", peers::to_z85(keys.curve)}, {"next_key", nullptr}, {"card", card}},
      {}};
  if (keys.curve_next.has_value()) result.ok["next_key"] = peers::to_z85(*keys.curve_next);
  return result;
}

}  // namespace

base::Result<OpResult> op_transport_key_next(const AdminCall& call) {
  AdminContext& c = call.context;
  const std::lock_guard lock(c.keys_mutex);
  // Asked again, it says again what is to be sent to the peers.
  if (c.keys.curve_next.has_value()) return answer(call, "announced");
  REDNODE_TRY(const auto expires, asked_key_day(call));
  REDNODE_TRY(const auto making, making_like_the_present(c, expires));
  REDNODE_CHECK(add_next_curve_key(c.config.keys_directory, making));
  REDNODE_TRY(c.keys, read_keys(c.config.keys_directory, c.passphrase));
  c.logger.info("transport-key-made", {{"key", peers::to_z85(c.keys.curve_next->public_key)}});
  return answer(call, "announced");
}

base::Result<OpResult> op_transport_key_switch(const AdminCall& call) {
  AdminContext& c = call.context;
  const std::lock_guard lock(c.keys_mutex);
  if (!c.keys.curve_next.has_value()) {
    return base::conflict(
        "there is no next transport key: make it with redctl key rotate --transport, and send the "
        "card to the peers first");
  }
  // The file first: where the machine stops in between, the next start has the new key.
  REDNODE_CHECK(promote_curve_key(c.config.keys_directory));
  c.keys.curve = *c.keys.curve_next;
  c.keys.curve_next.reset();
  REDNODE_CHECK(c.change_transport_key(c.keys.curve));
  c.logger.info("transport-key-changed", {{"key", peers::to_z85(c.keys.curve.public_key)}});
  return answer(call, "changed");
}

}  // namespace rednode::node
