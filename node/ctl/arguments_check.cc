#include <CLI/CLI.hpp>
#include <memory>

#include "node/ctl/arguments.h"

namespace rednode::node {
namespace {

void add_limits(CLI::App& check, CheckLimits& limits) {
  const auto number = [&](const char* name, std::int64_t& value, const char* text) {
    check.add_option(name, value, text)->check(whole_number)->capture_default_str();
  };
  number("--away", limits.stale_seconds,
         "Seconds that a peer or its log may be silent before it is a warning");
  number("--lag", limits.lag_updates, "Entries that a mirror may be behind");
  number("--cosigned", limits.cosigned_seconds,
         "Seconds that entries of our log may be held by nobody else");
  number("--quarantined", limits.quarantined, "Records that may wait in quarantine");
  number("--refused", limits.refused, "Messages of a peer that may have failed to verify");
  number("--disk-warning", limits.disk_warning_percent, "Percent free of the store's disk");
  number("--disk-critical", limits.disk_critical_percent, "The same, for an alarm");
  number("--key-warning", limits.key_warning_days, "Days before a key is to be replaced");
  number("--key-critical", limits.key_critical_days, "The same, for an alarm");
}

}  // namespace

void add_check_command(CLI::App& app, std::function<Exit(Context&)>& command) {
  auto* check = add_command(
      app, "check",
      "One look at the running node, for monitoring. Critical: the daemon is down or may not "
      "write, two histories were signed, the disk is full, a key ends within days. Warning: peers "
      "are away, our log is held by nobody, records wait in quarantine, messages did not verify. "
      "With --format nagios the exit code is that of the Monitoring Plugins guideline: 0 OK, "
      "1 WARNING, 2 CRITICAL, 3 UNKNOWN. With json and prometheus it is that of all commands: "
      "0 ok, 4 warning or unknown, 2 critical, 3 daemon not running, 1 nothing could be asked.",
      "  redctl check\n"
      "  redctl check --away 3600 --key-warning 90\n"
      "  redctl check --format prometheus > /var/lib/node_exporter/rednode.prom");
  const auto options = std::make_shared<CheckOptions>();
  check->add_option("--format", options->format, "For whom")
      ->check(CLI::IsMember({"nagios", "json", "prometheus"}))
      ->capture_default_str();
  check
      ->add_option("--timeout", options->timeout_seconds,
                   "Seconds to wait for the daemon; then it counts as down")
      ->check(CLI::Range(1, 600))
      ->capture_default_str();
  add_limits(*check, options->limits);
  check->callback([&command, options] {
    command = [options](Context& context) { return run_check(context, *options); };
  });
}

}  // namespace rednode::node
