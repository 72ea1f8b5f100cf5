// redctl key: the keys that sign this node's log, and the change to a new one.

#include "node/ctl/commands.h"
#include "node/ctl/context.h"

namespace rednode::node {

Exit run_key_list(Context& context) {
  return run_with_daemon(context, [&](const Config&, AdminClient& daemon) -> base::Result<Exit> {
    ListOutput list(context.out, "keys");
    Table table({{"STATE"}, {"SINCE"}, {"SIGNS UNTIL"}, {"FILE"}, {"VERIFIER KEY"}});
    REDNODE_TRY(
        const auto answer,
        daemon.call(
            "key_list", Json::object(), {}, [&](const Json& key, base::Bytes&&) -> base::Status {
              list.item(key);
              table.row({text_member(key, "state", "?"), text_member(key, "since", "the beginning"),
                         text_member(key, "signs_until", "-"),
                         text_member(key, "file", "NOT IN THE FOLDER"),
                         text_member(key, "key", "?")});
              return {};
            }));
    list.end(answer.ok);
    if (context.out.is_table()) context.out.table(table);
    return Exit::kDone;
  });
}

Exit run_key_rotate(Context& context, const std::string& reason) {
  return run_with_daemon(context, [&](const Config&, AdminClient& daemon) -> base::Result<Exit> {
    REDNODE_TRY(const auto answer, daemon.call("key_rotate", {{"reason", reason}}));
    if (!context.out.is_table()) {
      context.out.document(answer.ok);
      return Exit::kDone;
    }
    context.out.text("The log is signed by a new key from entry " +
                     std::to_string(number_member(answer.ok, "sequence")) + " on:\n  " +
                     text_member(answer.ok, "key", "?") + "\nThe old one signs too until " +
                     text_member(answer.ok, "overlap_until", "?") +
                     ". The peers learn it from the log; nothing has to be sent to them.\n"
                     "Back up the folder of keys now: both keys are needed.\n");
    return Exit::kDone;
  });
}

}  // namespace rednode::node
