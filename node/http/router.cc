#include "node/http/router.h"

#include <algorithm>

#include "base/assert.h"
#include "node/http/problem.h"

namespace rednode::node {
namespace {

constexpr std::string_view kOne = "{}";
constexpr std::string_view kRest = "{*}";

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& segments,
          Router::Places& places) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (i == segments.size()) return false;
    if (pattern[i] == kRest) {
      places.insert(places.end(), segments.begin() + static_cast<std::ptrdiff_t>(i),
                    segments.end());
      return true;
    }
    if (pattern[i] == kOne && !segments[i].empty()) {
      places.push_back(segments[i]);
    } else if (pattern[i] != segments[i]) {
      return false;
    }
  }
  return pattern.size() == segments.size();
}

}  // namespace

void Router::add(std::string_view pattern, Handler handler) {
  REDNODE_ASSERT(pattern.starts_with('/'));
  Route route{{}, std::move(handler)};
  while (!pattern.empty()) {
    pattern.remove_prefix(1);
    const auto end = std::min(pattern.find('/'), pattern.size());
    route.pattern.emplace_back(pattern.substr(0, end));
    pattern.remove_prefix(end);
  }
  routes_.push_back(std::move(route));
}

Response Router::handle(const Request& request) const {
  for (const Route& route : routes_) {
    Places places;
    if (fits(route.pattern, request.segments, places)) return route.handler(request, places);
  }
  return problem(404, "there is nothing under this path");
}

}  // namespace rednode::node
