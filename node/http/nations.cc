#include "node/http/problem.h"
#include "node/http/routes.h"
#include "node/status.h"

namespace rednode::node {

void add_nations_route(Router& router, HttpContext& context) {
  router.add("/api/v1/nations", [&context](const Request&, const Router::Places&) {
    const auto status = context.status.get();
    if (status == nullptr) return problem(503, "the node is starting: ask again in a moment");
    const Json json = {{"nations", nations_json(status->report, context.clock.now())},
                       {"retention", {{"superseded_days", context.config.superseded_days}}}};
    return whole("application/json", to_line(json) + "\n");
  });
}

}  // namespace rednode::node
