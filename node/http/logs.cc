#include "node/http/problem.h"
#include "node/http/routes.h"

namespace rednode::node {
namespace {

Response checkpoint(HttpContext& context, const std::string& origin) {
  const auto view = context.logs.view(origin);
  if (!view.ok()) return problem_of(view.error());
  Response response = whole("text/plain; charset=utf-8", view->note());
  response.compress = false;
  return response;
}

Response tile(HttpContext& context, const Router::Places& places) {
  std::string text = "tile";
  for (std::size_t i = 1; i < places.size(); ++i) text += "/" + places[i];
  const auto path = storage::parse_tile_path(text);
  if (!path.has_value()) {
    return problem(404, "this is no path of a tile: see c2sp.org/tlog-tiles");
  }
  const auto view = context.logs.view(places[0]);
  if (!view.ok()) return problem_of(view.error());
  auto bytes = view->file(*path);
  if (!bytes.ok()) return problem_of(bytes.error());
  Response response = whole("application/octet-stream", std::move(*bytes));
  response.cache_control = kImmutable;
  response.compress = !path->level.has_value();  // hashes do not get shorter
  return response;
}

}  // namespace

void add_log_routes(Router& router, HttpContext& context) {
  router.add("/log/{}/checkpoint", [&context](const Request&, const Router::Places& places) {
    return checkpoint(context, places[0]);
  });
  router.add("/log/{}/tile/{*}", [&context](const Request&, const Router::Places& places) {
    return tile(context, places);
  });
}

}  // namespace rednode::node
