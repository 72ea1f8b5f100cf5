// Context: what every command of redctl is given, and how it reaches the configuration and the
// daemon.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread.
#pragma once

#include <functional>
#include <string>

#include "base/clock.h"
#include "node/config.h"
#include "node/ctl/admin_client.h"
#include "node/ctl/output.h"

namespace rednode::node {

struct Context {
  Output& out;
  const base::Clock& clock;
  std::string config_argument;  // of --config, may be empty
};

// The configuration; kInvalid with every mistake in it where it is not good.
base::Result<Config> load_config(const Context& context);

// A command's body: how it ended, or why it could not.
using Body = std::function<base::Result<Exit>()>;
using DaemonBody = std::function<base::Result<Exit>(const Config& config, AdminClient& daemon)>;

// Runs the body; an error is printed, with the exit code that belongs to it.
Exit run_plain(Context& context, const Body& body);
// The same with a connection to the daemon. Exit::kNoDaemon where there is none.
Exit run_with_daemon(Context& context, const DaemonBody& body);

// The daemon where it runs. Nothing where it does not; an error where it may not be talked to.
base::Result<std::optional<AdminClient>> daemon_if_running(const Config& config);

// The exit code for an error after talking to a daemon: that went away, or refused, or the trouble
// is here.
Exit exit_for(const AdminClient& daemon, const base::Error& error);

}  // namespace rednode::node
