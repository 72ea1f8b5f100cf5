// redctl record withdraw and confirm: changes to our own catalogue without a document.

#include <algorithm>

#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/wait_for.h"

namespace rednode::node {
namespace {

constexpr std::size_t kBatch = 1'024;

struct ChangeReport {
  std::uint64_t changed = 0;
  std::uint64_t unchanged = 0;
  Json refused = Json::array();
  Json checkpoint;
};

base::Status submit(AdminClient& daemon, const std::string& kind,
                    const RecordChangeOptions& options, const std::vector<std::string>& iris,
                    std::size_t first, ChangeReport& report) {
  const std::size_t last = std::min(first + kBatch, iris.size());
  Json changes = Json::array();
  for (std::size_t i = first; i < last; ++i) {
    Json change = {{"kind", kind}, {"iri", iris[i]}};
    if (!options.reason.empty()) change["reason"] = options.reason;
    if (options.erase) change["erase"] = true;
    changes.push_back(std::move(change));
  }
  const bool cosign_now = options.wait_for > 0 && last == iris.size();
  REDNODE_TRY(const auto answer,
              daemon.call("submit", {{"changes", std::move(changes)}, {"cosign_now", cosign_now}}));
  const Json outcomes = list_member(answer.ok, "outcomes");
  for (std::size_t i = 0; i < outcomes.size() && first + i < last; ++i) {
    const std::string outcome = text_member(outcomes[i], "kind");
    if (outcome == "appended") ++report.changed;
    if (outcome == "unchanged") ++report.unchanged;
    if (outcome != "refused") continue;
    report.refused.push_back(
        {{"iri", iris[first + i]}, {"reason", text_member(outcomes[i], "message", "refused")}});
  }
  if (answer.ok.contains("checkpoint")) report.checkpoint = answer.ok["checkpoint"];
  return {};
}

base::Result<std::vector<std::string>> all_live(const Config& config, AdminClient& daemon) {
  std::vector<std::string> iris;
  REDNODE_CHECK(for_each_record(daemon, {{"origin", config.origin}},
                                [&](const Json& item, base::Bytes&&) -> base::Status {
                                  iris.push_back(text_member(item, "iri"));
                                  return {};
                                }));
  return iris;
}

base::Result<Exit> change(Context& context, const Config& config, AdminClient& daemon,
                          const std::string& kind, const std::string& done,
                          const RecordChangeOptions& options) {
  std::vector<std::string> iris = options.iris;
  if (options.all) {
    REDNODE_TRY(iris, all_live(config, daemon));
  }
  ChangeReport report;
  for (std::size_t first = 0; first < iris.size(); first += kBatch) {
    REDNODE_CHECK(submit(daemon, kind, options, iris, first, report));
  }
  Json json = {{done, report.changed},
               {"unchanged", report.unchanged},
               {"refused", report.refused},
               {"checkpoint", report.checkpoint}};
  bool too_few = false;
  if (options.wait_for > 0 && report.changed + report.unchanged > 0) {
    REDNODE_TRY(const auto holders,
                wait_for_holders(context, daemon, number_member(report.checkpoint, "size"),
                                 options.wait_for, options.timeout_seconds));
    json["held_by"] = holders;
    too_few = holders.size() < options.wait_for;
    if (too_few) context.out.note(too_few_text(holders, options.wait_for, options.timeout_seconds));
  }
  for (const Json& refused : report.refused) {
    context.out.note("<" + text_member(refused, "iri") + ">: " + text_member(refused, "reason"));
  }
  if (context.out.is_table()) {
    context.out.text(done + " " + std::to_string(report.changed) + ", unchanged " +
                     std::to_string(report.unchanged) + ", refused " +
                     std::to_string(report.refused.size()) + "\n");
  } else {
    context.out.document(json);
  }
  if (!report.refused.empty() && report.changed + report.unchanged == 0) return Exit::kRefused;
  return report.refused.empty() && !too_few ? Exit::kDone : Exit::kPartial;
}

Exit run_change(Context& context, const std::string& kind, const std::string& done,
                const RecordChangeOptions& options) {
  return run_with_daemon(context, [&](const Config& config, AdminClient& daemon) {
    return change(context, config, daemon, kind, done, options);
  });
}

}  // namespace

Exit run_record_withdraw(Context& context, const RecordChangeOptions& options) {
  if (options.reason.find_first_not_of(" \t\n") == std::string::npos) {
    return context.out.fail(
        base::invalid("--reason says to everybody why the records are withdrawn; "
                      "it may not be empty"),
        Exit::kFailed);
  }
  return run_change(context, "withdraw", "withdrawn", options);
}

Exit run_record_confirm(Context& context, const RecordChangeOptions& options) {
  if (options.all != options.iris.empty()) {
    return context.out.fail(base::invalid("name the records to confirm, or say --all"),
                            Exit::kFailed);
  }
  return run_change(context, "confirm", "confirmed", options);
}

}  // namespace rednode::node
