#include "node/roster_keeper.h"

#include <filesystem>
#include <fstream>

#include "base/limits.h"
#include "node/card.h"
#include "node/peer_directory.h"

namespace rednode::node {
namespace {

namespace fs = std::filesystem;

fs::path file_of(const Config& config) {
  return fs::path(config.peers_directory) / kRosterFile;
}

base::Status write_file(const fs::path& path, const base::Bytes& bytes) {
  const fs::path temporary = path.string() + ".new";
  {
    std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
    out << bytes;
    if (!out.flush()) return base::unavailable("cannot write " + temporary.string());
  }
  std::error_code error;
  fs::rename(temporary, path, error);
  if (error) return base::unavailable("cannot write " + path.string() + ": " + error.message());
  return {};
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

}  // namespace

base::Result<std::optional<SignedRoster>> RosterKeeper::present() const {
  const fs::path path = file_of(context_.config);
  std::error_code error;
  if (!fs::exists(path, error)) return std::optional<SignedRoster>();
  std::ifstream in(path, std::ios::binary);
  std::string text(base::limits::kRosterBytesMax + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  auto roster = parse_roster(text);
  if (!roster.ok()) return base::corrupt(path.string() + ": " + roster.error().message);
  return std::make_optional(std::move(*roster));
}

base::Result<ChangesOf> RosterKeeper::changes_of() const {
  REDNODE_TRY(const auto report, context_.loop.report());
  std::map<std::string, std::vector<schema::KeyChange>> known;
  for (const auto& log : report.logs) {
    for (const auto& rotation : log.rotations) known[log.origin].push_back(rotation.change);
  }
  return ChangesOf([known = std::move(known)](const std::string& origin) {
    const auto at = known.find(origin);
    return at == known.end() ? std::vector<schema::KeyChange>() : at->second;
  });
}

base::Status RosterKeeper::tell(const SignedRoster& roster) {
  REDNODE_TRY(const auto done,
              context_.loop.call(peers::SetRoster{roster.roster.version, roster.bytes()}));
  return done.status;
}

base::Status RosterKeeper::start() {
  REDNODE_TRY(const auto roster, present());
  return roster.has_value() ? tell(*roster) : base::Status();
}

// Before anything is written: no member may claim the transport key of one whose card came by hand.
base::Status RosterKeeper::check_cards(const Roster& before, const Roster& after) const {
  REDNODE_TRY(const auto cards, read_cards(context_.config.peers_directory));
  for (const auto& [origin, peer] : cards) {
    if (before.cards.contains(origin) || after.cards.contains(origin)) continue;
    for (const auto& [member, text] : after.cards) {
      REDNODE_TRY(const auto card, parse_card(text));
      REDNODE_CHECK(check_apart(card.peer, peer));
    }
  }
  return {};
}

// A card that did not change is left alone: it may carry what was learned of its keys since.
base::Status RosterKeeper::write_cards(const Roster& before, const Roster& after) {
  const std::string& folder = context_.config.peers_directory;
  for (const auto& [origin, card] : before.cards) {
    if (after.cards.contains(origin) || origin == context_.config.origin) continue;
    const auto removed = remove_card(folder, origin);
    if (!removed.ok() && removed.error().code != base::Code::kNotFound) return removed;
  }
  for (const auto& [origin, card] : after.cards) {
    if (origin == context_.config.origin) continue;
    const auto known = before.cards.find(origin);
    const bool same = known != before.cards.end() && known->second == card;
    if (same && card_text(folder, origin).ok()) continue;
    REDNODE_CHECK(write_card(folder, card, true));
  }
  return {};
}

base::Result<std::vector<std::string>> RosterKeeper::apply(base::BytesView note, bool first) {
  REDNODE_TRY(auto next, parse_roster(note));
  REDNODE_TRY(const ChangesOf changes, changes_of());
  const std::lock_guard lock(context_.peers_mutex);
  REDNODE_TRY(const auto now, present());
  if (!now.has_value() && !first) {
    return base::conflict(
        "this node follows no roster yet: compare the fingerprint of the first one, and add it "
        "with "
        "redctl roster trust");
  }
  if (now.has_value() && now->note.text == next.note.text) return std::vector<std::string>();
  if (now.has_value()) {
    REDNODE_CHECK(check_successor(*now, next, changes));
  } else {
    REDNODE_CHECK(check_first(next, changes));
  }
  if (!next.roster.cards.contains(context_.config.origin)) {
    context_.logger.warn("not-in-roster", {{"federation", next.roster.federation},
                                           {"version", std::to_string(next.roster.version)}});
  }
  const Roster before = now.has_value() ? now->roster : Roster{};
  next.note = with_signers(next.note, {&before, &next.roster}, changes);
  REDNODE_CHECK(check_cards(before, next.roster));
  // The cards first: where this is cut, the roster comes again, and does the rest.
  REDNODE_CHECK(write_cards(before, next.roster));
  REDNODE_CHECK(write_file(file_of(context_.config), next.bytes()));
  REDNODE_TRY(auto directory, read_directory(context_.config, context_.store));
  REDNODE_TRY(const auto set, context_.loop.call(peers::SetDirectory{std::move(directory)}));
  REDNODE_CHECK(set.status);
  REDNODE_CHECK(tell(next));
  const auto changed = differences(before, next.roster);
  context_.logger.info("roster", {{"federation", next.roster.federation},
                                  {"version", std::to_string(next.roster.version)},
                                  {"changed", joined(changed)}});
  return changed;
}

void RosterKeeper::look() {
  for (const base::Bytes& note : context_.loop.take_rosters()) {
    const auto applied = apply(note, false);
    if (!applied.ok()) {
      context_.logger.warn("roster-refused", {{"cause", applied.error().message}});
    }
  }
}

}  // namespace rednode::node
