#include "node/ctl/http_client.h"
#include "tests/unit/test.h"

namespace rednode::node {

TEST_CASE("the URL of a log is plain HTTP with a host") {
  for (const char* url : {"http://host", "http://host/", "http://host:7403/log/FR",
                          "http://127.0.0.1:1/", "http://[::1]:7403/log/FR", "http://[::1]/log"}) {
    INFO(url);
    CHECK(HttpClient::of(url).ok());
  }
  for (const char* url : {"", "host:7403", "https://host/log/FR", "ftp://host", "http://",
                          "http:///log", "http://:80", "http://host:", "http://host:65536",
                          "http://host:-1", "http://host:80x", "http://a b/", "http://host/log?x",
                          "http://host/#a", "http://user@host/", "http://host/\r\nX: y"}) {
    INFO(url);
    CHECK_FALSE(HttpClient::of(url).ok());
  }
}

TEST_CASE("a server that is not there is said to be so") {
  auto client = HttpClient::of("http://127.0.0.1:1/log/FR");
  REQUIRE(client.ok());
  CHECK(client->get("/checkpoint", 100).error().code == base::Code::kUnavailable);
}

}  // namespace rednode::node
