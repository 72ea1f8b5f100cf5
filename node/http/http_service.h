// HttpService: the HTTP side of a node, put together: the cache of what the engine knows, the table
// of routes, and the server.
//
// Thread rule: start() and stop() from one thread.
#pragma once

#include <memory>

#include "node/admin_server.h"
#include "node/http/server.h"

namespace rednode::node {

class HttpService {
 public:
  // Listens where the configuration says; REQUIRES: it does. The context must outlive the service,
  // and the engine's loop must run, or refuse, until the service is gone.
  static base::Result<std::unique_ptr<HttpService>> start(AdminContext& context);
  ~HttpService();
  HttpService(const HttpService&) = delete;
  HttpService& operator=(const HttpService&) = delete;

  std::uint16_t port() const;
  void stop();

 private:
  struct Impl;
  explicit HttpService(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace rednode::node
