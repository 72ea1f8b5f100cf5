// redctl init: makes a node out of nothing, and never touches one that is there.

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "node/card.h"
#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/passphrase_prompt.h"
#include "node/keyfile.h"
#include "schema/origin.h"

namespace rednode::node {
namespace {

namespace fs = std::filesystem;

std::string machine_name() {
  char name[256] = {};
  if (gethostname(name, sizeof name - 1) != 0 || name[0] == '\0') return "localhost";
  return name;
}

base::Status check_options(const InitOptions& options) {
  REDNODE_TRY(const auto origin, schema::parse_origin(options.origin));
  if (options.port < 1 || options.port > 65'533) {
    return base::invalid("--port " + std::to_string(options.port) +
                         ": a node uses this port and the two after it, so 1 to 65533");
  }
  for (const std::string* text : {&options.name, &options.host, &options.passphrase_file}) {
    if (text->find_first_of("\"\\\n\r\t") != std::string::npos || !base::is_utf8(*text)) {
      return base::invalid(
          "--name, --host and --passphrase-file are text on one line, without quotes or "
          "backslashes");
    }
  }
  if (options.host.find_first_of(" /") != std::string::npos) {
    return base::invalid("--host is the name or the address under which peers reach this node");
  }
  return {};
}

// What makes a folder a node already; empty where nothing does.
std::string node_in(const fs::path& directory) {
  std::error_code error;
  for (const char* part : {"rednode.toml", "keys", "store", "peers"}) {
    const auto status = fs::symlink_status(directory / part, error);
    if (fs::exists(status)) return (directory / part).string();
  }
  return {};
}

base::Status write_new_file(const fs::path& path, const std::string& text) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (fd < 0) return base::unavailable("cannot write " + path.string() + ": " + strerror(errno));
  const bool written =
      write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  if (close(fd) == 0 && written) return {};
  return base::unavailable("cannot write " + path.string() + ": " + strerror(errno));
}

std::string config_text(const InitOptions& options, const std::string& host) {
  std::string text = example_config(options.origin, host, options.port);
  if (!options.passphrase_file.empty() && options.passphrase_file != "-") {
    std::error_code error;
    text += "\n[keys]\npassphrase_file = \"" +
            fs::absolute(options.passphrase_file, error).lexically_normal().string() + "\"\n";
  }
  if (options.name.empty()) return text;
  const std::string line = "name = \"" + options.origin + "\"";
  const auto at = text.find(line);
  if (at != std::string::npos) text.replace(at, line.size(), "name = \"" + options.name + "\"");
  return text;
}

// The keys come before the configuration: where that exists, the node is whole.
base::Result<std::string> make_node(const InitOptions& options, const std::string& host,
                                    base::UnixTime now) {
  const fs::path directory = options.directory;
  KeyMaking making{key_day_after(now, options.key_years), {}};
  if (!options.passphrase_file.empty()) {
    REDNODE_TRY(making.passphrase, new_passphrase(options.passphrase_file));
  }
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) return base::unavailable("cannot make " + directory.string() + ": " + error.message());
  REDNODE_TRY(const auto keys, create_keys((directory / "keys").string(), making));
  fs::create_directory(directory / "peers", error);
  if (error) return base::unavailable("cannot make the folder of peers: " + error.message());
  const fs::path file = directory / "rednode.toml";
  REDNODE_CHECK(write_new_file(file, config_text(options, host)));
  REDNODE_TRY(const auto config, read_config(file.string()));
  if (!config.ok()) return base::invalid(describe(config));
  return own_card(config.config, keys.public_keys());
}

void print_result(Context& context, const InitOptions& options, const std::string& host,
                  const Card& card, const std::string& card_text) {
  const std::string file = (fs::path(options.directory) / "rednode.toml").string();
  if (!context.out.is_table()) {
    context.out.document({{"origin", options.origin},
                          {"config", fs::absolute(file).lexically_normal().string()},
                          {"fingerprint", card.fingerprint},
                          {"card", card_text}});
    return;
  }
  context.out.text(card_text);
  context.out.note("made the node " + options.origin + " in " + options.directory +
                   "; the text above is its peer card.");
  if (options.host.empty()) {
    context.out.note("the card says that peers reach this node at \"" + host +
                     "\": set [advertise] in " + file + " if they use another name.");
  }
  if (options.passphrase_file == "-") {
    context.out.note(
        "rednoded needs the passphrase when it starts: name its file as [keys] passphrase_file, or "
        "give it as systemd's credential rednode-passphrase.");
  }
  context.out.note("what to do next:\n  rednoded --config " + file + "\n  redctl --config " + file +
                   " import CATALOGUE.ttl\n  redctl --config " + file + " peer card > " +
                   options.origin +
                   ".card      (send it to your peers)\n"
                   "  redctl --config " +
                   file + " peer add BE.card       (add theirs)");
}

}  // namespace

Exit run_init(Context& context, const InitOptions& options) {
  if (const auto status = check_options(options); !status.ok()) {
    return context.out.fail(status.error(), Exit::kFailed);
  }
  if (const std::string there = node_in(options.directory); !there.empty()) {
    return context.out.fail(
        base::conflict(there +
                       " exists: there is a node in this folder already. Nothing was touched;"
                       " choose another --dir"),
        Exit::kRefused);
  }
  const std::string host = options.host.empty() ? machine_name() : options.host;
  return run_plain(context, [&]() -> base::Result<Exit> {
    REDNODE_TRY(const auto text, make_node(options, host, context.clock.now().wall));
    REDNODE_TRY(const auto card, parse_card(text));
    print_result(context, options, host, card, text);
    return Exit::kDone;
  });
}

}  // namespace rednode::node
