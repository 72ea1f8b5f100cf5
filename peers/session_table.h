// SessionTable: the connections that others have opened to one bound socket, and which of them must
// make room. A peer has few sessions at once: the oldest of too many loses its place, because a
// peer that was cut off must come in again beside what is left of its last session. Connections
// over which no message came yet, of strangers in the middle of a handshake and of peers that say
// nothing, are few in all: the oldest of the address that has the most of them makes room, so that
// a flood from one place pushes out itself.
//
// The table ends nothing: it names what is to be ended. Connections are named by their file
// descriptors, as libzmq tells them.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace rednode::peers {

class SessionTable {
 public:
  struct Limits {
    std::size_t per_peer = 0;  // sessions over which messages of one peer came
    std::size_t quiet = 0;     // connections over which none came yet, of all addresses
  };
  struct Ending {
    int descriptor = -1;
    std::string remote;  // as it was told to opened()
    std::string peer;    // whose session it is; empty: nobody's yet
  };

  explicit SessionTable(Limits limits) : limits_(limits) {}

  // `address`: who is taken for one in a flood. `remote`: this connection and no other.
  void opened(int descriptor, std::string address, std::string remote);
  void closed(int descriptor);
  // A message of that peer came. False where the session has lost its place: then it is not heard.
  // A connection that is not in the table is.
  bool heard(int descriptor, const std::string& peer);
  // That peer was heard over the connection before, which has not lost its place.
  bool is_of(int descriptor, const std::string& peer) const;
  // That connection must end whatever the numbers are.
  void expel(int descriptor);

  // What is to be ended since the last call.
  std::vector<Ending> take_endings();

  std::size_t size() const { return sessions_.size(); }

 private:
  struct Session {
    std::uint64_t number = 0;  // in the order in which they were opened
    std::string address;
    std::string remote;
    std::string peer;
    bool ending = false;
  };
  using Descriptors = std::map<std::uint64_t, int>;  // by number: the oldest first

  void leave(const Session& session);
  void end(int descriptor);
  void make_room_among_quiet();

  const Limits limits_;
  std::uint64_t next_number_ = 0;
  std::size_t quiet_count_ = 0;
  std::map<int, Session> sessions_;
  std::map<std::string, Descriptors> quiet_;    // by address; only those that are not ending
  std::map<std::string, Descriptors> by_peer_;  // the same
  std::vector<Ending> endings_;
};

}  // namespace rednode::peers
