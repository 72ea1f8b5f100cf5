#include <CLI/CLI.hpp>
#include <memory>

#include "catalogue/format.h"
#include "node/ctl/arguments.h"

namespace rednode::node {
namespace {

using Command = std::function<Exit(Context&)>;

void add_import(CLI::App& app, Command& command) {
  auto* import =
      add_command(app, "import",
                  "Import documents: files, folders, or - for standard input; gzip and zstd are "
                  "unpacked. Records that are already so are not written again; a bad one goes "
                  "to quarantine, and the rest goes "
                  "on (exit code 4).",
                  "  redctl import catalogue.ttl\n"
                  "  redctl import --dry-run exports/\n"
                  "  redctl import big.nt.gz --dry-run\n"
                  "  redctl import catalogue.ttl --complete --wait-for 2");
  const auto options = std::make_shared<ImportCommand>();
  import->add_option("PATH", options->paths, "Documents, folders of documents, or -")->required();
  add_reading(*import, options->reading);
  import
      ->add_option("--gate", options->gate,
                   "violation: records that violate the profile go to quarantine; off: all enter, "
                   "each update says how it was judged (default: as configured, else off)")
      ->check(CLI::IsMember({"violation", "off"}));
  import->add_option("--profile", options->profile,
                     "What to judge by (default: as configured, else healthdcat-ap/8): a name, the "
                     "folder of a profile of your own, or none");
  import
      ->add_option("--renamed", options->renamed,
                   "A record under a new IRI, with the holder and identifier of a live one: follow "
                   "(withdraw the old IRI), new (keep both), quarantine (default: as configured, "
                   "else follow)")
      ->check(CLI::IsMember({"follow", "new", "quarantine"}));
  import->add_flag("--dry-run", options->dry_run, "Say what would be done, and write nothing");
  import->add_flag("--complete", options->complete,
                   "The documents are the whole catalogue: what they do not contain is withdrawn. "
                   "Refused beyond 20 % of it, or where anything could not be read");
  import->add_flag("--accept-shrink", options->accept_shrink, "Withdraw more than 20 % too");
  import
      ->add_option("--wait-for", options->wait_for,
                   "Wait until so many other nodes hold the result, durably and signed")
      ->check(CLI::Range(0, 255));
  import->add_option("--timeout", options->timeout_seconds, "How many seconds to wait for them")
      ->check(CLI::Range(0, 86'400))
      ->capture_default_str();
  import->callback([&command, options] {
    command = [options](Context& context) { return run_import(context, *options); };
  });
}

void add_record_reading(CLI::App& record, Command& command) {
  const auto get_options = std::make_shared<RecordGetOptions>();
  auto* get = add_command(record, "get", "Print one record, as it is or as it was.",
                          "  redctl record get https://data.example.fr/dataset/1\n"
                          "  redctl record get https://data.example.fr/dataset/1 --at 2026-11-01");
  get->add_option("IRI", get_options->iri, "The record")->required();
  get->add_option("--origin", get_options->origin, "Whose record (default: our own, else any)");
  get->add_option("--format", get_options->format, catalogue::writable_format_names())
      ->capture_default_str();
  get->add_option("--at", get_options->at, "As it was at this sequence or time");
  get->add_flag("--stale", get_options->stale, kStaleHelp);
  get->callback([&command, get_options] {
    command = [get_options](Context& context) { return run_record_get(context, *get_options); };
  });

  const auto list_options = std::make_shared<RecordListOptions>();
  auto* list = add_command(record, "list", "List the records of all catalogues here, or of one.",
                           "  redctl record list --origin BE --title-language nl");
  list->add_option("--origin", list_options->origin, "Whose records (default: all)");
  list->add_flag("--withdrawn", list_options->withdrawn, "Also those that were withdrawn");
  list->add_flag("--stale", list_options->stale, kStaleHelp);
  list->add_option("--title-language", list_options->languages,
                   "The language of titles, the first of several that there is (default: en)");
  list->callback([&command, list_options] {
    command = [list_options](Context& context) { return run_record_list(context, *list_options); };
  });

  auto* history =
      add_command(record, "history", "Every update of a record, with its time and reason.",
                  "  redctl record history https://data.example.fr/dataset/1");
  history->add_option("IRI", get_options->iri, "The record")->required();
  history->add_option("--origin", get_options->origin, "Whose record (default: our own, else any)");
  history->callback([&command, get_options] {
    command = [get_options](Context& context) {
      return run_record_history(context, get_options->iri, get_options->origin);
    };
  });
}

void add_record_explain(CLI::App& record, Command& command) {
  auto* explain = add_command(
      record, "explain",
      "Why one record stands as it does, with the evidence: its update, the checkpoint that "
      "covers it and who holds that, how it was judged and how it is judged now, what the law "
      "asks of it, what else it is known as, and why it is in quarantine. Exit code 2 where "
      "nobody knows it; then the nearest IRIs are named.",
      "  redctl record explain https://data.example.fr/dataset/1 --language fr\n"
      "  redctl record explain https://data.example.be/dataset/1 --origin BE --output json");
  const auto options = std::make_shared<RecordExplainOptions>();
  explain->add_option("IRI", options->iri, "The record")->required();
  explain->add_option("--origin", options->origin, "Whose record (default: our own, else any)");
  explain->add_option("--profile", options->profile,
                      "What to judge by now (default: as configured for imports)");
  explain->add_option("--language", options->languages,
                      "Of messages and names, best first (default: the terminal's)");
  explain->callback([&command, options] {
    command = [options](Context& context) { return run_record_explain(context, *options); };
  });
}

void add_waiting(CLI::App& command, std::uint64_t& wait_for, std::uint64_t& timeout_seconds) {
  command.add_option("--wait-for", wait_for, "Wait until so many other nodes hold it")
      ->check(CLI::Range(0, 255));
  command.add_option("--timeout", timeout_seconds, "How many seconds to wait for them")
      ->check(CLI::Range(0, 86'400))
      ->capture_default_str();
}

void add_record_rejudge(CLI::App& record, Command& command) {
  auto* rejudge = add_command(
      record, "rejudge",
      "Judge the records of our own catalogue again, as after a new release of the profile, "
      "and write an update for each whose profile or verdict is another one now. Contents and "
      "dates stay as they are.",
      "  redctl record rejudge --dry-run\n"
      "  redctl record rejudge --profile healthdcat-ap/8 --wait-for 1");
  const auto options = std::make_shared<RecordRejudgeOptions>();
  rejudge->add_option("--profile", options->profile,
                      "What to judge by: a name, or the folder of a profile of your own (default: "
                      "as configured for imports)");
  rejudge->add_flag("--dry-run", options->dry_run, "Say what would be done, and write nothing");
  add_waiting(*rejudge, options->wait_for, options->timeout_seconds);
  rejudge->callback([&command, options] {
    command = [options](Context& context) { return run_record_rejudge(context, *options); };
  });
}

void add_record_changes(CLI::App& record, Command& command) {
  const auto options = std::make_shared<RecordChangeOptions>();
  auto* withdraw =
      add_command(record, "withdraw",
                  "Take records out of the catalogue, by a signed update that tells everybody why. "
                  "What was published stays provable.",
                  "  redctl record withdraw https://data.example.fr/dataset/1 \\\n"
                  "         --reason \"superseded by dataset 2\" --wait-for 1\n"
                  "  redctl record withdraw https://data.example.fr/dataset/1 \\\n"
                  "         --reason \"named a person; court order 12/2026\" --erase");
  withdraw->add_option("IRI", options->iris, "The records")->required();
  withdraw->add_option("--reason", options->reason, "Why, for everybody")->required();
  withdraw->add_flag("--erase", options->erase,
                     "Have every node that follows this log erase all that the records ever said, "
                     "for legal reasons. Only their IRIs, dates and hashes stay. Cannot be undone; "
                     "also for records that were withdrawn before");
  auto* confirm =
      add_command(record, "confirm",
                  "Say that records are still right: a signed update that renews their date.",
                  "  redctl record confirm --all");
  confirm->add_option("IRI", options->iris, "The records");
  confirm->add_flag("--all", options->all, "Every record of our own catalogue");
  for (CLI::App* change : {withdraw, confirm}) {
    add_waiting(*change, options->wait_for, options->timeout_seconds);
  }
  withdraw->callback([&command, options] {
    command = [options](Context& context) { return run_record_withdraw(context, *options); };
  });
  confirm->callback([&command, options] {
    command = [options](Context& context) { return run_record_confirm(context, *options); };
  });
}

void add_receipts(CLI::App& app, Command& command) {
  auto* receipts = add_command(
      app, "receipts",
      "What the other nodes made of our records: up to where each holds our log, and what it "
      "refuses to show, by which rule. Of one record: who confirmed its last change, as a "
      "withdrawal, and who did not. Exit code 4 where somebody refuses or has not confirmed.",
      "  redctl receipts\n"
      "  redctl receipts https://data.example.fr/dataset/1 --output json");
  const auto options = std::make_shared<ReceiptsOptions>();
  receipts->add_option("IRI", options->iri, "One record");
  receipts->add_flag("--all", options->all, "Also refusals of what was superseded since");
  receipts->callback([&command, options] {
    command = [options](Context& context) { return run_receipts(context, *options); };
  });
}

void add_validate(CLI::App& app, Command& command) {
  auto* validate = add_command(
      app, "validate",
      "Judge documents by the profile that their access rights call for, record by record, or "
      "by shapes of your own. Without a daemon. Exit code 4 where there is a violation.",
      "  redctl validate catalogue.ttl\n"
      "  redctl validate catalogue.ttl --profile ir-2026-2098/2026 --severity warning\n"
      "  redctl validate catalogue.ttl --profile ./our-profile\n"
      "  redctl validate dataset.ttl --shapes shapes.ttl ranges.ttl --output jsonl\n"
      "  redctl validate dataset.ttl --language fr --report report.ttl");
  const auto options = std::make_shared<ValidateOptions>();
  validate->add_option("PATH", options->paths, "Documents, folders of documents, or -")->required();
  auto* profile =
      validate->add_option("--profile", options->profiles,
                           "healthdcat-ap/8 or one level of it (healthdcat-ap/8/public), "
                           "healthdcat-ap/5, dcat-ap/3.0.1, ir-2026-2098/2026, or the folder of a "
                           "profile of your own; several are judged one after the other");
  profile->capture_default_str();
  validate->add_option("--shapes", options->shapes, "Shapes files, all together one shapes graph")
      ->excludes(profile);
  validate->add_flag("--whole", options->whole,
                     "The document as one graph, also by a profile; always so with --shapes");
  validate->add_flag("--no-vocabularies", options->no_vocabularies,
                     "With --shapes: without the code lists that ship");
  validate
      ->add_option("--severity", options->severity,
                   "The least to show: violation (tables), warning, info (JSON)")
      ->check(CLI::IsMember({"violation", "warning", "info"}));
  validate->add_option("--language", options->languages,
                       "Of messages, best first (default: the terminal's)");
  validate->add_option("--report", options->report_file,
                       "Write a SHACL validation report in Turtle to this file");
  add_reading(*validate, options->reading);
  validate->callback([&command, options] {
    command = [options](Context& context) { return run_validate(context, *options); };
  });
}

void add_canonicalize(CLI::App& app, Command& command) {
  auto* canonicalize =
      add_command(app, "canonicalize",
                  "The canonical form of a whole document (RDFC-1.0): the same octets for the "
                  "same statements, however they were written. Without a daemon.",
                  "  redctl canonicalize dataset.ttl --id");
  const auto options = std::make_shared<CanonicalizeOptions>();
  canonicalize->add_option("PATH", options->path, "A document, or -")->required();
  canonicalize->add_flag("--id", options->id_only, "Only the SHA-256 of the canonical form");
  add_reading(*canonicalize, options->reading);
  canonicalize->callback([&command, options] {
    command = [options](Context& context) { return run_canonicalize(context, *options); };
  });
}

void add_convert(CLI::App& app, Command& command) {
  auto* convert = add_command(
      app, "convert",
      "Write a document in another format. Without a daemon; into N-Triples and N-Quads "
      "of any size. A statement that cannot be read is left out (exit code 4).",
      "  redctl convert catalogue.ttl --to ntriples --out catalogue.nt");
  const auto options = std::make_shared<ConvertOptions>();
  convert->add_option("PATH", options->path, "A document, or -")->required();
  convert->add_option("--to", options->to, catalogue::writable_format_names())->required();
  add_reading(*convert, options->reading);
  convert->add_option("--out", options->out_file, "The file to write (default: standard output)");
  convert->callback([&command, options] {
    command = [options](Context& context) { return run_convert(context, *options); };
  });
}

void add_export(CLI::App& app, Command& command) {
  auto* export_command = add_command(
      app, "export",
      "Write a catalogue as one document. The file appears whole or not at all; "
      "a record that cannot be read, or that the format cannot hold, is left out and named "
      "(exit code 4).",
      "  redctl export --all --format turtle --out europe.ttl");
  const auto options = std::make_shared<ExportOptions>();
  export_command->add_option("--origin", options->origin, "Whose records (default: our own)");
  export_command->add_flag("--all", options->all, "The records of all catalogues here");
  export_command->add_flag("--stale", options->stale, kStaleHelp);
  export_command->add_option("--format", options->format, catalogue::writable_format_names())
      ->required();
  export_command->add_option("--out", options->out_file,
                             "The file to write (default: standard output)");
  export_command->callback([&command, options] {
    command = [options](Context& context) { return run_export(context, *options); };
  });
}

}  // namespace

void add_reading(CLI::App& command, ReadingOptions& reading) {
  command.add_option("--format", reading.format,
                     catalogue::readable_format_names() + " (default: detected)");
  command.add_option("--base", reading.base_iri, "What relative IRIs are relative to");
  command
      .add_option(
          "--context", reading.contexts,
          "URL=FILE: the context that JSON-LD documents name by this URL. Nothing is fetched")
      ->allow_extra_args(false);
  command.add_option("--mapping", reading.mapping,
                     "What JSON or a table is mapped by: a TOML file, or one that ships (default: "
                     "that of the format)");
}

void add_record_commands(CLI::App& app, Command& command) {
  add_import(app, command);
  auto* record =
      add_command(app, "record", "The records of the catalogues.", "  redctl record list");
  record->require_subcommand(0, 1);
  add_record_reading(*record, command);
  add_record_explain(*record, command);
  add_record_changes(*record, command);
  add_record_rejudge(*record, command);
  add_receipts(app, command);
  add_validate(app, command);
  add_canonicalize(app, command);
  add_convert(app, command);
  add_export(app, command);
}

}  // namespace rednode::node
