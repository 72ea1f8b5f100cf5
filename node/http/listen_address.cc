#include "node/http/listen_address.h"

#include <arpa/inet.h>

#include <charconv>

namespace rednode::node {
namespace {

bool is_address(int family, const std::string& text) {
  in6_addr room{};
  return inet_pton(family, text.c_str(), &room) == 1;
}

}  // namespace

std::optional<ListenAddress> parse_listen_address(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  ListenAddress listen;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, listen.port);
  if (error != std::errc() || rest != end) return std::nullopt;
  const std::string host = text.substr(0, colon);
  if (host == "*") return listen;
  const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  listen.host = brackets ? host.substr(1, host.size() - 2) : host;
  if (!is_address(brackets ? AF_INET6 : AF_INET, listen.host)) return std::nullopt;
  return listen;
}

}  // namespace rednode::node
