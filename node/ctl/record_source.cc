#include "node/ctl/record_source.h"

#include <algorithm>
#include <filesystem>

#include "catalogue/importer.h"
#include "catalogue/ntriples.h"
#include "node/ctl/document.h"
#include "node/ctl/interrupt.h"
#include "node/ctl/stale_catalogues.h"
#include "node/ctl/time_text.h"

namespace rednode::node {
namespace {

constexpr std::size_t kMemoryBudget = 128 << 20;
// What datasets without a name are called for the time of a report.
constexpr const char* kUnnamed = "urn:rednode:unnamed:";

std::string refusal_text(const catalogue::Refusal& refusal) {
  std::string text = refusal.record.empty() ? "" : refusal.record + ": ";
  text += refusal.reason;
  if (!refusal.remedy.empty()) text += "; " + refusal.remedy;
  return text;
}

std::string place_text(const DocumentPath& document, const catalogue::Position& at) {
  if (at.line == 0) return document.label;
  return document.label + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

}  // namespace

std::optional<catalogue::Day> logged_day(const Json& item) {
  std::optional<catalogue::Day> latest;
  for (const char* const member : {"changed", "confirmed"}) {
    const auto time = parse_time(text_member(item, member));
    if (time.ok()) latest = std::max(latest, std::optional(day_of(*time)));
  }
  return latest;
}

void RecordSource::leave_out(const std::string& where, const std::string& why) {
  // Of many the first tell what is wrong; all are counted.
  constexpr std::uint64_t kNamed = 1000;
  progress_.clear();
  if (++unreadable_ <= kNamed) context_.out.note("left out " + where + ": " + why);
  if (unreadable_ == kNamed) context_.out.note("further ones are counted and not named");
}

base::Status RecordSource::read_document(const DocumentPath& document, const OnRecord& on_record) {
  REDNODE_TRY(const Reading reading, Reading::from(options_.reading));
  REDNODE_TRY(auto input, DocumentSource::open(document.absolute));
  catalogue::ImportOptions options;
  reading.apply(options);
  options.reopen = input.packed_reopen(interrupted);
  options.mint_base = kUnnamed;
  options.file_name = document.label == "-" ? "" : document.label;
  options.context = true;
  options.memory_budget = kMemoryBudget;
  options.spool_directory = std::filesystem::temp_directory_path().string();
  base::Status stopped;
  catalogue::ImportEvents events;
  events.on_record = [&](catalogue::RecordContent&& record) -> base::Status {
    ++records_;
    const auto parsed = catalogue::parse_nquads(record.content + record.context, graph_);
    if (!parsed.ok()) return parsed;
    progress_.clear();
    stopped = on_record({document.label, record.iri, {}, false}, graph_);
    return stopped;
  };
  events.on_refusal = [&](catalogue::Refusal&& refusal) -> base::Status {
    leave_out(place_text(document, refusal.at), refusal_text(refusal));
    return {};
  };
  events.on_progress = [&](std::uint64_t) { progress_.update(input.bytes_read(), 0); };
  progress_.start("reading " + document.label, true, document.bytes);
  const std::uint64_t before = records_ + unreadable_;
  const auto read = catalogue::import_document(input.packed_source(interrupted), options, events);
  progress_.clear();
  if (!stopped.ok() || interrupted()) return stopped;
  if (!read.ok()) {
    leave_out(document.label, read.error().message);
  } else if (records_ + unreadable_ == before) {
    leave_out(document.label, "there is no dataset, series or data service in it");
  }
  return {};
}

base::Status RecordSource::take_item(const Json& item, const base::Bytes& nquads,
                                     const OnRecord& on_record) {
  SourcedRecord record;
  record.catalogue = text_member(item, "origin");
  record.iri = text_member(item, "iri");
  record.alone = true;
  record.logged = logged_day(item);
  const std::string where = record.catalogue + " <" + record.iri + ">";
  if (const std::string problem = text_member(item, "problem"); !problem.empty()) {
    leave_out(where, problem);
    return {};
  }
  if (flag_member(item, "wanted")) {
    leave_out(where, "its content has not arrived yet");
    return {};
  }
  if (const auto parsed = catalogue::parse_nquads(nquads, graph_); !parsed.ok()) {
    leave_out(where, parsed.error().message + ": run redctl store check");
    return {};
  }
  progress_.update(++records_, 0);
  return on_record(record, graph_);
}

base::Status RecordSource::read_daemon(const OnRecord& on_record) {
  Json members = {{"contents", true}};
  if (!options_.all) {
    const std::string origin = options_.origin.empty() ? config_->origin : options_.origin;
    // An unknown origin is a mistake; its empty catalogue must not look like a good one.
    REDNODE_TRY(const auto head, daemon_->call("log_head", {{"origin", origin}}));
    members["origin"] = origin;
  }
  if (options_.stale) members["any_age"] = true;
  REDNODE_TRY(const Json left_out, tell_of_stale(*daemon_, text_member(members, "origin"),
                                                 options_.stale, context_.out));
  incomplete_ = !left_out.empty();
  members["except"] = left_out;
  progress_.start("reading records", false, std::nullopt);
  const auto status = for_each_record(
      *daemon_, std::move(members),
      [&](const Json& item, base::Bytes&& nquads) { return take_item(item, nquads, on_record); });
  progress_.clear();
  return status;
}

base::Status RecordSource::read(const OnRecord& on_record) {
  if (daemon_ != nullptr) return read_daemon(on_record);
  catch_interrupt();
  REDNODE_TRY(const auto documents, find_documents(options_.paths));
  for (const DocumentPath& document : documents) {
    REDNODE_CHECK(read_document(document, on_record));
    if (interrupted()) return base::unavailable("interrupted: not everything was read");
  }
  return {};
}

Exit run_on_records(Context& context, const RecordSourceOptions& options,
                    const std::function<base::Result<Exit>(RecordSource& source)>& body) {
  if (options.all && !options.origin.empty()) {
    return context.out.fail(base::invalid("--origin and --all exclude each other"), Exit::kFailed);
  }
  if (!options.paths.empty()) {
    if (options.all || !options.origin.empty()) {
      return context.out.fail(
          base::invalid("--origin and --all are of the daemon's catalogues: leave out the paths"),
          Exit::kFailed);
    }
    return run_plain(context, [&] {
      RecordSource source(context, options);
      return body(source);
    });
  }
  return run_with_daemon(context, [&](const Config& config, AdminClient& daemon) {
    RecordSource source(context, options, config, daemon);
    return body(source);
  });
}

}  // namespace rednode::node
