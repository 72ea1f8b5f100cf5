#include "node/admin_call.h"
#include "node/card.h"
#include "node/keyfile.h"
#include "node/node_store.h"
#include "node/peer_directory.h"

namespace rednode::node {
namespace {

// REQUIRES: peers_mutex is held.
base::Status apply_directory(AdminContext& context) {
  REDNODE_TRY(auto directory, read_directory(context.config, context.store));
  REDNODE_TRY(const auto done, context.loop.call(peers::SetDirectory{std::move(directory)}));
  return done.status;
}

base::Result<OpResult> set_paused(const AdminCall& call, bool paused) {
  AdminContext& c = call.context;
  const std::lock_guard lock(c.peers_mutex);
  REDNODE_TRY(const auto origin, call.text("origin"));
  REDNODE_TRY(const auto directory, read_directory(c.config, c.store));
  if (!directory.contains(origin)) return base::not_found("there is no peer " + origin);
  REDNODE_CHECK(c.loop.write(pause_batch(origin, paused)));
  REDNODE_CHECK(apply_directory(c));
  c.logger.info(paused ? "peer-paused" : "peer-resumed", {{"peer", origin}});
  return OpResult{{{"origin", origin}}, {}};
}

}  // namespace

base::Result<OpResult> op_peer_card(const AdminCall& call) {
  AdminContext& c = call.context;
  REDNODE_TRY(const auto origin, call.origin_or_own());
  if (origin == c.config.origin) {
    const std::lock_guard lock(c.keys_mutex);
    REDNODE_TRY(const auto keys, read_public_keys(c.config.keys_directory));
    REDNODE_TRY(const auto own, own_card(c.config, keys));
    return OpResult{{{"card", own}}, {}};
  }
  const std::lock_guard lock(c.peers_mutex);
  REDNODE_TRY(const auto card, card_text(c.config.peers_directory, origin));
  return OpResult{{{"card", card}}, {}};
}

base::Result<OpResult> op_peer_add(const AdminCall& call) {
  AdminContext& c = call.context;
  const std::lock_guard lock(c.peers_mutex);
  REDNODE_TRY(const auto text, call.text("card"));
  REDNODE_TRY(const bool replace, call.flag("replace"));
  REDNODE_TRY(const auto card, parse_card(text));
  const std::string& origin = card.peer.origin;
  if (origin == c.config.origin) return base::invalid("that is this node's own card");
  REDNODE_CHECK(write_card(c.config.peers_directory, text, replace));
  REDNODE_CHECK(apply_directory(c));
  c.logger.info("peer-added", {{"peer", origin}, {"fingerprint", card.fingerprint}});
  return OpResult{{{"origin", origin}, {"fingerprint", card.fingerprint}}, {}};
}

base::Result<OpResult> op_peer_list(const AdminCall& call) {
  AdminContext& c = call.context;
  std::unique_lock lock(c.peers_mutex);
  REDNODE_TRY(const auto directory, read_directory(c.config, c.store));
  lock.unlock();  // a client that reads slowly holds up nobody else
  for (const auto& [origin, peer] : directory) {
    REDNODE_CHECK(call.item({{"origin", origin},
                             {"name", peer.name},
                             {"feed", peer.feed_endpoint},
                             {"exchange", peer.exchange_endpoint},
                             {"fingerprint", fingerprint_of(peer)},
                             {"paused", peer.paused},
                             {"log_key", peer.log_key.vkey()}}));
  }
  return OpResult{};
}

base::Result<OpResult> op_peer_pause(const AdminCall& call) {
  return set_paused(call, true);
}
base::Result<OpResult> op_peer_resume(const AdminCall& call) {
  return set_paused(call, false);
}

base::Result<OpResult> op_peer_resync(const AdminCall& call) {
  REDNODE_TRY(const auto origin, call.text("origin"));
  REDNODE_TRY(const auto done, call.context.loop.call(peers::Resync{origin}));
  REDNODE_CHECK(done.status);
  return OpResult{{{"origin", origin}}, {}};
}

base::Result<OpResult> op_peer_remove(const AdminCall& call) {
  AdminContext& c = call.context;
  const std::lock_guard lock(c.peers_mutex);
  REDNODE_TRY(const auto origin, call.text("origin"));
  REDNODE_CHECK(remove_card(c.config.peers_directory, origin));
  REDNODE_CHECK(c.loop.write(pause_batch(origin, false)));  // added again, it is followed
  REDNODE_CHECK(apply_directory(c));
  c.logger.info("peer-removed", {{"peer", origin}});
  return OpResult{{{"origin", origin}}, {}};
}

base::Result<OpResult> op_reload(const AdminCall& call) {
  const std::lock_guard lock(call.context.peers_mutex);
  REDNODE_TRY(const auto config, read_config(call.context.config.file));
  if (!config.ok()) return base::invalid("nothing was changed:\n" + describe(config));
  REDNODE_CHECK(apply_directory(call.context));
  return OpResult{{{"reloaded", "peers"}}, {}};
}

}  // namespace rednode::node
