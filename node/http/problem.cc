#include "node/http/problem.h"

#include "node/json.h"

namespace rednode::node {
namespace {

int status_of(base::Code code) {
  switch (code) {
    case base::Code::kInvalid:
      return 400;
    case base::Code::kNotFound:
      return 404;
    case base::Code::kUnauthorised:
      return 403;
    case base::Code::kConflict:
      return 409;
    case base::Code::kUnavailable:
    case base::Code::kExhausted:
      return 503;
    case base::Code::kCorrupt:
      return 500;
  }
  return 500;
}

}  // namespace

Response problem(int status, const std::string& title, const std::string& detail) {
  Json json = {{"type", "about:blank"}, {"title", title}, {"status", status}};
  if (!detail.empty()) json["detail"] = detail;
  Response response;
  response.status = status;
  response.content_type = "application/problem+json";
  response.body = to_line(json) + "\n";
  response.cache_control = "no-store";
  return response;
}

Response problem_of(const base::Error& error) {
  if (error.code == base::Code::kCorrupt) {
    return problem(500, "the node's own store is damaged: tell its operator", error.message);
  }
  return problem(status_of(error.code), error.message);
}

}  // namespace rednode::node
