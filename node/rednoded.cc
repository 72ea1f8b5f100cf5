// rednoded: the daemon of one nation's node.

#include <cstdio>
#include <cstring>
#include <string>

#include "node/config.h"
#include "node/daemon.h"
#include "node/status.h"

namespace {

constexpr const char* kHelp =
    "rednoded - the daemon of a rednode: keeps a nation's health dataset catalogue, publishes its\n"
    "changes to the other nations, and mirrors theirs.\n"
    "\n"
    "  rednoded --config FILE     run with this configuration (default: REDNODE_CONFIG,\n"
    "                             ./rednode.toml, /etc/rednode/rednode.toml)\n"
    "  rednoded --check           read the configuration, say what is wrong with it, and end\n"
    "  rednoded --version\n"
    "\n"
    "Make a node with `redctl init --origin FR --dir DIR`; talk to it with redctl.\n"
    "SIGHUP reads the peer cards again; SIGTERM and SIGINT stop gracefully.\n"
    "Exit codes: 0 stopped gracefully, 1 could not start or go on.\n";

}  // namespace

int main(int argc, char** argv) {
  std::string file;
  bool check_only = false;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--help" || argument == "-h") {
      std::fputs(kHelp, stdout);
      return 0;
    }
    if (argument == "--version") {
      std::printf("rednoded %s\n", rednode::node::version());
      return 0;
    }
    if (argument == "--check") {
      check_only = true;
    } else if (argument == "--config" && i + 1 < argc) {
      file = argv[++i];
    } else if (argument.rfind("--config=", 0) == 0) {
      file = argument.substr(std::strlen("--config="));
    } else {
      std::fprintf(stderr, "rednoded: unknown argument %s; see rednoded --help\n",
                   argument.c_str());
      return 1;
    }
  }
  const auto config = rednode::node::read_config(rednode::node::find_config(file));
  if (!config.ok()) {
    std::fprintf(stderr, "rednoded: %s\n", config.error().message.c_str());
    return 1;
  }
  if (!config->ok()) {
    std::fputs(rednode::node::describe(*config).c_str(), stderr);
    return 1;
  }
  if (check_only) {
    std::printf("%s is a good configuration\n", config->config.file.c_str());
    return 0;
  }
  return rednode::node::run_daemon(config->config);
}
