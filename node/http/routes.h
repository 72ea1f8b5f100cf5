// The routes of a node, each group in the file of its name: health.cc, metrics.cc, nations.cc,
// logs.cc. All are added to one table (http_service.cc).
//
// Thread rule: added once, from one thread; the handlers run on the server's threads.
#pragma once

#include "node/config.h"
#include "node/http/router.h"
#include "node/http/server.h"
#include "node/http/status_cache.h"
#include "node/log_views.h"

namespace rednode::node {

// What the handlers work on. All of it must outlive the server.
struct HttpContext {
  const Config& config;
  const base::Clock& clock;
  base::MonoTime started;
  StatusCache& status;
  LogViews& logs;
  const HttpCounters& counters;
};

// /healthz: the process is alive. /readyz: this node may write, and its engine answers.
void add_health_routes(Router& router, HttpContext& context);

// /metrics: the text format of Prometheus, version 0.0.4.
void add_metrics_route(Router& router, HttpContext& context);

// /api/v1/nations: every log that is held here, with its age and who else holds it.
void add_nations_route(Router& router, HttpContext& context);

// /log/{origin}/checkpoint and /log/{origin}/tile/...: every log as c2sp.org/tlog-tiles.
void add_log_routes(Router& router, HttpContext& context);

}  // namespace rednode::node
