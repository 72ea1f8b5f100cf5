#include "node/peer_directory.h"

#include <algorithm>

#include "node/card.h"
#include "node/node_store.h"

namespace rednode::node {

base::Result<peers::Directory> read_directory(const Config& config, const storage::Reader& store) {
  REDNODE_TRY(auto directory, read_cards(config.peers_directory));
  REDNODE_TRY(const auto paused, paused_peers(store));
  const auto& origins = config.subscribed_origins;
  for (auto& [origin, peer] : directory) {
    peer.paused = paused.contains(origin);
    peer.mirrored =
        origins.empty() || std::find(origins.begin(), origins.end(), origin) != origins.end();
  }
  directory.erase(config.origin);
  return directory;
}

}  // namespace rednode::node
