// redctl export: the catalogue as one document, a record at a time.

#include "base/digest.h"
#include "catalogue/dataset.h"
#include "catalogue/ntriples.h"
#include "catalogue/writer.h"
#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/document.h"
#include "node/ctl/progress.h"
#include "node/ctl/stale_catalogues.h"
#include "node/ctl/text_file.h"
#include "node/ctl/units.h"

namespace rednode::node {
namespace {

class Exporter {
 public:
  Exporter(Context& context, catalogue::Format format, FileWriter& file)
      : context_(context),
        progress_(context.clock, context.out.error_stream()),
        writer_({format, false, true}, [this, &file](base::BytesView bytes) {
          sink_ = file.write(bytes);
          return sink_;
        }) {
    progress_.start("exporting", false, std::nullopt);
  }

  // One bad record costs itself: it is named, and the rest goes on.
  base::Status take(const Json& item, const base::Bytes& nquads) {
    const std::string iri = text_member(item, "iri");
    std::string fault = fault_of(item, nquads);
    if (fault.empty()) {
      const auto status = writer_.write(dataset_, iri, text_member(item, "origin"));
      REDNODE_CHECK(sink_);
      // The writer has written nothing of what its format cannot say.
      if (!status.ok()) fault = status.error().message;
    }
    if (fault.empty()) {
      progress_.update(++written_, 0);
      return {};
    }
    ++skipped_;
    progress_.clear();
    context_.out.note("left out " + text_member(item, "origin") + " <" + iri + ">: " + fault);
    return {};
  }

  base::Status finish() { return writer_.finish(); }
  std::uint64_t written() const { return written_; }
  std::uint64_t skipped() const { return skipped_; }

 private:
  // Parses the record on the way.
  std::string fault_of(const Json& item, const base::Bytes& nquads) {
    if (const std::string problem = text_member(item, "problem"); !problem.empty()) return problem;
    if (flag_member(item, "wanted")) return "its content has not arrived yet";
    if (base::to_hex(base::sha256(nquads)) != text_member(item, "content_id")) {
      return "its content is not the one that its update names: run redctl store check";
    }
    const auto parsed = catalogue::parse_nquads(nquads, dataset_);
    return parsed.ok() ? "" : parsed.error().message;
  }

  Context& context_;
  Progress progress_;
  catalogue::Writer writer_;
  catalogue::Dataset dataset_;
  base::Status sink_;
  std::uint64_t written_ = 0;
  std::uint64_t skipped_ = 0;
};

base::Result<Exit> export_records(Context& context, const Config& config, AdminClient& daemon,
                                  const ExportOptions& options) {
  REDNODE_TRY(const auto format, writable_format(options.format));
  REDNODE_TRY(auto file, FileWriter::open(options.out_file));
  Json members = {{"contents", true}};
  const std::string origin = options.origin.empty() ? config.origin : options.origin;
  if (!options.all) {
    // An unknown origin is a mistake; its empty catalogue must not look like an export.
    REDNODE_TRY(const auto head, daemon.call("log_head", {{"origin", origin}}));
    members["origin"] = origin;
  }
  if (options.stale) members["any_age"] = true;
  REDNODE_TRY(const Json left_out,
              tell_of_stale(daemon, options.all ? "" : origin, options.stale, context.out));
  members["except"] = left_out;
  Exporter exporter(context, format, file);
  REDNODE_CHECK(for_each_record(
      daemon, std::move(members),
      [&](const Json& item, base::Bytes&& nquads) { return exporter.take(item, nquads); }));
  REDNODE_CHECK(exporter.finish());
  REDNODE_CHECK(file.commit());
  if (!options.out_file.empty() && options.out_file != "-") {
    if (context.out.is_table()) {
      context.out.note("wrote " + plural(exporter.written(), "record") + " to " + options.out_file);
    } else {
      context.out.document({{"file", options.out_file},
                            {"records", exporter.written()},
                            {"skipped", exporter.skipped()},
                            {"left_out", left_out}});
    }
  }
  return exporter.skipped() == 0 && left_out.empty() ? Exit::kDone : Exit::kPartial;
}

}  // namespace

Exit run_export(Context& context, const ExportOptions& options) {
  if (options.all && !options.origin.empty()) {
    return context.out.fail(base::invalid("--origin and --all exclude each other"), Exit::kFailed);
  }
  return run_with_daemon(context, [&](const Config& config, AdminClient& daemon) {
    return export_records(context, config, daemon, options);
  });
}

}  // namespace rednode::node
