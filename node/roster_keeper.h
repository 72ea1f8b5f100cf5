// RosterKeeper: the roster that this node follows, in a file beside the cards, and what it makes of
// a later one: it checks who signed it, writes the cards, and tells the engine.
//
// Thread rule: any thread; it takes AdminContext::peers_mutex.
#pragma once

#include <optional>
#include <string>

#include "node/admin_server.h"
#include "node/roster.h"

namespace rednode::node {

inline constexpr const char* kRosterFile = "roster.note";

class RosterKeeper {
 public:
  // The context must outlive the object.
  explicit RosterKeeper(AdminContext& context) : context_(context) {}

  // Tells the engine which roster the file holds. Once, after the start.
  base::Status start();
  // Takes what peers sent since. Once in a while.
  void look();

  // Nothing where this node follows none; kCorrupt where the file is damaged.
  base::Result<std::optional<SignedRoster>> present() const;
  // Checks the roster and makes it the present one: its cards are written, those of members that
  // left are taken away, and cards that came by hand stay. `first`: the operator compared it; else
  // it must follow the present one. Answers with the origins that changed.
  base::Result<std::vector<std::string>> apply(base::BytesView note, bool first);

  // kUnavailable while the daemon stops.
  base::Result<ChangesOf> changes_of() const;

 private:
  base::Status check_cards(const Roster& before, const Roster& after) const;
  base::Status write_cards(const Roster& before, const Roster& after);
  base::Status tell(const SignedRoster& roster);

  AdminContext& context_;
};

}  // namespace rednode::node
