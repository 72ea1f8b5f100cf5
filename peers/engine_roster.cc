// Rosters travel from node to node: a heartbeat says which version its sender follows, and whoever
// follows an earlier one asks for it. What it says, and who signed it, is not the engine's concern.

#include "peers/engine_impl.h"

namespace rednode::peers {
namespace {

// A peer that claims a later version and has none worth having must not be asked all the time.
constexpr base::Duration kRosterInterval = std::chrono::seconds(5);

}  // namespace

void Engine::Impl::hear_of_roster(const std::string& peer, std::uint64_t version) {
  // Without a first one, which its operator compared, a node follows none.
  if (roster.version == 0 || version <= roster.version || paused(peer)) return;
  base::MonoTime& next = next_roster[peer];
  if (now.mono < next) return;
  next = now.mono + kRosterInterval;
  request(peer, Pending::Kind::kRoster, peer, 0, schema::RosterRequest{});
}

void Engine::Impl::handle_set_roster(std::uint64_t ticket, SetRoster set) {
  roster = std::move(set);
  next_heartbeat = now.mono;
  outcome.completions.push_back({ticket, {}, {}, {}, {}});  // needs no disk
}

}  // namespace rednode::peers
