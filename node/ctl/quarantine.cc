// redctl quarantine: what could not enter, where it stands, and the way out.

#include "node/ctl/commands.h"
#include "node/ctl/context.h"

namespace rednode::node {
namespace {

std::string place_of(const Json& entry) {
  std::string place = text_member(entry, "source", "?");
  if (number_member(entry, "line") > 0) place += ":" + std::to_string(number_member(entry, "line"));
  return place;
}

base::Status for_each_entry(AdminClient& daemon, const AdminClient::OnItem& on_entry) {
  constexpr std::uint64_t kPage = 1'000;
  Json members = {{"limit", kPage}};
  for (;;) {
    Json last;
    REDNODE_TRY(const auto answer, daemon.call("quarantine_list", members, {},
                                               [&](const Json& item, base::Bytes&& blob) {
                                                 last = number_member(item, "id");
                                                 return on_entry(item, std::move(blob));
                                               }));
    if (!flag_member(answer.ok, "more") || last.is_null()) return {};
    members["after"] = std::move(last);
  }
}

}  // namespace

Exit run_quarantine_list(Context& context) {
  return run_with_daemon(context, [&](const Config&, AdminClient& daemon) -> base::Result<Exit> {
    ListOutput list(context.out, "quarantine");
    Table table({{"ID", true}, {"TIME"}, {"RECORD"}, {"PLACE"}, {"REASON"}});
    REDNODE_CHECK(for_each_entry(daemon, [&](const Json& entry, base::Bytes&&) -> base::Status {
      list.item(entry);
      if (!context.out.is_table()) return {};
      table.row({std::to_string(number_member(entry, "id")), text_member(entry, "time", "?"),
                 text_member(entry, "record", "-"), place_of(entry),
                 text_member(entry, "reason", "?")});
      return {};
    }));
    list.end();
    if (!context.out.is_table()) return Exit::kDone;
    if (table.rows() == 0) {
      context.out.text("nothing is in quarantine\n");
    } else {
      context.out.table(table);
    }
    return Exit::kDone;
  });
}

Exit run_quarantine_show(Context& context, std::uint64_t id) {
  return run_with_daemon(context, [&](const Config&, AdminClient& daemon) -> base::Result<Exit> {
    REDNODE_TRY(const auto answer, daemon.call("quarantine_show", {{"id", id}}));
    if (!context.out.is_table()) {
      context.out.document(answer.ok);
      return Exit::kDone;
    }
    context.out.text(fields_text({{"id", std::to_string(id)},
                                  {"time", text_member(answer.ok, "time", "?")},
                                  {"place", place_of(answer.ok)},
                                  {"record", text_member(answer.ok, "record", "-")},
                                  {"field", text_member(answer.ok, "field", "-")},
                                  {"reason", text_member(answer.ok, "reason", "?")},
                                  {"remedy", text_member(answer.ok, "remedy", "-")}}));
    context.out.text("\n");
    std::string original = text_member(answer.ok, "original");
    for (std::size_t at = 0; at < original.size();) {
      const std::size_t end = std::min(original.find('\n', at), original.size());
      context.out.text(printable(std::string_view(original).substr(at, end - at)) + "\n");
      at = end + 1;
    }
    return Exit::kDone;
  });
}

}  // namespace rednode::node
