// Roster: who belongs to a federation, with the card of each, signed by a threshold of its members
// (docs/formats/roster.md). It spares every operator from exchanging cards with every other; one
// member alone, or its stolen key, can change nothing in it.
//
// A signed note (c2sp.org/signed-note). Its text is the line "rednode-roster/v1" and TOML.
//
// Thread rule: value types and pure functions.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "schema/log_keys.h"
#include "schema/note.h"

namespace rednode::node {

inline constexpr std::string_view kRosterTitle = "rednode-roster/v1";

struct Roster {
  std::string federation;     // letters, digits, '-'; at most 32
  std::uint64_t version = 0;  // from 1; only ever grows
  base::UnixTime time;
  std::size_t threshold = 0;                 // so many of the signers sign the next version
  std::vector<std::string> signers;          // members, by origin
  std::map<std::string, std::string> cards;  // of every member: TOML, by origin
};

std::string roster_text(const Roster& roster);
// kInvalid where a field breaks its rule, or a member's card is none; names which.
base::Result<Roster> parse_roster_text(std::string_view text);

// A roster with the note that carries it.
struct SignedRoster {
  Roster roster;
  schema::Note note;

  base::Bytes bytes() const { return schema::format_note(note); }
};
base::Result<SignedRoster> parse_roster(base::BytesView bytes);

// SHA-256 of the text, cut to 128 bits: to be compared over the telephone.
std::string fingerprint_of(const SignedRoster& roster);

// What is known of a member's log key besides its card in a roster: the changes in its log.
using ChangesOf = std::function<std::vector<schema::KeyChange>(const std::string& origin)>;

// Which of the roster's signers signed the note, by their cards in that roster.
std::vector<std::string> signers_of(const schema::Note& note, const Roster& roster,
                                    const ChangesOf& changes_of);

// Whether `next` may follow `present`: a later version of the same federation, signed by the
// threshold of those who may, according to both. kConflict where it is older, or another of the
// same version; kUnauthorised where too few signed.
base::Status check_successor(const SignedRoster& present, const SignedRoster& next,
                             const ChangesOf& changes_of);
// The note with the signatures of those who may sign by one of the rosters, and no other: what
// anybody else put on it is not kept.
schema::Note with_signers(const schema::Note& note, const std::vector<const Roster*>& rosters,
                          const ChangesOf& changes_of);
// Whether the roster satisfies its own rule: for the first one, which an operator compares.
base::Status check_first(const SignedRoster& roster, const ChangesOf& changes_of);

// The origins whose cards differ between two rosters: "+FR", "-BE", "~DE".
std::vector<std::string> differences(const Roster& before, const Roster& after);

}  // namespace rednode::node
