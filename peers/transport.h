// Transport: the seam between the engine and a network. Authenticated messages: who sent what is
// known from the session's key, never from the message.
//
// Two implementations: ZmqTransport (peers/zmq_transport.h) and the simulator's (tests/sim).
//
// Thread rule: poll(), send() and apply() from the engine's thread only; wake() from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "peers/directory.h"
#include "schema/message.h"

namespace rednode::peers {

enum class LinkEvent {
  kConnected,     // the handshake with the peer succeeded
  kDisconnected,  // the session ended
  kAuthFailed,    // one of the two does not know the other's key
  kFailed,        // the handshake failed otherwise, or there is no connection
  kCrowded,       // the peer misuses its sessions with us, and one was ended; says nothing of ours
};

struct Incoming {
  enum class Kind {
    kFeed,     // on the peer's feed
    kRequest,  // the peer asks us; `route` leads back to it
    kAnswer,   // the peer answers what we asked
    kLink,     // what became of the connection
  };
  Kind kind = Kind::kFeed;
  std::string peer;
  base::Bytes bytes;
  base::Bytes route;
  LinkEvent link = LinkEvent::kConnected;
  std::string detail;
  // What `bytes` decode to, where prepare() was called.
  std::optional<base::Result<schema::Frame>> frame = {};
};

struct Outgoing {
  enum class Kind {
    kFeed,     // to all who subscribed to `peer` (the topic: our origin)
    kRequest,  // to the peer
    kAnswer,   // back along `route`
  };
  Kind kind = Kind::kFeed;
  std::string peer;
  base::Bytes bytes;
  base::Bytes route;
};

// Connections of others, since the start.
struct TransportCounters {
  std::uint64_t refused = 0;        // for their key
  std::uint64_t crowded_ended = 0;  // of peers that had too many, or misused them
  std::uint64_t quiet_ended = 0;    // of anybody, over which nothing had come
};

class Transport {
 public:
  virtual ~Transport() = default;

  // Waits until there is something, until wake(), or until the time is over; then appends what is
  // there, bounded by limits::kInboxMessagesPerTick and kInboxBytesPerTick.
  virtual void poll(std::chrono::microseconds wait, std::vector<Incoming>& inbox) = 0;

  // Never blocks. What cannot be sent now is dropped: requests are asked again, feeds are hints.
  virtual void send(Outgoing message) = 0;

  // Makes a poll() that waits return, now or at its next call.
  virtual void wake() = 0;

  // Connects to new peers, drops the sessions of those who left.
  virtual base::Status apply(const Directory& directory) = 0;

  virtual TransportCounters counters() const = 0;
};

}  // namespace rednode::peers
