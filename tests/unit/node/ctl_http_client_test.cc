#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "node/ctl/http_client.h"
#include "tests/unit/test.h"

namespace rednode::node {
namespace {

// Answers one request on a port of its own and keeps what it was asked.
class OneAnswer {
 public:
  explicit OneAnswer(int family) : socket_(::socket(family, SOCK_STREAM, 0)) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_addr = in6addr_loopback;
    const bool six = family == AF_INET6;
    auto* address = six ? reinterpret_cast<sockaddr*>(&v6) : reinterpret_cast<sockaddr*>(&v4);
    socklen_t size = six ? sizeof v6 : sizeof v4;
    listens_ = ::bind(socket_, address, size) == 0 && ::listen(socket_, 1) == 0 &&
               ::getsockname(socket_, address, &size) == 0;
    port_ = ntohs(six ? v6.sin6_port : v4.sin_port);
    if (listens_) thread_ = std::thread([this] { run(); });
  }
  ~OneAnswer() {
    if (thread_.joinable()) thread_.join();
    ::close(socket_);
  }

  bool listens() const { return listens_; }  // a machine may have no IPv6
  std::string port() const { return std::to_string(port_); }
  std::string asked() {
    thread_.join();
    return request_;
  }

 private:
  void run() {
    const int client = ::accept(socket_, nullptr, nullptr);
    char room[4096];
    ssize_t count = 0;
    while (request_.find("\r\n\r\n") == request_.npos &&
           (count = ::recv(client, room, sizeof room, 0)) > 0) {
      request_.append(room, static_cast<std::size_t>(count));
    }
    const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
    ::close(client);
  }

  const int socket_;
  bool listens_ = false;
  std::uint16_t port_ = 0;
  std::string request_;
  std::thread thread_;
};

void check_host(int family, const std::string& host) {
  OneAnswer server(family);
  if (!server.listens()) {
    WARN("no such address on this machine: " << host);
    return;
  }
  auto client = HttpClient::of("http://" + host + ":0" + server.port() + "/log/FR");
  REQUIRE(client.ok());
  CHECK(client->get("/checkpoint", 100).value() == "hi");
  const std::string request = server.asked();
  CHECK_THAT(request, Catch::Matchers::StartsWith("GET /log/FR/checkpoint HTTP/1.1\r\n"));
  CHECK_THAT(request,
             Catch::Matchers::Contains("\r\nHost: " + host + ":" + server.port() + "\r\n"));
}

}  // namespace

TEST_CASE("the Host field is that of the URL, with its port and its brackets") {
  check_host(AF_INET, "127.0.0.1");
  check_host(AF_INET6, "[::1]");
}

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
