// redctl quality: what can be counted about a catalogue, part by part.

#include "node/ctl/commands.h"
#include "node/ctl/languages.h"
#include "node/ctl/quality_report.h"
#include "node/ctl/record_source.h"
#include "node/ctl/report_judge.h"

namespace rednode::node {
namespace {

QualityReport::By by_of(const std::string& name) {
  if (name == "record") return QualityReport::By::kRecord;
  return name == "holder" ? QualityReport::By::kHolder : QualityReport::By::kCatalogue;
}

std::string name_of(const catalogue::ProfileInfo& profile) {
  return profile.id + "/" + profile.release;
}

base::Result<Exit> report_quality(Context& context, const QualityOptions& options,
                                  RecordSource& source) {
  REDNODE_TRY(const auto judge, ReportJudge::make(options.profile, context.out));
  REDNODE_TRY(const auto placeholders, catalogue::Placeholders::shipped());
  const QualityReport::By by = by_of(options.by);
  QualityReport report(context.out, {by, options.csv, reader_languages(options.languages),
                                     name_of(judge->profile()), name_of(judge->elements())});
  catalogue::QualityCheck check(judge->judge(), judge->vocabularies(), placeholders);
  const auto status = source.read(
      [&](const SourcedRecord& record, const catalogue::Dataset& graph) -> base::Status {
        const auto sums = check.measure(graph, record.iri, record.alone);
        if (sums.ok()) {
          const auto holder = catalogue::holder_of(graph, *graph.find_iri(record.iri));
          report.add(record.catalogue, record.iri, holder, *sums);
        } else {
          source.leave_out(record.catalogue + " <" + record.iri + ">", sums.error().message);
        }
        return {};
      });
  if (!status.ok()) {
    if (by != QualityReport::By::kRecord) return status.error();
    // A list that was begun on standard output is ended by the error.
    report.fail(status.error());
    context.out.note(status.error().message);
    return source.exit_of(status.error());
  }
  report.finish(source.unreadable());
  return source.unreadable() > 0 || source.incomplete() ? Exit::kPartial : Exit::kDone;
}

}  // namespace

Exit run_quality(Context& context, const QualityOptions& options) {
  if (options.csv && !context.out.is_table()) {
    return context.out.fail(base::invalid("--csv and --output exclude each other"), Exit::kFailed);
  }
  return run_on_records(context, options.source, [&](RecordSource& source) {
    return report_quality(context, options, source);
  });
}

}  // namespace rednode::node
