#include "node/http/listen_address.h"

#include "tests/unit/test.h"

namespace rednode::node {
namespace {

std::string read(const std::string& text) {
  const auto listen = parse_listen_address(text);
  return listen.has_value() ? listen->host + " " + std::to_string(listen->port) : "refused";
}

}  // namespace

TEST_CASE("Where to listen is an address and a port") {
  CHECK(read("127.0.0.1:7403") == "127.0.0.1 7403");
  CHECK(read("0.0.0.0:0") == "0.0.0.0 0");
  CHECK(read("[::1]:65535") == "::1 65535");
  CHECK(read("*:80") == " 80");
  for (const char* text : {"", "7403", ":7403", "localhost:7403", "127.0.0.1",
                           "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:80x",
                           "::1:80", "[]:80", "[127.0.0.1]:80", "tcp://127.0.0.1:80", "1.2.3:80"}) {
    INFO(text);
    CHECK(read(text) == "refused");
  }
}

}  // namespace rednode::node
