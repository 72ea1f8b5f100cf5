// redctl record list: the catalogue, line by line.

#include "catalogue/dataset.h"
#include "catalogue/ntriples.h"
#include "catalogue/summary.h"
#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/stale_catalogues.h"

namespace rednode::node {
namespace {

// Null where the record has no title, or its content is not here.
Json title_of(const std::string& iri, const base::Bytes& nquads, catalogue::Dataset& dataset,
              const std::vector<std::string>& languages) {
  if (nquads.empty() || !catalogue::parse_nquads(nquads, dataset).ok()) return nullptr;
  const auto summary = catalogue::summarise(dataset, iri);
  if (!summary.ok() || summary->titles.empty()) return nullptr;
  return std::string(catalogue::best_text(summary->titles, languages));
}

class Listing {
 public:
  Listing(Context& context, const RecordListOptions& options)
      : out_(context.out), options_(options), list_(context.out, "records") {}

  base::Status add(const Json& item, const base::Bytes& nquads) {
    Json json = item;
    const std::string iri = text_member(item, "iri");
    json["title"] = title_of(iri, nquads, dataset_, options_.languages);
    list_.item(json);
    if (!out_.is_table()) return {};
    const bool live = text_member(item, "status") == "live";
    table_.row({text_member(item, "origin", "?"),
                Cell(text_member(item, "status", "?"), live ? Style::kPlain : Style::kWarn),
                std::to_string(number_member(item, "sequence")),
                text_member(item, "confirmed", "?"),
                text_member(json, "title", flag_member(item, "wanted") ? "?" : "-"), iri});
    if (table_.rows() >= kPage) out_.table(table_);
    return {};
  }

  void finish() {
    list_.end();
    if (out_.is_table()) out_.table(table_);
  }

  void fail(const base::Error& error) { list_.end({{"error", error_json(error)}}); }

 private:
  static constexpr std::size_t kPage = 500;  // lines whose columns are measured together

  Output& out_;
  const RecordListOptions& options_;
  ListOutput list_;
  catalogue::Dataset dataset_;
  Table table_{
      {{"ORIGIN"}, {"STATUS"}, {"SEQUENCE", true}, {"CONFIRMED"}, {"TITLE", false, 60}, {"IRI"}}};
};

}  // namespace

Exit run_record_list(Context& context, const RecordListOptions& options) {
  return run_with_daemon(context, [&](const Config&, AdminClient& daemon) -> base::Result<Exit> {
    Json members = {{"contents", true}, {"withdrawn", options.withdrawn}};
    if (!options.origin.empty()) members["origin"] = options.origin;
    if (options.stale) members["any_age"] = true;
    REDNODE_TRY(const Json left_out,
                tell_of_stale(daemon, options.origin, options.stale, context.out));
    members["except"] = left_out;
    Listing listing(context, options);
    const auto status = for_each_record(
        daemon, std::move(members),
        [&](const Json& item, base::Bytes&& nquads) { return listing.add(item, nquads); });
    if (status.ok()) {
      listing.finish();
      return left_out.empty() ? Exit::kDone : Exit::kPartial;
    }
    // What was listed stands on standard output already, so the error ends that document.
    listing.fail(status.error());
    context.out.note(status.error().message);
    return exit_for(daemon, status.error());
  });
}

}  // namespace rednode::node
