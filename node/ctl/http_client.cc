#include "node/ctl/http_client.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/limits.h"

namespace rednode::node {
namespace {

constexpr std::string_view kScheme = "http://";
constexpr std::uint16_t kDefaultPort = 80;

// Of a socket that waits, connect() says "in progress" when the time is over, and the rest "try
// again" (socket(7)).
base::Error network_error(const std::string& what) {
  const bool late = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINPROGRESS;
  return base::unavailable(what + ": " + (late ? "no answer in time" : std::strerror(errno)));
}

bool starts_with_word(std::string_view line, std::string_view lower_case) {
  if (line.size() < lower_case.size()) return false;
  for (std::size_t i = 0; i < lower_case.size(); ++i) {
    const char c = line[i] >= 'A' && line[i] <= 'Z' ? static_cast<char>(line[i] + 32) : line[i];
    if (c != lower_case[i]) return false;
  }
  return true;
}

std::string_view value_of(std::string_view line) {
  line.remove_prefix(line.find(':') + 1);
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  return line;
}

template <typename Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

base::Result<HttpClient> HttpClient::of(const std::string& url) {
  const auto wrong = [&url] {
    return base::invalid("\"" + url + "\" is not http://HOST:PORT/log/ORIGIN");
  };
  if (!url.starts_with(kScheme)) return wrong();
  const std::string rest = url.substr(kScheme.size());
  const auto slash = std::min(rest.find('/'), rest.size());
  std::string host = rest.substr(0, slash);
  std::string prefix = rest.substr(slash);
  while (prefix.ends_with('/')) prefix.pop_back();
  std::uint16_t port = kDefaultPort;
  bool numbered = true;
  const auto colon = host.rfind(':');
  if (colon != host.npos && host.find(']', colon) == host.npos) {
    numbered = read_number(host.substr(colon + 1), port);
    host.resize(colon);
  }
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  const bool clean = (host + prefix).find_first_of(" \r\n\t?#@") == host.npos;
  if (host.empty() || !clean || !numbered) return wrong();
  return HttpClient(std::move(host), port, std::move(prefix));
}

HttpClient::HttpClient(std::string host, std::uint16_t port, std::string prefix)
    : host_(std::move(host)), port_(std::to_string(port)), prefix_(std::move(prefix)) {
  authority_ = host_.find(':') == host_.npos ? host_ : "[" + host_ + "]";
  if (port != kDefaultPort) authority_ += ":" + port_;
}

HttpClient::HttpClient(HttpClient&& other) noexcept
    : host_(std::move(other.host_)),
      port_(std::move(other.port_)),
      authority_(std::move(other.authority_)),
      prefix_(std::move(other.prefix_)),
      fd_(std::exchange(other.fd_, -1)),
      buffer_(std::move(other.buffer_)) {}

HttpClient::~HttpClient() {
  close();
}

void HttpClient::close() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  buffer_.clear();
}

base::Status HttpClient::connect() {
  if (fd_ >= 0) return {};
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failed = getaddrinfo(host_.c_str(), port_.c_str(), &hints, &found);
  if (failed != 0) return base::unavailable("cannot find " + host_ + ": " + gai_strerror(failed));
  const timeval patience{base::limits::kHttpAnswerSeconds, 0};
  for (const addrinfo* at = found; at != nullptr && fd_ < 0; at = at->ai_next) {
    const int fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
    if (fd < 0) continue;
    // Bounds connect() too (socket(7)).
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (::connect(fd, at->ai_addr, at->ai_addrlen) == 0) {
      fd_ = fd;
    } else {
      const int error = errno;
      ::close(fd);
      errno = error;
    }
  }
  freeaddrinfo(found);
  if (fd_ < 0) return network_error("cannot connect to " + host_ + " port " + port_);
  return {};
}

base::Status HttpClient::send(const std::string& request) {
  std::string_view rest = request;
  while (!rest.empty()) {
    const ssize_t sent = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0) return network_error("cannot write to " + host_);
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

base::Result<bool> HttpClient::fill() {
  char room[64 << 10];
  const ssize_t count = recv(fd_, room, sizeof room, 0);
  if (count < 0) return network_error("cannot read from " + host_);
  buffer_.append(room, static_cast<std::size_t>(count));
  return count > 0;
}

base::Result<HttpClient::Head> HttpClient::read_head() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == buffer_.npos) {
    if (buffer_.size() > base::limits::kHttpAnswerHeadBytesMax)
      return base::unavailable(host_ + " does not speak HTTP");
    REDNODE_TRY(const bool more, fill());
    if (!more) return base::unavailable(host_ + " closed the connection");
  }
  const std::string text = buffer_.substr(0, end + 2);
  buffer_.erase(0, end + 4);
  Head head;
  bool sized = false;
  std::string_view rest = text;
  for (bool first = true; !rest.empty(); first = false) {
    const std::string_view line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(line.size() + 2);
    if (first) {
      if (!line.starts_with("HTTP/1.1 ") || !read_number(line.substr(9, 3), head.status)) {
        return base::unavailable(host_ + " does not speak HTTP/1.1");
      }
    } else if (starts_with_word(line, "content-length:")) {
      sized = read_number(value_of(line), head.length);
    } else if (starts_with_word(line, "connection:")) {
      head.close = starts_with_word(value_of(line), "close");
    }
  }
  if (!sized) return base::unavailable(host_ + " does not say how long its answer is");
  return head;
}

base::Result<base::Bytes> HttpClient::exchange(const std::string& request, std::size_t bytes_max,
                                               int& status) {
  REDNODE_CHECK(connect());
  REDNODE_CHECK(send(request));
  REDNODE_TRY(const Head head, read_head());
  if (head.length > bytes_max) {
    return base::exhausted(host_ + " answers with " + std::to_string(head.length) +
                           " octets, which is more than a file of a log has");
  }
  while (buffer_.size() < head.length) {
    REDNODE_TRY(const bool more, fill());
    if (!more) return base::unavailable(host_ + " closed the connection within its answer");
  }
  base::Bytes body = buffer_.substr(0, head.length);
  buffer_.erase(0, head.length);
  if (head.close) close();
  status = head.status;
  return body;
}

base::Result<base::Bytes> HttpClient::get(const std::string& path, std::size_t bytes_max) {
  const std::string request = "GET " + prefix_ + path + " HTTP/1.1\r\nHost: " + authority_ +
                              "\r\nAccept-Encoding: identity\r\n\r\n";
  // A server may close a connection that was idle, as it is about to be used again.
  const bool reused = fd_ >= 0;
  int status = 0;
  auto body = exchange(request, bytes_max, status);
  if (!body.ok() && reused && body.error().code == base::Code::kUnavailable) {
    close();
    body = exchange(request, bytes_max, status);
  }
  if (!body.ok()) {
    close();
    return body;
  }
  if (status == 200) return body;
  const std::string message =
      "http://" + authority_ + prefix_ + path + " answers with status " + std::to_string(status);
  return status == 404 ? base::not_found(message) : base::unavailable(message);
}

}  // namespace rednode::node
