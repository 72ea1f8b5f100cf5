// redctl recover, redctl log generations: a log that begins anew, and what that left behind.

#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/table.h"

namespace rednode::node {
namespace {

std::string generation_line(const Json& generation) {
  return text_member(generation, "log", "?") + ", since " + text_member(generation, "time", "?") +
         ": goes on from entry " + std::to_string(number_member(generation, "from")) + "; " +
         printable(text_member(generation, "reason")) + "\n";
}

base::Result<Exit> recover(Context& context, AdminClient& daemon, const RecoverOptions& options) {
  if (!options.yes) {
    return base::invalid(
        "this gives up what the peers may hold beyond this copy of our log, for good. Bring up the "
        "link to one peer instead, and what is lost comes back by itself. Where there is none, "
        "say --yes");
  }
  REDNODE_TRY(const auto answer, daemon.call("recover", {{"reason", options.reason}}));
  if (context.out.is_table()) {
    context.out.text("our log goes on as " + text_member(answer.ok, "log") + ", from entry " +
                     std::to_string(number_member(answer.ok, "size")) + "\n");
  } else {
    context.out.document(answer.ok);
  }
  return Exit::kDone;
}

base::Result<Exit> generations(Context& context, AdminClient& daemon, const std::string& origin) {
  std::vector<Json> left;
  Json members = Json::object();
  if (!origin.empty()) members["origin"] = origin;
  REDNODE_TRY(auto answer, daemon.call("log_generations", members, {},
                                       [&](const Json& item, base::Bytes&&) -> base::Status {
                                         left.push_back(item);
                                         return {};
                                       }));
  if (!context.out.is_table()) {
    answer.ok["entries_left_behind"] = left;
    context.out.document(answer.ok);
    return Exit::kDone;
  }
  const Json all = list_member(answer.ok, "generations");
  if (all.empty()) {
    context.out.text("the log of " + text_member(answer.ok, "origin") + " never began anew\n");
    return Exit::kDone;
  }
  for (const Json& generation : all) context.out.text(generation_line(generation));
  if (left.empty()) return Exit::kDone;
  Table table({{"left behind in"}, {"sequence", true}, {"time"}, {"kind"}, {"record"}});
  for (const Json& update : left) {
    table.row({text_member(update, "log"), std::to_string(number_member(update, "sequence")),
               text_member(update, "time", "-"), text_member(update, "kind"),
               text_member(update, "iri", "-")});
  }
  context.out.text("\n");
  context.out.table(table);
  return Exit::kDone;
}

}  // namespace

Exit run_recover(Context& context, const RecoverOptions& options) {
  return run_with_daemon(context, [&](const Config&, AdminClient& daemon) {
    return recover(context, daemon, options);
  });
}

Exit run_log_generations(Context& context, const std::string& origin) {
  return run_with_daemon(context, [&](const Config&, AdminClient& daemon) {
    return generations(context, daemon, origin);
  });
}

}  // namespace rednode::node
