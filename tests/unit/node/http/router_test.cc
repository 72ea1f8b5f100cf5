#include "node/http/router.h"

#include "tests/unit/test.h"

namespace rednode::node {
namespace {

// A handler that answers with its name and what its places stood for.
Router::Handler names(const std::string& name) {
  return [name](const Request&, const Router::Places& places) {
    std::string body = name;
    for (const auto& place : places) body += " " + place;
    return whole("text/plain", body);
  };
}

std::string answer(const Router& router, std::vector<std::string> segments) {
  Request request;
  request.segments = std::move(segments);
  const Response response = router.handle(request);
  if (response.status != 200) return std::to_string(response.status);
  return response.body;
}

}  // namespace

TEST_CASE("The first pattern that fits answers") {
  Router router;
  router.add("/", names("root"));
  router.add("/log/{}/checkpoint", names("checkpoint"));
  router.add("/log/{}/tile/{*}", names("tile"));
  router.add("/log/{}/{}", names("other"));
  CHECK(answer(router, {""}) == "root");
  CHECK(answer(router, {"log", "FR", "checkpoint"}) == "checkpoint FR");
  CHECK(answer(router, {"log", "FR", "tile", "0", "x001", "002"}) == "tile FR 0 x001 002");
  CHECK(answer(router, {"log", "FR", "tile"}) == "other FR tile");
  CHECK(answer(router, {"log", "", "checkpoint"}) == "404");
  CHECK(answer(router, {"log", "FR"}) == "404");
  CHECK(answer(router, {"log", "FR", "checkpoint", ""}) == "404");
  CHECK(answer(router, {}) == "404");
}

TEST_CASE("What a pattern matched in part is not given to the next one") {
  Router router;
  router.add("/{}/a", names("a"));
  router.add("/{}/{}", names("both"));
  CHECK(answer(router, {"x", "b"}) == "both x b");
}

TEST_CASE("An answer that is not there is a problem that says so") {
  const Response response = Router().handle(Request{});
  CHECK(response.content_type == "application/problem+json");
  CHECK(response.cache_control == "no-store");
}

}  // namespace rednode::node
