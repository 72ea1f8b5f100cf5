// redctl roster: who belongs to the federation, as a threshold of its members signed it.

#include "node/roster.h"

#include <algorithm>

#include "base/limits.h"
#include "node/card.h"
#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/table.h"
#include "node/ctl/text_file.h"

namespace rednode::node {
namespace {

std::string words_of(const Json& list) {
  std::string text;
  for (const Json& word : list) {
    if (word.is_string()) text += (text.empty() ? "" : ", ") + printable(word.get<std::string>());
  }
  return text.empty() ? "-" : text;
}

void print(Output& out, const Json& roster) {
  out.text(fields_text({
      {"federation", printable(text_member(roster, "federation"))},
      {"version",
       std::to_string(number_member(roster, "version")) + " of " + text_member(roster, "time")},
      {"fingerprint", text_member(roster, "fingerprint")},
      {"signed by", words_of(list_member(roster, "signed_by")) + " (" +
                        std::to_string(number_member(roster, "threshold")) + " of " +
                        words_of(list_member(roster, "signers")) + " are needed)"},
  }));
  if (roster.contains("changed")) {
    out.text("changes  " + words_of(list_member(roster, "changed")) + "\n");
  }
  Table table({{"member"}, {"name"}, {"exchange"}, {"fingerprint"}});
  for (const Json& member : list_member(roster, "members")) {
    table.row({text_member(member, "origin"), text_member(member, "name"),
               text_member(member, "exchange"), text_member(member, "fingerprint")});
  }
  out.text("\n");
  out.table(table);
}

void show(Context& context, const Json& roster) {
  if (context.out.is_table()) {
    print(context.out, roster);
  } else {
    context.out.document(roster);
  }
}

base::Status write_note(const std::string& path, const Json& roster) {
  REDNODE_TRY(auto file, FileWriter::open(path));
  REDNODE_CHECK(file.write(text_member(roster, "note")));
  return file.commit();
}

base::Status add_card(Roster& roster, const std::string& text) {
  REDNODE_TRY(const auto card, parse_card(text));
  roster.cards[card.peer.origin] = text;
  return {};
}

// The present roster, or, for the first one, our own card and those of all peers here.
base::Result<Roster> begin_proposal(AdminClient& daemon, const RosterProposal& options) {
  const auto present = daemon.call("roster_show");
  if (present.ok()) {
    REDNODE_TRY(auto roster, parse_roster(text_member(present->ok, "note")));
    return std::move(roster.roster);
  }
  if (present.error().code != base::Code::kNotFound) return present.error();
  if (options.federation.empty()) {
    return base::invalid("the first roster needs the name of the federation: --federation EHDS");
  }
  Roster roster;
  roster.federation = options.federation;
  std::vector<std::string> origins;
  REDNODE_TRY(const auto listed, daemon.call("peer_list", Json::object(), {},
                                             [&](const Json& item, base::Bytes&&) -> base::Status {
                                               origins.push_back(text_member(item, "origin"));
                                               return {};
                                             }));
  REDNODE_TRY(const auto own, daemon.call("peer_card"));
  REDNODE_CHECK(add_card(roster, text_member(own.ok, "card")));
  for (const std::string& origin : origins) {
    REDNODE_TRY(const auto card, daemon.call("peer_card", {{"origin", origin}}));
    REDNODE_CHECK(add_card(roster, text_member(card.ok, "card")));
  }
  return roster;
}

base::Result<Exit> propose(Context& context, AdminClient& daemon, const RosterProposal& options) {
  REDNODE_TRY(auto roster, begin_proposal(daemon, options));
  for (const std::string& file : options.add) {
    REDNODE_TRY(const auto text, read_text_file(file, base::limits::kCardBytesMax));
    REDNODE_CHECK(add_card(roster, text));
  }
  for (const std::string& origin : options.remove) {
    if (roster.cards.erase(origin) == 0) {
      return base::not_found(origin + " is no member of the roster");
    }
    std::erase(roster.signers, origin);
  }
  if (!options.signers.empty()) roster.signers = options.signers;
  if (roster.signers.empty()) {
    for (const auto& [origin, card] : roster.cards) roster.signers.push_back(origin);
  }
  std::sort(roster.signers.begin(), roster.signers.end());
  if (options.threshold > 0) roster.threshold = options.threshold;
  // More than half, where nobody said how many.
  if (roster.threshold == 0) roster.threshold = roster.signers.size() / 2 + 1;
  ++roster.version;
  roster.time = base::SystemClock().now().wall;
  const std::string text = roster_text(roster);
  REDNODE_CHECK(parse_roster_text(text));
  REDNODE_TRY(const auto answer, daemon.call("roster_sign", {{"note", text}}));
  REDNODE_CHECK(write_note(options.out_file, answer.ok));
  show(context, answer.ok);
  return Exit::kDone;
}

base::Result<Exit> sign(Context& context, AdminClient& daemon, const RosterFileOptions& options) {
  REDNODE_TRY(const auto text, read_text_file(options.file, base::limits::kRosterBytesMax));
  REDNODE_TRY(const auto answer, daemon.call("roster_sign", {{"note", text}}));
  show(context, answer.ok);
  if (!options.yes) {
    context.out.note("nothing was written: read what it changes, and say --yes to sign it");
    return Exit::kRefused;
  }
  REDNODE_CHECK(write_note(options.file, answer.ok));
  return Exit::kDone;
}

base::Result<Exit> apply(Context& context, AdminClient& daemon, const RosterFileOptions& options,
                         bool first) {
  REDNODE_TRY(const auto text, read_text_file(options.file, base::limits::kRosterBytesMax));
  if (first && !options.yes) {
    REDNODE_TRY(const auto roster, parse_roster(text));
    context.out.note("the fingerprint is " + fingerprint_of(roster) +
                     ": compare it with two members over the telephone, and say --yes");
    return Exit::kRefused;
  }
  REDNODE_TRY(const auto answer, daemon.call("roster_apply", {{"note", text}, {"first", first}}));
  show(context, answer.ok);
  return Exit::kDone;
}

}  // namespace

Exit run_roster_show(Context& context) {
  return run_with_daemon(context, [&](const Config&, AdminClient& daemon) -> base::Result<Exit> {
    REDNODE_TRY(const auto answer, daemon.call("roster_show"));
    show(context, answer.ok);
    return Exit::kDone;
  });
}

Exit run_roster_propose(Context& context, const RosterProposal& options) {
  return run_with_daemon(context, [&](const Config&, AdminClient& daemon) {
    return propose(context, daemon, options);
  });
}

Exit run_roster_sign(Context& context, const RosterFileOptions& options) {
  return run_with_daemon(
      context, [&](const Config&, AdminClient& daemon) { return sign(context, daemon, options); });
}

Exit run_roster_apply(Context& context, const RosterFileOptions& options, bool first) {
  return run_with_daemon(context, [&](const Config&, AdminClient& daemon) {
    return apply(context, daemon, options, first);
  });
}

}  // namespace rednode::node
