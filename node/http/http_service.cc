#include "node/http/http_service.h"

#include "node/http/routes.h"
#include "node/keyfile.h"
#include "node/node_store.h"

namespace rednode::node {
namespace {

HttpOptions options_of(const Config& config) {
  HttpOptions options;
  options.listen = config.http_listen;
  options.threads = config.http_threads;
  options.connections = config.http_connections;
  options.connections_per_address = config.http_connections_per_address;
  options.access_log = config.http_access_log;
  return options;
}

// What the engine and the store say, for the cache.
base::Result<NodeStatus> ask(AdminContext& context) {
  NodeStatus status;
  REDNODE_TRY(status.report, context.loop.report());
  status.taken = context.clock.now();
  if (const auto keys = read_public_keys(context.config.keys_directory); keys.ok()) {
    status.own_key_days = keys->days;
  }
  if (const auto stats = context.store.stats(); stats.ok()) {
    status.store_bytes = stats->bytes_on_disk;
  }
  status.quarantined = count_quarantined(context.store);
  return status;
}

}  // namespace

struct HttpService::Impl {
  explicit Impl(AdminContext& c)
      : status(c.clock, [&c] { return ask(c); }),
        context{c.config, c.clock, c.started, status, c.views, counters} {
    add_health_routes(router, context);
    add_metrics_route(router, context);
    add_nations_route(router, context);
    add_log_routes(router, context);
  }

  StatusCache status;
  HttpCounters counters;
  HttpContext context;
  Router router;
  std::unique_ptr<HttpServer> server;  // ends first
};

HttpService::HttpService(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpService::~HttpService() = default;

base::Result<std::unique_ptr<HttpService>> HttpService::start(AdminContext& context) {
  auto impl = std::make_unique<Impl>(context);
  const auto handle = [&router = impl->router](const Request& request) {
    return router.handle(request);
  };
  REDNODE_TRY(impl->server, HttpServer::start(options_of(context.config), handle, impl->counters,
                                              context.clock, context.logger));
  return std::unique_ptr<HttpService>(new HttpService(std::move(impl)));
}

std::uint16_t HttpService::port() const {
  return impl_->server->port();
}

void HttpService::stop() {
  impl_->server->stop();
}

}  // namespace rednode::node
