// The roster of the federation: shown, signed, and taken.

#include "node/admin_call.h"
#include "node/card.h"
#include "node/roster_keeper.h"

namespace rednode::node {
namespace {

Json members_json(const Roster& roster) {
  Json members = Json::array();
  for (const auto& [origin, text] : roster.cards) {
    const auto card = parse_card(text);
    if (!card.ok()) continue;
    members.push_back({{"origin", origin},
                       {"name", card->peer.name},
                       {"exchange", card->peer.exchange_endpoint},
                       {"fingerprint", card->fingerprint}});
  }
  return members;
}

Json roster_json(const SignedRoster& signed_roster, const ChangesOf& changes_of) {
  const Roster& roster = signed_roster.roster;
  return {{"federation", roster.federation},
          {"version", roster.version},
          {"time", base::to_rfc3339(roster.time)},
          {"threshold", roster.threshold},
          {"signers", roster.signers},
          {"signed_by", signers_of(signed_roster.note, roster, changes_of)},
          {"members", members_json(roster)},
          {"fingerprint", fingerprint_of(signed_roster)},
          {"note", signed_roster.bytes()}};
}

}  // namespace

base::Result<OpResult> op_roster_show(const AdminCall& call) {
  const RosterKeeper keeper(call.context);
  REDNODE_TRY(const auto present, keeper.present());
  if (!present.has_value()) {
    return base::not_found(
        "this node follows no roster: its peers are those whose cards were added by hand");
  }
  REDNODE_TRY(const ChangesOf changes, keeper.changes_of());
  return OpResult{roster_json(*present, changes), {}};
}

// Adds our signature to a proposal that may become the next roster, and says what it changes.
base::Result<OpResult> op_roster_sign(const AdminCall& call) {
  AdminContext& c = call.context;
  const RosterKeeper keeper(c);
  REDNODE_TRY(const auto text, call.text("note"));
  // A proposal that nobody signed yet is its text alone.
  auto proposal = parse_roster(text);
  if (!proposal.ok()) {
    auto roster = parse_roster_text(text);
    if (!roster.ok()) return roster.error();
    proposal = SignedRoster{std::move(*roster), {text, {}}};
  }
  REDNODE_TRY(const auto present, keeper.present());
  if (present.has_value() && (proposal->roster.federation != present->roster.federation ||
                              proposal->roster.version <= present->roster.version)) {
    return base::conflict("this node follows version " + std::to_string(present->roster.version) +
                          " of the roster of " + present->roster.federation +
                          ": only a later one of it can be signed");
  }
  REDNODE_TRY(const ChangesOf changes, keeper.changes_of());
  const std::lock_guard lock(c.keys_mutex);
  schema::put_signature(proposal->note,
                        schema::sign_text(proposal->note.text, c.config.origin, c.keys.log));
  OpResult result;
  result.ok = roster_json(*proposal, changes);
  result.ok["changed"] =
      differences(present.has_value() ? present->roster : Roster{}, proposal->roster);
  c.logger.info("roster-signed", {{"version", std::to_string(proposal->roster.version)}});
  return result;
}

base::Result<OpResult> op_roster_apply(const AdminCall& call) {
  RosterKeeper keeper(call.context);
  REDNODE_TRY(const auto text, call.text("note"));
  REDNODE_TRY(const bool first, call.flag("first"));
  REDNODE_TRY(const auto changed, keeper.apply(text, first));
  REDNODE_TRY(const auto present, keeper.present());
  OpResult result;
  REDNODE_TRY(const ChangesOf changes, keeper.changes_of());
  if (present.has_value()) result.ok = roster_json(*present, changes);
  result.ok["changed"] = changed;
  return result;
}

}  // namespace rednode::node
