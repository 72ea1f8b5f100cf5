// SocketMonitor: what becomes of the connections of one ZeroMQ socket.
//
// libzmq's I/O thread sends the events and waits where nobody makes room for them, which would hold
// up every socket of the context; so their queue has no limit here, and whoever owns a monitor
// takes them often. The monitoring ends before the side that reads does.
//
// Thread rule: the thread of the socket. The context and the socket outlive the monitor.
#pragma once

#include <cstdint>
#include <optional>

namespace rednode::peers {

class SocketMonitor {
 public:
  struct Event {
    std::uint16_t event = 0;  // one ZMQ_EVENT_...
    std::uint32_t value = 0;  // of ACCEPTED and DISCONNECTED the file descriptor
  };

  // `context` and `watched`: handles of libzmq. `number` belongs to no other monitor of the
  // context. Throws zmq::error_t, as the sockets do.
  SocketMonitor(void* context, void* watched, int events, std::uint64_t number);
  ~SocketMonitor();
  SocketMonitor(const SocketMonitor&) = delete;
  SocketMonitor& operator=(const SocketMonitor&) = delete;

  // To wait for in zmq_poll().
  void* handle() { return events_; }
  std::optional<Event> take();

 private:
  void* const watched_;
  void* events_ = nullptr;
};

}  // namespace rednode::peers
