#include "node/ctl/context.h"

namespace rednode::node {

base::Result<Config> load_config(const Context& context) {
  REDNODE_TRY(auto result, read_config(find_config(context.config_argument)));
  if (!result.ok()) return base::invalid(describe(result));
  return std::move(result.config);
}

Exit exit_for(const AdminClient& daemon, const base::Error& error) {
  if (daemon.lost()) return Exit::kNoDaemon;
  if (error.code == base::Code::kCorrupt) return Exit::kRefused;
  if (!daemon.refused() || error.code == base::Code::kInvalid) return Exit::kFailed;
  return error.code == base::Code::kNotFound ? Exit::kFailed : Exit::kRefused;
}

Exit run_plain(Context& context, const Body& body) {
  const auto result = body();
  return result.ok() ? *result : context.out.fail(result.error(), Exit::kFailed);
}

Exit run_with_daemon(Context& context, const DaemonBody& body) {
  const auto config = load_config(context);
  if (!config.ok()) return context.out.fail(config.error(), Exit::kFailed);
  auto daemon = AdminClient::connect(config->admin_socket);
  if (!daemon.ok()) {
    const bool absent = daemon.error().code == base::Code::kUnavailable;
    return context.out.fail(daemon.error(), absent ? Exit::kNoDaemon : Exit::kFailed);
  }
  const auto result = body(*config, *daemon);
  if (result.ok()) return *result;
  return context.out.fail(result.error(), exit_for(*daemon, result.error()));
}

base::Result<std::optional<AdminClient>> daemon_if_running(const Config& config) {
  auto daemon = AdminClient::connect(config.admin_socket);
  if (daemon.ok()) return std::optional<AdminClient>(std::move(*daemon));
  if (daemon.error().code != base::Code::kUnavailable) return daemon.error();
  return std::optional<AdminClient>();
}

}  // namespace rednode::node
