// redctl check: one look at a running node, for monitoring systems.

#include <chrono>
#include <future>
#include <thread>

#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/status_check.h"

namespace rednode::node {
namespace {

using Status = base::Result<Json>;

Status ask(const std::string& socket) {
  auto daemon = AdminClient::connect(socket);
  if (!daemon.ok()) return daemon.error();
  REDNODE_TRY(auto answer, daemon->call("status"));
  return std::move(answer.ok);
}

// A daemon that hangs must not hang its monitoring. The thread that waits for it ends with the
// process.
Status ask_within(const std::string& socket, std::chrono::seconds patience) {
  std::promise<Status> promise;
  auto future = promise.get_future();
  std::thread([socket, p = std::move(promise)]() mutable { p.set_value(ask(socket)); }).detach();
  if (future.wait_for(patience) == std::future_status::ready) return future.get();
  return base::unavailable("rednoded did not answer within " + std::to_string(patience.count()) +
                           " seconds");
}

struct Look {
  CheckResult result;
  Exit trouble = Exit::kDone;  // in the codes of the project, where the node could not be asked
};

Look look(Context& context, const CheckOptions& options) {
  const auto config = load_config(context);
  if (!config.ok()) {
    return {check_failure(Severity::kUnknown, config.error().message), Exit::kFailed};
  }
  const auto status =
      ask_within(config->admin_socket, std::chrono::seconds(options.timeout_seconds));
  if (status.ok()) {
    return {check_status(*status, options.limits, context.clock.now().wall), Exit::kDone};
  }
  if (status.error().code == base::Code::kUnavailable) {
    return {check_failure(Severity::kCritical, status.error().message), Exit::kNoDaemon};
  }
  return {check_failure(Severity::kUnknown, status.error().message), Exit::kFailed};
}

Exit project_exit(const Look& look) {
  if (look.trouble != Exit::kDone) return look.trouble;
  switch (look.result.severity()) {
    case Severity::kOk:
      return Exit::kDone;
    case Severity::kCritical:
      return Exit::kRefused;
    case Severity::kWarning:
    case Severity::kUnknown:
      break;
  }
  return Exit::kPartial;
}

}  // namespace

Exit run_check(Context& context, const CheckOptions& options) {
  const Look seen = look(context, options);
  if (options.format == "prometheus") {
    context.out.text(prometheus_text(seen.result));
    return project_exit(seen);
  }
  if (options.format == "json" || !context.out.is_table()) {
    context.out.document(check_json(seen.result));
    return project_exit(seen);
  }
  context.out.text(nagios_text(seen.result));
  // The numbers of that guideline, which are not those of the other commands.
  return static_cast<Exit>(seen.result.severity());
}

}  // namespace rednode::node
