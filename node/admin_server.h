// AdminServer: the local socket on which operators talk to the daemon (docs/formats/admin.md).
// Whoever may open the socket may do everything, so the socket is the operator's group's alone.
//
// Thread rule: start() and stop() from one thread; each connection has a thread of its own, which
// reads the store directly and writes through the EngineLoop.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "node/config.h"
#include "node/engine_loop.h"
#include "node/identity_index.h"
#include "node/keyfile.h"
#include "node/log_views.h"
#include "storage/store.h"

namespace rednode::node {

// What the operations work on. All references must outlive the server.
struct AdminContext {
  const Config& config;
  storage::Store& store;
  EngineLoop& loop;
  const base::Clock& clock;
  base::Logger& logger;
  base::MonoTime started;
  // Makes a copy of the store in a new folder, while the daemon goes on.
  std::function<base::Status(const std::string& directory)> copy_store;
  LogViews views;
  std::mutex peers_mutex;       // guards the folder of cards
  std::mutex keys_mutex;        // guards the folder of keys, and what was read of it
  std::mutex quarantine_mutex;  // guards the numbers of entries
  IdentityIndex identities;
  NodeKeys keys;                  // of the folder; guarded by keys_mutex
  const base::Secret passphrase;  // opens them; empty where they are not sealed
  // Has the sockets made anew under another key.
  std::function<base::Status(const peers::CurvePair& keys)> change_transport_key;
};

class AdminServer {
 public:
  // Listens on the configured socket. kUnavailable where another daemon does already.
  static base::Result<std::unique_ptr<AdminServer>> start(AdminContext& context);
  ~AdminServer();
  AdminServer(const AdminServer&) = delete;
  AdminServer& operator=(const AdminServer&) = delete;

  // Ends all connections and waits for their threads.
  void stop();

 private:
  struct Impl;
  explicit AdminServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace rednode::node
