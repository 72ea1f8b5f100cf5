#include "node/http/problem.h"
#include "node/http/routes.h"

namespace rednode::node {
namespace {

// The engine answers in milliseconds. One that is silent for this long has a disk that stalls.
constexpr base::Duration kSilenceMax = std::chrono::seconds(10);

Response ready(const HttpContext& context) {
  const auto status = context.status.get();
  if (status == nullptr) return problem(503, "the node is starting: ask again in a moment");
  const base::Duration silence = context.status.silent_for();
  if (silence > kSilenceMax) {
    return problem(503, "the node's engine has not answered for " +
                            std::to_string(silence.count() / 1'000'000) +
                            " s: look at its disk and its log");
  }
  if (!status->report.writable) return problem(503, status->report.not_writable_because);
  Response response = whole("text/plain; charset=utf-8", "ready\n");
  response.cache_control = "no-store";
  return response;
}

}  // namespace

void add_health_routes(Router& router, HttpContext& context) {
  router.add("/healthz", [](const Request&, const Router::Places&) {
    Response response = whole("text/plain; charset=utf-8", "alive\n");
    response.cache_control = "no-store";
    return response;
  });
  router.add("/readyz",
             [&context](const Request&, const Router::Places&) { return ready(context); });
}

}  // namespace rednode::node
