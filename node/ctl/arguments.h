// The command line of redctl: from words to a command.
//
// Thread rule: one thread.
#pragma once

#include <functional>
#include <string>

#include "node/ctl/commands.h"

namespace CLI {
class App;
}

namespace rednode::node {

// Of commands that read catalogues of the daemon.
inline constexpr const char* kStaleHelp =
    "Also catalogues that the freshness policy rejects for their age";

struct Arguments {
  std::string config;
  std::string output = "table";
  bool no_color = false;
  std::function<Exit(Context&)> command;  // empty where parsing already said everything
  int exit_code = 0;                      // then
};

// Prints help, the version, or what is wrong with the words, where that is all there is to do.
Arguments parse_arguments(int argc, const char* const* argv);

// A command of the parent, with its help and an example; part of parse_arguments.
CLI::App* add_command(CLI::App& parent, const std::string& name, const std::string& text,
                      const std::string& example);
// The commands on catalogues and records (arguments_records.cc); part of parse_arguments.
void add_record_commands(CLI::App& app, std::function<Exit(Context&)>& command);
// How documents are read: --format, --base, --context, --mapping.
void add_reading(CLI::App& command, ReadingOptions& reading);
// The reports on catalogues (arguments_reports.cc); part of parse_arguments.
void add_report_commands(CLI::App& app, std::function<Exit(Context&)>& command);
// The signed logs and the bundles of them (arguments_log.cc); part of parse_arguments.
void add_log_commands(CLI::App& app, std::function<Exit(Context&)>& command);
// The roster of the federation (arguments_roster.cc); part of parse_arguments.
void add_roster_commands(CLI::App& app, std::function<Exit(Context&)>& command);
// The keys of the node (arguments_keys.cc), and monitoring (arguments_check.cc); the same.
void add_key_commands(CLI::App& app, std::function<Exit(Context&)>& command);
void add_check_command(CLI::App& app, std::function<Exit(Context&)>& command);
// --key-years
void add_key_years(CLI::App& command, int& years);
// For CLI::Option::check(): an empty answer accepts the value.
std::string whole_number(const std::string& text);

}  // namespace rednode::node
