// redctl receipts: what the other nodes made of our records; and of one record, who confirmed it.

#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/table.h"

namespace rednode::node {
namespace {

std::string number_or_dash(const Json& json, const char* member) {
  const auto at = json.find(member);
  return at != json.end() && at->is_number() ? std::to_string(at->get<std::uint64_t>()) : "-";
}

std::string outcome_text(const Json& confirmed) {
  const Json outcome = confirmed.value("outcome", Json());
  if (!outcome.is_object()) return "held, not judged yet";
  if (outcome.value("applied", false)) return "applied";
  return "refused: " + text_member(outcome, "rule") + ": " + text_member(outcome, "message");
}

void print_all(Output& out, const Json& answer, bool all) {
  const Json log = answer.value("log", Json::object());
  Table peers({{"peer"}, {"holds", true}, {"since"}, {"judged", true}, {"refused", true}});
  for (const Json& peer : list_member(answer, "peers")) {
    peers.row({text_member(peer, "origin"), number_or_dash(peer, "holds"),
               text_member(peer, "holds_since", "-"), number_or_dash(peer, "judged"),
               number_or_dash(peer, "refused")});
  }
  out.text(text_member(log, "origin") + " has " + number_or_dash(log, "size") + " updates\n\n" +
           peers.render(out.color()));
  Table refused({{"peer"}, {"sequence", true}, {"record"}, {"rule"}, {"message"}});
  bool any = false;
  for (const Json& item : list_member(answer, "refused")) {
    if (!all && !item.value("current", false)) continue;
    any = true;
    refused.row({text_member(item, "origin"), number_or_dash(item, "sequence"),
                 text_member(item, "iri"), text_member(item, "rule"),
                 text_member(item, "message")});
  }
  if (any) out.text("\n" + refused.render(out.color()));
}

void print_record(Output& out, const Json& answer) {
  const Json confirmed = list_member(answer, "confirmed");
  const Json missing = list_member(answer, "not_confirmed");
  out.text("<" + text_member(answer, "iri") + ">\n" + text_member(answer, "kind") +
           " at sequence " + number_or_dash(answer, "sequence") + ", " +
           text_member(answer, "time") + "; held by " + std::to_string(confirmed.size()) + " of " +
           std::to_string(confirmed.size() + missing.size()) + " peers\n\n");
  Table table({{"peer"}, {"holds", true}, {"signed at"}, {"outcome"}});
  for (const Json& peer : confirmed) {
    table.row({text_member(peer, "origin"), number_or_dash(peer, "holds"),
               text_member(peer, "time"), outcome_text(peer)});
  }
  for (const Json& peer : missing) {
    table.row({text_member(peer, "origin"), number_or_dash(peer, "holds"), "-",
               "has not confirmed (" + text_member(peer, "state") + ")"});
  }
  out.text(table.render(out.color()));
}

base::Result<Exit> receipts(Context& context, AdminClient& daemon, const ReceiptsOptions& options) {
  if (!options.iri.empty()) {
    REDNODE_TRY(const auto answer, daemon.call("record_receipts", {{"iri", options.iri}}));
    if (context.out.is_table()) {
      print_record(context.out, answer.ok);
    } else {
      context.out.document(answer.ok);
    }
    bool refused = false;
    for (const Json& peer : list_member(answer.ok, "confirmed")) {
      const Json outcome = peer.value("outcome", Json());
      refused = refused || (outcome.is_object() && !outcome.value("applied", true));
    }
    return refused || !list_member(answer.ok, "not_confirmed").empty() ? Exit::kPartial
                                                                       : Exit::kDone;
  }
  REDNODE_TRY(const auto answer, daemon.call("receipts"));
  if (context.out.is_table()) {
    print_all(context.out, answer.ok, options.all);
  } else {
    context.out.document(answer.ok);
  }
  for (const Json& item : list_member(answer.ok, "refused")) {
    if (item.value("current", false)) return Exit::kPartial;
  }
  return Exit::kDone;
}

}  // namespace

Exit run_receipts(Context& context, const ReceiptsOptions& options) {
  return run_with_daemon(context, [&](const Config&, AdminClient& daemon) {
    return receipts(context, daemon, options);
  });
}

}  // namespace rednode::node
