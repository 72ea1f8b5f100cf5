// redctl log head and list: what an origin signed, entry by entry.

#include "node/ctl/commands.h"
#include "node/ctl/context.h"

namespace rednode::node {
namespace {

Json members_for(const std::string& origin) {
  Json members = Json::object();
  if (!origin.empty()) members["origin"] = origin;
  return members;
}

}  // namespace

Exit run_log_head(Context& context, const std::string& origin) {
  return run_with_daemon(
      context, [&](const Config& config, AdminClient& daemon) -> base::Result<Exit> {
        REDNODE_TRY(auto answer, daemon.call("log_head", members_for(origin)));
        const bool contradicted = flag_member(answer.ok, "contradicted");
        if (!context.out.is_table()) {
          if (!answer.ok.contains("origin"))
            answer.ok["origin"] = origin.empty() ? config.origin : origin;
          context.out.document(answer.ok);
          return contradicted ? Exit::kRefused : Exit::kDone;
        }
        std::string holders;
        for (const Json& holder : list_member(answer.ok, "held_by")) {
          holders += (holders.empty() ? "" : ", ") + text_member(holder, "origin", "?") + " " +
                     std::to_string(number_member(holder, "size"));
        }
        context.out.text(fields_text(
            {{"origin", origin.empty() ? config.origin : origin},
             {"size", std::to_string(number_member(answer.ok, "size"))},
             {"root", text_member(answer.ok, "root", "?")},
             {"live", std::to_string(number_member(answer.ok, "live"))},
             {"withdrawn", std::to_string(number_member(answer.ok, "withdrawn"))},
             {"held by", holders.empty() ? "-" : holders},
             {"contradicted", contradicted ? "YES: the evidence stands below" : "no"}}));
        context.out.text("\n" + text_member(answer.ok, "note", "(no checkpoint yet)\n"));
        if (contradicted) context.out.text("\n" + text_member(answer.ok, "evidence"));
        return contradicted ? Exit::kRefused : Exit::kDone;
      });
}

Exit run_log_list(Context& context, const LogListOptions& options) {
  return run_with_daemon(context, [&](const Config&, AdminClient& daemon) -> base::Result<Exit> {
    constexpr std::size_t kPage = 500;
    Json members = members_for(options.origin);
    members["first"] = options.first;
    if (options.count.has_value()) members["count"] = *options.count;
    ListOutput list(context.out, "updates");
    Table table({{"SEQUENCE", true}, {"TIME"}, {"KIND"}, {"CONTENT"}, {"IRI"}, {"REASON"}});
    REDNODE_TRY(
        const auto answer,
        daemon.call("log_list", std::move(members), {},
                    [&](const Json& update, base::Bytes&&) -> base::Status {
                      list.item(update);
                      if (!context.out.is_table()) return {};
                      const std::string id = text_member(update, "content_id", "-");
                      table.row({std::to_string(number_member(update, "sequence")),
                                 text_member(update, "time", "?"), text_member(update, "kind", "?"),
                                 id.substr(0, 12), text_member(update, "iri", "?"),
                                 text_member(update, "reason", "-")});
                      if (table.rows() >= kPage) context.out.table(table);
                      return {};
                    }));
    list.end(
        {{"size", number_member(answer.ok, "size")}, {"note", text_member(answer.ok, "note")}});
    if (context.out.is_table()) context.out.table(table);
    return Exit::kDone;
  });
}

}  // namespace rednode::node
