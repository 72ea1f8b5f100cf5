#include <CLI/CLI.hpp>
#include <memory>

#include "node/ctl/arguments.h"

namespace rednode::node {
namespace {

using Command = std::function<Exit(Context&)>;

void add_source(CLI::App& report, RecordSourceOptions& source) {
  report.add_option("PATH", source.paths,
                    "Documents, folders of documents, or - (default: the daemon's records)");
  report.add_option("--origin", source.origin, "Whose records (default: our own)");
  report.add_flag("--all", source.all, "The records of all catalogues here");
  report.add_flag("--stale", source.stale, kStaleHelp);
  add_reading(report, source.reading);
}

void add_compliance(CLI::App& app, Command& command) {
  auto* compliance = add_command(
      app, "compliance",
      "What the law asks of a catalogue, by when: the yearly check of each description, the "
      "categories of Article 51 and when they apply, how access is asked for, the minimum "
      "elements. Exit code 4 where a check is overdue on that day.",
      "  redctl compliance\n"
      "  redctl compliance --on 2029-03-26 --by record --csv > due.csv\n"
      "  redctl compliance catalogue.ttl --by nation");
  const auto options = std::make_shared<ComplianceOptions>();
  add_source(*compliance, options->source);
  compliance->add_option("--by", options->by, "A line for each holder, nation or record")
      ->check(CLI::IsMember({"holder", "nation", "record"}))
      ->capture_default_str();
  compliance->add_option("--on", options->on, "As it stands on this day (default: today, UTC)");
  compliance->add_option("--annotations", options->annotations,
                         "Trusted holders, fees and terms (default: as configured)");
  compliance
      ->add_option("--profile", options->profile,
                   "What records are judged by: a name, or a folder of your own")
      ->capture_default_str();
  compliance->add_option("--language", options->languages,
                         "Of names and titles, best first (default: the terminal's)");
  compliance->add_flag("--csv", options->csv, "As comma-separated values");
  compliance->callback([&command, options] {
    command = [options](Context& context) { return run_compliance(context, *options); };
  });
}

void add_quality(CLI::App& app, Command& command) {
  auto* quality = add_command(
      app, "quality",
      "How good the descriptions of a catalogue are, part by part: completeness, languages, "
      "terms of lists, links; and what is absent, what no list knows, and what the publisher "
      "did not supply.",
      "  redctl quality\n"
      "  redctl quality catalogue.ttl --by holder\n"
      "  redctl quality catalogue.ttl --by record --output jsonl");
  const auto options = std::make_shared<QualityOptions>();
  add_source(*quality, options->source);
  quality->add_option("--by", options->by, "For each catalogue, holder or record")
      ->check(CLI::IsMember({"catalogue", "holder", "record"}))
      ->capture_default_str();
  quality
      ->add_option("--profile", options->profile,
                   "What records are measured by: a name, or a folder of your own")
      ->capture_default_str();
  quality->add_option("--language", options->languages,
                      "Of names, best first (default: the terminal's)");
  quality->add_flag("--csv", options->csv, "As comma-separated values");
  quality->callback([&command, options] {
    command = [options](Context& context) { return run_quality(context, *options); };
  });
}

}  // namespace

void add_report_commands(CLI::App& app, Command& command) {
  add_compliance(app, command);
  add_quality(app, command);
}

}  // namespace rednode::node
