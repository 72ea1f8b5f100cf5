// redctl record get and history: one record, as it is or as it was.

#include <algorithm>

#include "base/digest.h"
#include "catalogue/ntriples.h"
#include "catalogue/writer.h"
#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/document.h"
#include "node/ctl/stale_catalogues.h"
#include "node/ctl/time_text.h"

namespace rednode::node {
namespace {

Json members_for(const std::string& iri, const std::string& origin) {
  Json members = {{"iri", iri}};
  if (!origin.empty()) members["origin"] = origin;
  return members;
}

struct History {
  std::string origin;
  std::vector<Json> updates;
};

base::Result<History> history_of(AdminClient& daemon, const std::string& iri,
                                 const std::string& origin) {
  History history;
  REDNODE_TRY(const auto answer, daemon.call("history", members_for(iri, origin), {},
                                             [&](const Json& item, base::Bytes&&) -> base::Status {
                                               history.updates.push_back(item);
                                               return {};
                                             }));
  history.origin = text_member(answer.ok, "origin", origin.empty() ? "?" : origin);
  return history;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.size() < 19 &&
         text.find_first_not_of("0123456789") == std::string::npos;
}

// The sequence that --at means: the last update of the record up to the time.
base::Result<std::uint64_t> sequence_at(AdminClient& daemon, const RecordGetOptions& options) {
  if (is_number(options.at)) return std::stoull(options.at);
  REDNODE_TRY(const auto time, parse_time(options.at));
  REDNODE_TRY(const auto history, history_of(daemon, options.iri, options.origin));
  std::optional<std::uint64_t> sequence;
  for (const Json& update : history.updates) {
    const auto changed = parse_time(text_member(update, "time"));
    if (changed.ok() && *changed <= time) sequence = number_member(update, "sequence");
  }
  if (sequence.has_value()) return *sequence;
  return base::not_found("<" + options.iri + "> had no description at " + options.at +
                         "; redctl record history shows when it came");
}

base::Result<std::string> document_of(const std::string& iri, const base::Bytes& nquads,
                                      catalogue::Format format) {
  REDNODE_TRY(auto dataset, catalogue::parse_nquads(nquads));
  return catalogue::write_dataset(dataset, format, iri);
}

base::Status check_content(const AdminClient::Answer& answer, const std::string& iri) {
  if (base::to_hex(base::sha256(answer.blob)) == text_member(answer.ok, "content_id")) return {};
  return base::corrupt("the content of <" + iri +
                       "> is not the one that its update names: run "
                       "redctl store check");
}

base::Result<Exit> get(Context& context, AdminClient& daemon, const RecordGetOptions& options) {
  REDNODE_TRY(const auto format, writable_format(options.format));
  Json members = members_for(options.iri, options.origin);
  if (!options.at.empty()) {
    REDNODE_TRY(members["at"], sequence_at(daemon, options));
  }
  if (options.stale) members["any_age"] = true;
  REDNODE_TRY(auto answer, daemon.call("record", std::move(members)));
  REDNODE_TRY(const Json told,
              tell_of_stale(daemon, text_member(answer.ok, "origin"), options.stale, context.out));
  if (options.at.empty() && text_member(answer.ok, "status") == "withdrawn") {
    return base::not_found(
        "<" + options.iri + "> was withdrawn on " + text_member(answer.ok, "changed", "?") +
        "; its last description: --at " + std::to_string(number_member(answer.ok, "put_sequence")));
  }
  REDNODE_CHECK(check_content(answer, options.iri));
  const auto written = document_of(options.iri, answer.blob, format);
  if (!written.ok()) {  // as export: what its format cannot say is left out, and named
    return context.out.fail(base::with_context("left out <" + options.iri + ">", written.error()),
                            Exit::kPartial);
  }
  const std::string& text = *written;
  if (context.out.is_table()) {
    context.out.text(text);
    return Exit::kDone;
  }
  answer.ok["format"] = options.format;
  answer.ok["content"] = text;
  context.out.document(answer.ok);
  return Exit::kDone;
}

std::string short_id(const Json& update) {
  const std::string id = text_member(update, "content_id");
  return id.empty() ? "-" : id.substr(0, 12);
}

std::string size_text(const Json& update) {
  const auto at = update.find("content_size");
  return at != update.end() && at->is_number_unsigned() ? std::to_string(at->get<std::uint64_t>())
                                                        : "-";
}

}  // namespace

Exit run_record_get(Context& context, const RecordGetOptions& options) {
  return run_with_daemon(
      context, [&](const Config&, AdminClient& daemon) { return get(context, daemon, options); });
}

Exit run_record_history(Context& context, const std::string& iri, const std::string& origin) {
  return run_with_daemon(context, [&](const Config&, AdminClient& daemon) -> base::Result<Exit> {
    REDNODE_TRY(const auto history, history_of(daemon, iri, origin));
    ListOutput list(context.out, "history");
    Table table({{"SEQUENCE", true},
                 {"TIME"},
                 {"KIND"},
                 {"CONTENT"},
                 {"BYTES", true},
                 {"VERDICT"},
                 {"REASON"}});
    for (const Json& update : history.updates) {
      list.item(update);
      table.row({std::to_string(number_member(update, "sequence")),
                 text_member(update, "time", "?"), text_member(update, "kind", "?"),
                 short_id(update), size_text(update), text_member(update, "verdict", "-"),
                 text_member(update, "reason", "-")});
    }
    list.end({{"origin", history.origin}, {"iri", iri}});
    if (context.out.is_table()) context.out.table(table);
    return Exit::kDone;
  });
}

}  // namespace rednode::node
