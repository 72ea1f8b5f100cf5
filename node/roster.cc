#include "node/roster.h"

#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

#include "base/digest.h"
#include "base/limits.h"
#include "node/card.h"
#include "schema/origin.h"

namespace rednode::node {
namespace {

namespace limits = base::limits;

constexpr std::size_t kThresholdMin = 2;

bool is_federation(const std::string& name) {
  const auto plain = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !name.empty() && name.size() <= 32 && std::all_of(name.begin(), name.end(), plain);
}

base::Result<std::uint64_t> number_field(const toml::table& table, const char* name) {
  const auto value = table[name].value<std::int64_t>();
  if (!table[name].is_integer() || !value.has_value() || *value < 0) {
    return base::invalid(std::string("the roster's ") + name + " is no whole number");
  }
  return static_cast<std::uint64_t>(*value);
}

base::Status read_signers(const toml::table& table, Roster& roster) {
  const toml::array* list = table["signers"].as_array();
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const auto origin = (*list)[i].value<std::string>();
    if (!origin.has_value() || !roster.cards.contains(*origin)) {
      return base::invalid("a signer of the roster is no member of it");
    }
    roster.signers.push_back(*origin);
  }
  if (!std::is_sorted(roster.signers.begin(), roster.signers.end()) ||
      std::adjacent_find(roster.signers.begin(), roster.signers.end()) != roster.signers.end()) {
    return base::invalid("the roster's signers are not in the order of their names, each once");
  }
  if (roster.threshold < kThresholdMin || roster.threshold > roster.signers.size()) {
    return base::invalid("the roster's threshold is at least " + std::to_string(kThresholdMin) +
                         ", and at most the number of its signers");
  }
  return {};
}

// A member is its card, as a text of its own: so the roster needs no second way to read one.
base::Status read_members(const toml::table& table, Roster& roster) {
  const toml::array* list = table["member"].as_array();
  if (list == nullptr || list->empty() || list->size() > limits::kPeersMax) {
    return base::invalid("a roster has between 1 and " + std::to_string(limits::kPeersMax) +
                         " members");
  }
  std::vector<peers::Peer> peers;
  for (const toml::node& item : *list) {
    const toml::table* member = item.as_table();
    const auto text = member == nullptr ? std::nullopt : (*member)["card"].value<std::string>();
    if (!text.has_value()) return base::invalid("a member of the roster has no card");
    const auto card = parse_card(*text);
    if (!card.ok()) return base::with_context("a member of the roster", card.error());
    // What a log says of its keys is learned from the log.
    const auto changes = key_changes_in(*text);
    if (!changes.ok() || !changes->empty()) {
      return base::invalid("the card of " + card->peer.origin +
                           " in the roster has a key_change: ask " + card->peer.origin +
                           " for its card of today");
    }
    for (const peers::Peer& other : peers) REDNODE_CHECK(check_apart(card->peer, other));
    peers.push_back(card->peer);
    if (!roster.cards.emplace(card->peer.origin, *text).second) {
      return base::invalid("the roster has two cards of " + card->peer.origin);
    }
  }
  return {};
}

base::Result<Roster> roster_from(const toml::table& table) {
  Roster roster;
  roster.federation = table["federation"].value<std::string>().value_or("");
  if (!is_federation(roster.federation)) {
    return base::invalid("the roster names no federation: letters, digits and '-', at most 32");
  }
  REDNODE_TRY(roster.version, number_field(table, "version"));
  if (roster.version == 0) return base::invalid("the first version of a roster is 1");
  REDNODE_TRY(const auto time, number_field(table, "time"));
  roster.time = base::UnixTime::from_seconds(static_cast<std::int64_t>(time));
  REDNODE_TRY(roster.threshold, number_field(table, "threshold"));
  REDNODE_CHECK(read_members(table, roster));
  REDNODE_CHECK(read_signers(table, roster));
  return roster;
}

// The card as a TOML literal text, which has no escapes: a card has no three quotes in a row.
std::string quoted(const std::string& card) {
  return "'''\n" + card + (card.ends_with('\n') ? "" : "\n") + "'''";
}

// As check_successor() counts.
base::Status check_threshold(const SignedRoster& next, const Roster& rule,
                             const ChangesOf& changes_of, const std::string& whose) {
  const auto by = signers_of(next.note, rule, changes_of);
  if (by.size() >= rule.threshold) return {};
  std::string names;
  for (const std::string& origin : by) names += (names.empty() ? "" : ", ") + origin;
  return base::unauthorised(
      "version " + std::to_string(next.roster.version) + " of the roster is signed by " +
      (names.empty() ? "nobody who may" : names) + ", and " + whose + " asks for " +
      std::to_string(rule.threshold) + " of " + std::to_string(rule.signers.size()));
}

}  // namespace

std::string roster_text(const Roster& roster) {
  std::ostringstream out;
  out << kRosterTitle << "\n"
      << "federation = \"" << roster.federation << "\"\n"
      << "version = " << roster.version << "\n"
      << "time = " << roster.time.seconds() << "\n"
      << "threshold = " << roster.threshold << "\n"
      << "signers = [";
  for (std::size_t i = 0; i < roster.signers.size(); ++i) {
    out << (i > 0 ? ", " : "") << "\"" << roster.signers[i] << "\"";
  }
  out << "]\n";
  for (const auto& [origin, card] : roster.cards) {
    out << "\n[[member]]\ncard = " << quoted(card) << "\n";
  }
  return out.str();
}

base::Result<Roster> parse_roster_text(std::string_view text) {
  const std::string title = std::string(kRosterTitle) + "\n";
  if (text.size() > limits::kRosterBytesMax) return base::invalid("too large for a roster");
  if (!text.starts_with(title)) return base::invalid("not a roster");
  try {
    REDNODE_TRY(auto roster, roster_from(toml::parse(text.substr(title.size()))));
    // What is signed has one form: nothing stands in it that is not shown to who signs.
    if (roster_text(roster) != text) return base::invalid("the roster is not in its own form");
    return roster;
  } catch (const toml::parse_error& e) {
    return base::invalid("not a roster: line " + std::to_string(e.source().begin.line + 1) + ": " +
                         std::string(e.description()));
  }
}

base::Result<SignedRoster> parse_roster(base::BytesView bytes) {
  SignedRoster out;
  REDNODE_TRY(out.note, schema::parse_note(bytes, limits::kRosterBytesMax));
  REDNODE_TRY(out.roster, parse_roster_text(out.note.text));
  return out;
}

std::string fingerprint_of(const SignedRoster& roster) {
  const std::string hex = base::to_hex(base::sha256(roster.note.text).view().substr(0, 16));
  std::string text;
  for (std::size_t i = 0; i < hex.size(); i += 4) text += (i > 0 ? " " : "") + hex.substr(i, 4);
  return text;
}

std::vector<std::string> signers_of(const schema::Note& note, const Roster& roster,
                                    const ChangesOf& changes_of) {
  std::vector<std::string> found;
  for (const std::string& origin : roster.signers) {
    const auto card = parse_card(roster.cards.at(origin));
    if (!card.ok()) continue;
    const schema::LogKeys keys(card->peer.log_key, changes_of(origin));
    // The key that it has today, and no other: an old one may be in other hands.
    if (schema::verify_note(note, keys.latest()).ok()) found.push_back(origin);
  }
  return found;
}

base::Status check_successor(const SignedRoster& present, const SignedRoster& next,
                             const ChangesOf& changes_of) {
  const Roster& before = present.roster;
  if (next.roster.federation != before.federation) {
    return base::conflict("the roster is of the federation " + next.roster.federation +
                          ", and this node follows " + before.federation);
  }
  if (next.note.text == present.note.text) return {};
  if (next.roster.version <= before.version) {
    return base::conflict("version " + std::to_string(next.roster.version) +
                          " of the roster is no later than version " +
                          std::to_string(before.version) + ", which this node follows");
  }
  REDNODE_CHECK(check_threshold(next, before, changes_of, "the version before it"));
  return check_threshold(next, next.roster, changes_of, "it");
}

schema::Note with_signers(const schema::Note& note, const std::vector<const Roster*>& rosters,
                          const ChangesOf& changes_of) {
  schema::Note kept{note.text, {}};
  for (const Roster* roster : rosters) {
    for (const std::string& origin : signers_of(note, *roster, changes_of)) {
      const auto card = parse_card(roster->cards.at(origin));
      if (!card.ok()) continue;
      const schema::LogKeys keys(card->peer.log_key, changes_of(origin));
      for (const schema::NoteSignature& signature : note.signatures) {
        const bool of_it = signature.name == origin && signature.key_id == keys.latest().key_id();
        if (of_it) schema::put_signature(kept, signature);
      }
    }
  }
  return kept;
}

base::Status check_first(const SignedRoster& roster, const ChangesOf& changes_of) {
  return check_threshold(roster, roster.roster, changes_of, "it");
}

std::vector<std::string> differences(const Roster& before, const Roster& after) {
  std::vector<std::string> found;
  for (const auto& [origin, card] : after.cards) {
    const auto known = before.cards.find(origin);
    if (known == before.cards.end()) {
      found.push_back("+" + origin);
    } else if (known->second != card) {
      found.push_back("~" + origin);
    }
  }
  for (const auto& [origin, card] : before.cards) {
    if (!after.cards.contains(origin)) found.push_back("-" + origin);
  }
  return found;
}

}  // namespace rednode::node
