// redctl key: the keys that sign this node's log, and the change to a new one.

#include "node/ctl/commands.h"
#include "node/ctl/context.h"

namespace rednode::node {
namespace {

// The day alone.
std::string expires_text(const Json& key) {
  return text_member(key, "expires", "-").substr(0, 10);
}

constexpr const char* kAnnounced =
    "this card names the present transport key and the next one. Send it to every peer, who adds "
    "it with redctl peer add --replace; compare the fingerprint again. When all have it, change "
    "with redctl key rotate --transport --now.";
constexpr const char* kChanged =
    "the node is known by its new transport key. This is the last card: as soon as a peer adds it "
    "with redctl peer add --replace, the old key opens nothing there. Back up the folder of keys.";

Exit rotate_transport(Context& context, const KeyRotateOptions& options) {
  return run_with_daemon(context, [&](const Config&, AdminClient& daemon) -> base::Result<Exit> {
    const std::string operation = options.now ? "transport_key_switch" : "transport_key_next";
    REDNODE_TRY(const auto answer, daemon.call(operation, {{"years", options.years}}));
    if (!context.out.is_table()) {
      context.out.document(answer.ok);
      return Exit::kDone;
    }
    context.out.text(text_member(answer.ok, "card"));
    context.out.note(options.now ? kChanged : kAnnounced);
    return Exit::kDone;
  });
}

}  // namespace

Exit run_key_list(Context& context) {
  return run_with_daemon(context, [&](const Config&, AdminClient& daemon) -> base::Result<Exit> {
    ListOutput list(context.out, "keys");
    Table table({{"STATE"}, {"SINCE"}, {"SIGNS UNTIL"}, {"EXPIRES"}, {"FILE"}, {"KEY"}});
    REDNODE_TRY(
        const auto answer,
        daemon.call(
            "key_list", Json::object(), {}, [&](const Json& key, base::Bytes&&) -> base::Status {
              list.item(key);
              table.row({text_member(key, "state", "?"), text_member(key, "since", "the beginning"),
                         text_member(key, "signs_until", "-"), expires_text(key),
                         text_member(key, "file", "NOT IN THE FOLDER"),
                         text_member(key, "key", "?")});
              return {};
            }));
    for (const Json& key : list_member(answer.ok, "transport")) {
      table.row({text_member(key, "state", "?"), "-", "-", expires_text(key),
                 text_member(key, "file", "?"), text_member(key, "key", "?")});
    }
    list.end(answer.ok);
    if (context.out.is_table()) context.out.table(table);
    return Exit::kDone;
  });
}

Exit run_key_rotate(Context& context, const KeyRotateOptions& options) {
  if (options.transport) return rotate_transport(context, options);
  if (options.now) {
    return context.out.fail(
        base::invalid("--now belongs to --transport: a log key changes at once"), Exit::kFailed);
  }
  return run_with_daemon(context, [&](const Config&, AdminClient& daemon) -> base::Result<Exit> {
    REDNODE_TRY(const auto answer,
                daemon.call("key_rotate", {{"reason", options.reason}, {"years", options.years}}));
    if (!context.out.is_table()) {
      context.out.document(answer.ok);
      return Exit::kDone;
    }
    context.out.text("The log is signed by a new key from entry " +
                     std::to_string(number_member(answer.ok, "sequence")) + " on:\n  " +
                     text_member(answer.ok, "key", "?") + "\nThe old one signs too until " +
                     text_member(answer.ok, "overlap_until", "?") +
                     ". The peers learn it from the log; nothing has to be sent to them.\n" +
                     "It is meant to be used until " + expires_text(answer.ok) +
                     ".\n"
                     "Back up the folder of keys now: both keys are needed.\n");
    return Exit::kDone;
  });
}

}  // namespace rednode::node
