// SessionGuard: keeps the connections that others open to one bound ZeroMQ socket few, by the rules
// of peers/session_table.h.
//
// libzmq cannot end one connection of a socket, so the guard shuts the TCP connection down beneath
// it, which libzmq takes for a peer that hung up: it frees all that waited for it. The descriptor
// is libzmq's, and may have been given to another connection meanwhile, so it must still lead to
// the same remote port. Between that look and the shutdown lie microseconds; whoever is hit then
// has to connect again, and nothing worse.
//
// Thread rule: the thread of the socket, which outlives the guard.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "peers/session_table.h"
#include "peers/socket_monitor.h"

namespace rednode::peers {

class SessionGuard {
 public:
  // As for SocketMonitor. Throws zmq::error_t.
  SessionGuard(void* context, void* socket, std::uint64_t number);

  // Takes note of what was opened and closed. Call it often.
  void look();
  // A message of that peer came over the connection with this descriptor; negative: not known.
  // False where that session has lost its place: then the message is to be dropped.
  bool heard(int descriptor, const std::string& peer);
  // Ends that connection.
  void expel(int descriptor);

  // The peers whose oldest session lost its place since the last call, each as often as it did.
  std::vector<std::string> take_crowded();
  // How many connections were ended that had said nothing yet.
  std::uint64_t quiet_ended() const { return quiet_ended_; }

 private:
  void end_what_must();

  SocketMonitor monitor_;
  SessionTable table_;
  std::vector<std::string> crowded_;
  std::uint64_t quiet_ended_ = 0;
};

}  // namespace rednode::peers
