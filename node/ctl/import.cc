// redctl import: documents in, records out, to the daemon.

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/import_run.h"
#include "node/ctl/interrupt.h"
#include "node/ctl/languages.h"
#include "node/ctl/shrink_guard.h"
#include "node/ctl/wait_for.h"

namespace rednode::node {
namespace {

constexpr const char* kWithdrawReason = "no longer in the complete catalogue";

std::string spool_directory(const Config& config) {
  if (const char* named = std::getenv("TMPDIR"); named != nullptr && *named != '\0') return named;
  if (access(config.data_directory.c_str(), W_OK | X_OK) == 0) return config.data_directory;
  return "/tmp";
}

// The live records of our own catalogue that the documents did not contain.
base::Result<std::vector<std::string>> absent_records(AdminClient& daemon,
                                                      const std::string& origin,
                                                      const RecordNames& names) {
  std::vector<std::string> absent;
  REDNODE_CHECK(for_each_record(daemon, {{"origin", origin}},
                                [&](const Json& item, base::Bytes&&) -> base::Status {
                                  std::string iri = text_member(item, "iri");
                                  if (!names.contains(iri)) absent.push_back(std::move(iri));
                                  return {};
                                }));
  return absent;
}

// An import from its options to its report.
class Import {
 public:
  Import(Context& context, const ImportCommand& command) : context_(context), command_(command) {}

  base::Status prepare();
  base::Status connect();
  void run();
  Exit finish();

  bool no_daemon() const { return no_daemon_; }

 private:
  base::Status make_gate();
  base::Status import_all(ImportTarget& target);
  base::Status withdraw_absent(const ImportRun& run, ImportTarget& target);
  base::Status wait();
  void take_head();
  Exit exit_code() const;
  void print();

  Context& context_;
  const ImportCommand& command_;
  std::vector<DocumentPath> documents_;
  ImportRun::Options options_;
  std::unique_ptr<ImportGate> gate_;
  Config config_;
  std::optional<AdminClient> daemon_;   // this thread's
  std::optional<AdminClient> submits_;  // the target's
  std::optional<AdminClient> submits_too_;
  std::uint64_t live_before_ = 0;
  std::vector<std::string> holders_;
  ImportReport report_;
  bool no_daemon_ = false;
};

base::Status Import::prepare() {
  REDNODE_TRY(documents_, find_documents(command_.paths));
  REDNODE_TRY(options_.reading, Reading::from(command_.reading));
  if (command_.accept_shrink && !command_.complete) {
    return base::invalid("--accept-shrink belongs to --complete");
  }
  options_.remember_names = command_.complete || documents_.size() > 1;
  report_.dry_run = command_.dry_run;
  return {};
}

// A dry run does without a daemon, and without a configuration too.
base::Status Import::connect() {
  auto config = load_config(context_);
  if (!config.ok()) {
    if (!command_.dry_run) return config.error();
    context_.out.note(config.error().message +
                      "\nno node is asked: every good record counts as put");
    options_.spool_directory = spool_directory(config_);
    return {};
  }
  config_ = std::move(*config);
  options_.mint_base = config_.mint_base;
  options_.spool_directory = spool_directory(config_);
  REDNODE_TRY(daemon_, daemon_if_running(config_));
  if (!daemon_.has_value()) {
    no_daemon_ = !command_.dry_run;
    const std::string message = "no daemon answers on " + config_.admin_socket;
    if (no_daemon_) return base::unavailable(message + ": start rednoded first");
    context_.out.note(message + ": every good record counts as put");
    return {};
  }
  if (!command_.dry_run) {
    REDNODE_TRY(submits_, daemon_if_running(config_));
    REDNODE_TRY(submits_too_, daemon_if_running(config_));
    if (!submits_.has_value() || !submits_too_.has_value()) {
      return base::unavailable("the daemon went away");
    }
  }
  if (const auto head = daemon_->call("log_head"); head.ok()) {
    live_before_ = number_member(head->ok, "live");
  } else if (head.error().code != base::Code::kNotFound) {
    return head.error();
  }
  return {};
}

void Import::run() {
  catch_interrupt();
  const auto target =
      submits_.has_value()
          ? make_submit_target({&*submits_, &*submits_too_}, command_.wait_for > 0)
          : make_dry_run_target(daemon_.has_value() ? &*daemon_ : nullptr, config_.origin);
  base::Status status = import_all(*target);
  if (!status.ok() || report_.interrupted) target->stop();
  // What the target says is the cause; that it took nothing more is the consequence.
  if (const auto finished = target->finish(report_); !finished.ok()) status = finished;
  if (status.ok() && daemon_.has_value()) {
    take_head();
    status = wait();
  }
  if (!status.ok()) report_.fatal = status.error();
}

// The command line goes before the configuration.
base::Status Import::make_gate() {
  ImportGate::Options options;
  options.profile = command_.profile.empty() ? config_.import_profile : command_.profile;
  options.closed = (command_.gate.empty() ? config_.import_gate : command_.gate) == "violation";
  options.languages = reader_languages({});
  if (options.closed && options.profile == "none") {
    return base::invalid("--gate violation needs a profile to judge by: --profile");
  }
  report_.renamed_policy = command_.renamed.empty() ? config_.import_renamed : command_.renamed;
  REDNODE_TRY(gate_, ImportGate::make(options, context_.out));
  return {};
}

base::Status Import::import_all(ImportTarget& target) {
  Progress progress(context_.clock, context_.out.error_stream());
  REDNODE_CHECK(make_gate());
  RenamedRecords renamed(*rename_policy(report_.renamed_policy));
  if (daemon_.has_value()) REDNODE_CHECK(renamed.load(*daemon_));
  ImportRun run(options_, *gate_, renamed, target, report_, progress);
  for (const DocumentPath& document : documents_) {
    if (report_.interrupted || interrupted()) {
      report_.interrupted = true;
      return {};
    }
    REDNODE_CHECK(run.import(document));
  }
  report_.verdicts = gate_->verdicts();
  if (command_.complete && daemon_.has_value() && !report_.interrupted) {
    return withdraw_absent(run, target);
  }
  return {};
}

base::Status Import::withdraw_absent(const ImportRun& run, ImportTarget& target) {
  REDNODE_TRY(auto absent, absent_records(*daemon_, config_.origin, run.names()));
  report_.refusal = shrink_refusal(
      {live_before_, absent.size(), run.records(), report_.errors_total, command_.accept_shrink});
  if (!report_.refusal.empty()) return {};
  for (std::string& iri : absent) REDNODE_CHECK(target.withdraw(std::move(iri), kWithdrawReason));
  return {};
}

// Where nothing was submitted, the checkpoint is the one that there is.
void Import::take_head() {
  if (report_.checkpoint.is_object()) return;
  const auto head = daemon_->call("log_head");
  if (!head.ok()) return;
  report_.checkpoint = {{"origin", config_.origin},
                        {"size", number_member(head->ok, "size")},
                        {"root", text_member(head->ok, "root")}};
}

base::Status Import::wait() {
  if (command_.wait_for == 0 || command_.dry_run || report_.interrupted) return {};
  REDNODE_TRY(holders_,
              wait_for_holders(context_, *daemon_, number_member(report_.checkpoint, "size"),
                               command_.wait_for, command_.timeout_seconds));
  report_.held_by = Json(holders_);
  return {};
}

Exit Import::exit_code() const {
  if (report_.fatal.has_value()) {
    if (!daemon_.has_value()) return Exit::kFailed;
    for (const auto* submits : {&submits_, &submits_too_}) {
      if (!submits->has_value()) continue;
      if ((*submits)->lost() || (*submits)->refused()) return exit_for(**submits, *report_.fatal);
    }
    return exit_for(*daemon_, *report_.fatal);
  }
  if (!report_.refusal.empty()) return Exit::kRefused;
  if (report_.failed_files == documents_.size()) return Exit::kFailed;
  const bool too_few = report_.held_by.has_value() && holders_.size() < command_.wait_for;
  const bool partial = report_.errors_total > 0 || report_.interrupted || too_few;
  return partial ? Exit::kPartial : Exit::kDone;
}

void Import::print() {
  constexpr std::size_t kShown = 20;
  Output& out = context_.out;
  for (std::size_t i = 0; i < std::min(report_.errors.size(), kShown); ++i) {
    out.note(error_text(report_.errors[i]));
  }
  if (report_.errors_total > kShown) {
    out.note("and " + std::to_string(report_.errors_total - kShown) +
             " more: redctl quarantine list shows them");
  }
  if (out.is_table()) {
    out.text(report_text(report_));
  } else {
    out.document(report_json(report_));
  }
  if (!report_.refusal.empty()) out.note(report_.refusal);
  if (report_.interrupted)
    out.note("interrupted: what was submitted before is done, the rest is not");
  if (report_.held_by.has_value() && holders_.size() < command_.wait_for) {
    out.note(too_few_text(holders_, command_.wait_for, command_.timeout_seconds));
  }
  if (report_.fatal.has_value()) {
    out.note("the import ended early: " + report_.fatal->message);
  }
}

Exit Import::finish() {
  print();
  return exit_code();
}

}  // namespace

Exit run_import(Context& context, const ImportCommand& command) {
  Import import(context, command);
  if (const auto status = import.prepare(); !status.ok()) {
    return context.out.fail(status.error(), Exit::kFailed);
  }
  if (const auto status = import.connect(); !status.ok()) {
    return context.out.fail(status.error(), import.no_daemon() ? Exit::kNoDaemon : Exit::kFailed);
  }
  import.run();
  return import.finish();
}

}  // namespace rednode::node
