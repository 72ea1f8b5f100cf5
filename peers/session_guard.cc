#include "peers/session_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <zmq.h>

#include <cstring>
#include <optional>
#include <utility>

#include "base/limits.h"

namespace rednode::peers {
namespace {

namespace limits = base::limits;

constexpr SessionTable::Limits kLimits{limits::kPeerSessionsMax, limits::kQuietConnectionsMax};
constexpr int kWatched = ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED;
// Who has an address of IPv6 has 2^64 of them.
constexpr std::size_t kNetworkBytes = 8;

struct Remote {
  std::string address;  // IPv4, or the network of IPv6
  std::string whole;    // with the port
};

// Nothing where the connection is gone, or the descriptor is none of a connection.
std::optional<Remote> remote_of(int descriptor) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  if (getpeername(descriptor, reinterpret_cast<sockaddr*>(&storage), &size) != 0) {
    return std::nullopt;
  }
  Remote remote{{}, std::string(reinterpret_cast<const char*>(&storage), size)};
  if (storage.ss_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &storage, sizeof in);
    remote.address.assign(reinterpret_cast<const char*>(&in.sin_addr), sizeof in.sin_addr);
  } else if (storage.ss_family == AF_INET6) {
    sockaddr_in6 in{};
    std::memcpy(&in, &storage, sizeof in);
    const bool mapped = IN6_IS_ADDR_V4MAPPED(&in.sin6_addr);
    remote.address.assign(reinterpret_cast<const char*>(&in.sin6_addr),
                          mapped ? sizeof in.sin6_addr : kNetworkBytes);
  }
  return remote;
}

}  // namespace

SessionGuard::SessionGuard(void* context, void* socket, std::uint64_t number)
    : monitor_(context, socket, kWatched, number), table_(kLimits) {}

void SessionGuard::look() {
  while (const auto event = monitor_.take()) {
    const int descriptor = static_cast<int>(event->value);
    if (event->event == ZMQ_EVENT_DISCONNECTED) {
      table_.closed(descriptor);
    } else if (auto remote = remote_of(descriptor)) {
      table_.opened(descriptor, std::move(remote->address), std::move(remote->whole));
    }
  }
  end_what_must();
}

bool SessionGuard::heard(int descriptor, const std::string& peer) {
  if (descriptor < 0 || table_.is_of(descriptor, peer)) return true;
  look();  // a connection is told of before its messages come
  const bool heard = table_.heard(descriptor, peer);
  end_what_must();
  return heard;
}

void SessionGuard::expel(int descriptor) {
  look();
  table_.expel(descriptor);
  end_what_must();
}

std::vector<std::string> SessionGuard::take_crowded() {
  return std::exchange(crowded_, {});
}

void SessionGuard::end_what_must() {
  for (auto& ending : table_.take_endings()) {
    const auto remote = remote_of(ending.descriptor);
    if (remote.has_value() && remote->whole == ending.remote) {
      shutdown(ending.descriptor, SHUT_RDWR);
    }
    if (ending.peer.empty()) {
      ++quiet_ended_;
    } else {
      crowded_.push_back(std::move(ending.peer));
    }
  }
}

}  // namespace rednode::peers
