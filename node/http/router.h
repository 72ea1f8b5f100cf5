// Router: which function answers which path. Handlers live in files of their own and are added to
// the table by name of their path:
//
//   router.add("/log/{}/checkpoint", handler)     {} stands for one segment that is not empty
//   router.add("/log/{}/tile/{*}", handler)       {*}, at the end, for one or more
//
// Thread rule: add() before anything is handled; handle() from any thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "node/http/message.h"

namespace rednode::node {

class Router {
 public:
  // What {} and {*} stood for, in their order: one text a segment.
  using Places = std::vector<std::string>;
  // Called from the server's threads, also from several at a time. It answers in milliseconds.
  using Handler = std::function<Response(const Request& request, const Places& places)>;

  // The first pattern that fits is the one that answers.
  void add(std::string_view pattern, Handler handler);

  // A problem with status 404 where no pattern fits.
  Response handle(const Request& request) const;

 private:
  struct Route {
    std::vector<std::string> pattern;
    Handler handler;
  };
  std::vector<Route> routes_;
};

}  // namespace rednode::node
