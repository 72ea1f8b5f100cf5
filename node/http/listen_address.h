// Where the HTTP server listens: "127.0.0.1:7403", "[::1]:7403", or "*:7403" for every address.
//
// Thread rule: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace rednode::node {

struct ListenAddress {
  std::string host;  // numeric, without brackets; empty: every address
  std::uint16_t port = 0;
};

// Nothing where the text is none. Names are not looked up: what they lead to may change.
std::optional<ListenAddress> parse_listen_address(const std::string& text);

}  // namespace rednode::node
