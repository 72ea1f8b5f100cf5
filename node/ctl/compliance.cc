// redctl compliance: what the law asks of a catalogue, by when.

#include "node/ctl/commands.h"
#include "node/ctl/compliance_report.h"
#include "node/ctl/languages.h"
#include "node/ctl/local_notes.h"
#include "node/ctl/record_source.h"
#include "node/ctl/report_judge.h"
#include "node/ctl/time_text.h"

namespace rednode::node {
namespace {

base::Result<catalogue::Day> asked_day(const Context& context, const std::string& text) {
  if (!text.empty()) return catalogue::parse_day(text);
  return today(context.clock);
}

ComplianceReport::By by_of(const std::string& name) {
  if (name == "record") return ComplianceReport::By::kRecord;
  return name == "nation" ? ComplianceReport::By::kNation : ComplianceReport::By::kHolder;
}

base::Result<Exit> report_compliance(Context& context, const ComplianceOptions& options,
                                     RecordSource& source) {
  ComplianceReport::Options shown;
  REDNODE_TRY(shown.on, asked_day(context, options.on));
  REDNODE_TRY(const auto annotations,
              find_annotations(context, options.annotations, source.config()));
  REDNODE_TRY(const auto judge, ReportJudge::make(options.profile, context.out));
  REDNODE_TRY(const auto categories, catalogue::HealthCategories::shipped());
  shown.by = by_of(options.by);
  shown.csv = options.csv;
  shown.languages = reader_languages(options.languages);
  shown.judged_by = judge->names();
  ComplianceReport report(context.out, shown);
  catalogue::ComplianceCheck check(judge->judge(), categories, judge->vocabularies(), annotations);
  const auto status = source.read([&](const SourcedRecord& record,
                                      const catalogue::Dataset& graph) -> base::Status {
    const auto standing = check.check(graph, {record.iri, shown.on, record.logged, record.alone});
    if (standing.ok()) {
      report.add(record.catalogue, record.iri, *standing);
    } else {
      source.leave_out(record.catalogue + " <" + record.iri + ">", standing.error().message);
    }
    return {};
  });
  if (!status.ok()) {
    // A list that was begun on standard output is ended by the error.
    if (shown.by != ComplianceReport::By::kRecord) return status.error();
    report.fail(status.error());
    context.out.note(status.error().message);
    return source.exit_of(status.error());
  }
  report.finish(source.unreadable());
  const bool whole = source.unreadable() == 0 && !source.incomplete();
  return report.overdue() > 0 || !whole ? Exit::kPartial : Exit::kDone;
}

}  // namespace

Exit run_compliance(Context& context, const ComplianceOptions& options) {
  if (options.csv && !context.out.is_table()) {
    return context.out.fail(base::invalid("--csv and --output exclude each other"), Exit::kFailed);
  }
  return run_on_records(context, options.source, [&](RecordSource& source) {
    return report_compliance(context, options, source);
  });
}

}  // namespace rednode::node
