#include "peers/socket_monitor.h"

#include <cstring>
#include <string>
#include <zmq.hpp>

namespace rednode::peers {

SocketMonitor::SocketMonitor(void* context, void* watched, int events, std::uint64_t number)
    : watched_(watched) {
  const std::string address = "inproc://monitor-" + std::to_string(number);
  if (zmq_socket_monitor(watched_, address.c_str(), events) != 0) throw zmq::error_t();
  const int none = 0;
  events_ = zmq_socket(context, ZMQ_PAIR);
  const bool ready = events_ != nullptr &&
                     zmq_setsockopt(events_, ZMQ_LINGER, &none, sizeof none) == 0 &&
                     zmq_setsockopt(events_, ZMQ_RCVHWM, &none, sizeof none) == 0 &&
                     zmq_connect(events_, address.c_str()) == 0;
  if (ready) return;
  const zmq::error_t error;
  zmq_socket_monitor(watched_, nullptr, 0);
  if (events_ != nullptr) zmq_close(events_);
  throw error;
}

SocketMonitor::~SocketMonitor() {
  zmq_socket_monitor(watched_, nullptr, 0);
  zmq_close(events_);
}

std::optional<SocketMonitor::Event> SocketMonitor::take() {
  // The octets of one event, then those of the address that it is about.
  char octets[sizeof(std::uint16_t) + sizeof(std::uint32_t)] = {};
  const int size = zmq_recv(events_, octets, sizeof octets, ZMQ_DONTWAIT);
  if (size < 0) return std::nullopt;
  Event event;
  if (size == sizeof octets) {
    std::memcpy(&event.event, octets, sizeof event.event);
    std::memcpy(&event.value, octets + sizeof event.event, sizeof event.value);
  }
  zmq_recv(events_, nullptr, 0, ZMQ_DONTWAIT);
  return event;
}

}  // namespace rednode::peers
