#include "peers/session_table.h"

#include <algorithm>
#include <utility>

namespace rednode::peers {

// Takes a session that was not ending out of the group that it is counted in.
void SessionTable::leave(const Session& session) {
  const bool quiet = session.peer.empty();
  if (quiet) --quiet_count_;
  auto& groups = quiet ? quiet_ : by_peer_;
  const auto group = groups.find(quiet ? session.address : session.peer);
  group->second.erase(session.number);
  if (group->second.empty()) groups.erase(group);
}

void SessionTable::end(int descriptor) {
  Session& session = sessions_.at(descriptor);
  leave(session);
  session.ending = true;
  endings_.push_back({descriptor, session.remote, session.peer});
}

void SessionTable::make_room_among_quiet() {
  while (quiet_count_ > limits_.quiet) {
    const auto most =
        std::ranges::max_element(quiet_, {}, [](const auto& group) { return group.second.size(); });
    end(most->second.begin()->second);
  }
}

void SessionTable::opened(int descriptor, std::string address, std::string remote) {
  closed(descriptor);  // its end was not told: the number is in use again
  const std::uint64_t number = next_number_++;
  quiet_[address].emplace(number, descriptor);
  ++quiet_count_;
  sessions_.emplace(descriptor, Session{number, std::move(address), std::move(remote), {}, false});
  make_room_among_quiet();
}

void SessionTable::closed(int descriptor) {
  const auto at = sessions_.find(descriptor);
  if (at == sessions_.end()) return;
  if (!at->second.ending) leave(at->second);
  sessions_.erase(at);
}

bool SessionTable::heard(int descriptor, const std::string& peer) {
  const auto at = sessions_.find(descriptor);
  if (at == sessions_.end()) return true;
  Session& session = at->second;
  if (session.ending) return false;
  if (session.peer == peer) return true;
  leave(session);
  session.peer = peer;
  Descriptors& group = by_peer_[peer];
  group.emplace(session.number, descriptor);
  if (group.size() > limits_.per_peer) end(group.begin()->second);
  return !session.ending;
}

bool SessionTable::is_of(int descriptor, const std::string& peer) const {
  const auto at = sessions_.find(descriptor);
  return at != sessions_.end() && !at->second.ending && at->second.peer == peer;
}

void SessionTable::expel(int descriptor) {
  const auto at = sessions_.find(descriptor);
  if (at != sessions_.end() && !at->second.ending) end(descriptor);
}

std::vector<SessionTable::Ending> SessionTable::take_endings() {
  return std::exchange(endings_, {});
}

}  // namespace rednode::peers
