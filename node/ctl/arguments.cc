#include "node/ctl/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>

#include "node/ctl/output.h"
#include "node/status.h"

namespace rednode::node {
namespace {

using Command = std::function<Exit(Context&)>;

constexpr const char* kEpilogue =
    "Everywhere: --config FILE (default: REDNODE_CONFIG, ./rednode.toml, "
    "/etc/rednode/rednode.toml),\n"
    "--output table|json|jsonl, --no-color.\n"
    "Exit codes: 0 done; 1 wrong usage, or nothing could be done; 2 refused, or a finding that "
    "somebody\n"
    "must look at; 3 rednoded does not run; 4 done in part.\n";

void add_init(CLI::App& app, Command& command) {
  auto* init = add_command(
      app, "init",
      "Make a new node: its configuration, its keys and the folder of its peers. "
      "A node that exists is never touched.",
      "  redctl init --origin FR --dir /var/lib/rednode --name \"France, Health Data Hub\" "
      "\\\n              --host red.example.fr");
  const auto options = std::make_shared<InitOptions>();
  init->add_option("--origin", options->origin, "Whose node this is: FR, or FR-HDH")->required();
  init->add_option("--dir", options->directory, "The folder of the node")->required();
  init->add_option("--name", options->name, "For people: the country, the body");
  init->add_option("--host", options->host,
                   "The name under which peers reach this machine (default: its own name)");
  init->add_option("--port", options->port,
                   "The feed's port; the exchange has the next one, HTTP the one after it")
      ->capture_default_str();
  add_key_years(*init, options->key_years);
  init->add_option("--passphrase-file", options->passphrase_file,
                   "Seal the keys under the passphrase in this file's first line, or under one "
                   "that is asked for (-)");
  init->callback([&command, options] {
    command = [options](Context& context) { return run_init(context, *options); };
  });
}

void add_peer_operation(CLI::App& peer, Command& command, const std::string& name,
                        const std::string& text, const std::string& done) {
  auto* operation = add_command(peer, name, text, "  redctl peer " + name + " BE");
  const auto origin = std::make_shared<std::string>();
  operation->add_option("ORIGIN", *origin, "The peer")->required();
  operation->callback([&command, origin, name, done] {
    command = [=](Context& context) {
      return run_peer_operation(context, "peer_" + name, done, *origin);
    };
  });
}

void add_peer_files(CLI::App& peer, Command& command) {
  auto* card =
      add_command(peer, "card",
                  "Print the card of this node, to be sent to its peers over a channel you trust.",
                  "  redctl peer card > FR.card");
  card->callback([&command] { command = [](Context& c) { return run_peer_card(c); }; });

  auto* add_card = add_command(
      peer, "add", "Add a peer by its card, after its fingerprint was compared over the telephone.",
      "  redctl peer add BE.card");
  const auto options = std::make_shared<PeerAddOptions>();
  add_card->add_option("CARD", options->card, "The card's file, or - for standard input")
      ->required();
  add_card->add_flag("--replace", options->replace, "In the place of the peer's present card");
  add_card->add_flag("--yes", options->yes, "The fingerprint was compared: do not ask");
  add_card->callback([&command, options] {
    command = [options](Context& context) { return run_peer_add(context, *options); };
  });

  auto* list = add_command(peer, "list", "List the peers.", "  redctl peer list");
  list->callback([&command] { command = [](Context& c) { return run_peer_list(c); }; });

  const auto origin = std::make_shared<std::string>();
  auto* show = add_command(peer, "show", "Show a peer's card and state.", "  redctl peer show BE");
  show->add_option("ORIGIN", *origin, "The peer")->required();
  show->callback([&command, origin] {
    command = [origin](Context& context) { return run_peer_show(context, *origin); };
  });
  auto* remove = add_command(
      peer, "remove",
      "Take a peer's card away: it can no longer connect. What was mirrored of it stays.",
      "  redctl peer remove BE");
  remove->add_option("ORIGIN", *origin, "The peer")->required();
  remove->callback([&command, origin] {
    command = [origin](Context& context) { return run_peer_remove(context, *origin); };
  });
}

void add_peer(CLI::App& app, Command& command) {
  auto* peer =
      add_command(app, "peer", "The card of this node, and the nodes that it exchanges with.",
                  "  redctl peer list");
  peer->require_subcommand(0, 1);
  add_peer_files(*peer, command);
  add_peer_operation(
      *peer, command, "pause",
      "Neither send to nor take from a peer, until it is resumed; survives a restart.", "paused");
  add_peer_operation(*peer, command, "resume", "Go on with a paused peer.", "resumed");
  add_peer_operation(*peer, command, "resync",
                     "Forget what is assumed of a peer and ask it for everything again.",
                     "asked for everything again");
}

void add_status(CLI::App& app, Command& command) {
  auto* status = add_command(
      app, "status",
      "Where every log and every peer stands. A question mark is what is not known. "
      "Exit code 0 where all are live, 4 where one is not, 2 where one diverged or this "
      "node may not write.",
      "  redctl status --watch");
  const auto watch = std::make_shared<bool>(false);
  status->add_flag("--watch", *watch, "Show it again every second, until Ctrl-C");
  status->callback([&command, watch] {
    command = [watch](Context& context) { return run_status(context, *watch); };
  });
}

void add_backup(CLI::App& app, Command& command) {
  const auto directory = std::make_shared<std::string>();
  const auto with_keys = std::make_shared<bool>(false);
  auto* backup = add_command(
      app, "backup",
      "Copy the store, the configuration and the cards into a new folder, beside the running "
      "daemon, and check the copy from its octets. Without --with-keys it holds no secrets.",
      "  redctl backup /srv/backup/fr-2026-11-26");
  backup->add_option("DIR", *directory, "A folder that is new, or empty")->required();
  backup->add_flag("--with-keys", *with_keys, "The secret keys too");
  backup->callback([&command, directory, with_keys] {
    command = [=](Context& context) { return run_backup(context, *directory, *with_keys); };
  });
  const auto recovery = std::make_shared<RecoverOptions>();
  auto* recover = add_command(
      app, "recover",
      "Go on from this copy of our log where no peer can be asked what is missing in it, or where "
      "two histories of it stand against each other. The log goes on under another name (FR@2), "
      "signed with its key; peers take their mirrors back to where it goes on, keep the rest "
      "aside, and say so. Refused where this node may write.",
      "  redctl recover --reason \"the disk and the link were lost\" --yes");
  recover->add_option("--reason", recovery->reason, "Why, for everybody: one line")->required();
  recover->add_flag("--yes", recovery->yes, "Give up what the peers may hold beyond this copy");
  recover->callback([&command, recovery] {
    command = [recovery](Context& context) { return run_recover(context, *recovery); };
  });
  auto* restore = add_command(
      app, "restore",
      "Put the store of a backup in the place of this node's, which is kept beside it. The "
      "daemon must not run. Started again, it first takes what it had written since then back "
      "from its peers.",
      "  redctl restore /srv/backup/fr-2026-11-26");
  restore->add_option("DIR", *directory, "The folder of a backup")->required();
  restore->callback([&command, directory] {
    command = [=](Context& context) { return run_restore(context, *directory); };
  });
}

void add_quarantine(CLI::App& app, Command& command) {
  auto* quarantine =
      add_command(app, "quarantine",
                  "What could not be imported, with the place, the reason and the remedy. An "
                  "import forgets what an earlier one of the same document left here.",
                  "  redctl quarantine list");
  quarantine->require_subcommand(0, 1);
  auto* list =
      add_command(*quarantine, "list", "List what is in quarantine.", "  redctl quarantine list");
  list->callback([&command] { command = [](Context& c) { return run_quarantine_list(c); }; });
  auto* show = add_command(*quarantine, "show", "Show one entry, with what was written there.",
                           "  redctl quarantine show 17");
  const auto id = std::make_shared<std::uint64_t>(0);
  show->add_option("ID", *id, "The entry's number")->required()->check(whole_number);
  show->callback([&command, id] {
    command = [id](Context& context) { return run_quarantine_show(context, *id); };
  });
}

void add_store(CLI::App& app, Command& command) {
  auto* store = add_command(app, "store", "The node's store on disk.", "  redctl store check");
  store->require_subcommand(0, 1);
  auto* check =
      add_command(*store, "check",
                  "Recompute everything in the store from its octets, beside a running daemon too. "
                  "Exit code 2 where anything does not fit.",
                  "  redctl store check");
  check->callback([&command] { command = [](Context& c) { return run_store_check(c); }; });
  auto* stats = add_command(*store, "stats", "How much is in the store.", "  redctl store stats");
  stats->callback([&command] { command = [](Context& c) { return run_store_stats(c); }; });
  auto out = std::make_shared<std::string>();
  auto* repair = add_command(*store, "repair",
                             "Build a new store of what can be read and proved of a damaged one, "
                             "which is not changed. The "
                             "daemon must be stopped. Exit code 4 where something was left.",
                             "  redctl store repair --out /var/lib/rednode/store.new");
  repair->add_option("--out", *out, "The folder of the new store")->required();
  repair->callback([&command, out] {
    command = [out](Context& context) { return run_store_repair(context, *out); };
  });
}

void add_config(CLI::App& app, Command& command) {
  auto* config = add_command(
      app, "config",
      "The configuration. Settings: origin, name, annotations, [listen] feed exchange http, "
      "[advertise] feed exchange http, [http] threads connections connections_per_address "
      "access_log, [paths] data keys peers, [admin] socket group, [import] profile gate "
      "renamed mint_base, [replication] stale_after_seconds, [freshness] stale, "
      "[freshness.ORIGIN] stale stale_after_seconds, [keys] overlap_days passphrase_file, [store] "
      "cache_megabytes write_buffer_megabytes, [log] level.",
      "  redctl config check /etc/rednode/rednode.toml");
  config->require_subcommand(0, 1);
  auto* check = add_command(
      *config, "check",
      "Read the configuration as the daemon does, and the keys, cards and folders that it "
      "names; every mistake is said with its line.",
      "  redctl config check");
  const auto file = std::make_shared<std::string>();
  check->add_option("FILE", *file, "The configuration (default: as everywhere)");
  check->callback([&command, file] {
    command = [file](Context& context) { return run_config_check(context, *file); };
  });
  auto* reload =
      add_command(*config, "reload",
                  "Have the daemon check its configuration and read the peer cards again; where "
                  "they are not good, nothing changes. Settings change at a restart.",
                  "  redctl config reload");
  reload->callback([&command] { command = [](Context& c) { return run_config_reload(c); }; });
}

void add_everything(CLI::App& app, Arguments& arguments) {
  app.add_option("--config", arguments.config, "The node's configuration");
  app.add_option("--output", arguments.output, "table for people, json or jsonl for scripts")
      ->check(CLI::IsMember({"table", "json", "jsonl"}))
      ->capture_default_str();
  app.add_flag("--no-color", arguments.no_color,
               "No colours; NO_COLOR in the environment does the same");
  app.set_version_flag("--version", std::string("redctl ") + version());
  app.footer(kEpilogue);
  app.require_subcommand(0, 1);  // none is said below, after words that nobody knows
  add_init(app, arguments.command);
  add_status(app, arguments.command);
  add_check_command(app, arguments.command);
  add_record_commands(app, arguments.command);
  add_report_commands(app, arguments.command);
  add_peer(app, arguments.command);
  add_log_commands(app, arguments.command);
  add_backup(app, arguments.command);
  add_key_commands(app, arguments.command);
  add_roster_commands(app, arguments.command);
  add_quarantine(app, arguments.command);
  add_store(app, arguments.command);
  add_config(app, arguments.command);
}

// Where the words are wrong, --output was perhaps not read: scripts get their JSON all the same.
OutputFormat wanted_output(int argc, const char* const* argv) {
  OutputFormat format = OutputFormat::kTable;
  for (int i = 1; i < argc; ++i) {
    std::string_view word = argv[i];
    if (word == "--output" && i + 1 < argc) word = argv[i + 1];
    if (word.substr(0, 9) == "--output=") word.remove_prefix(9);
    if (word == "json") format = OutputFormat::kJson;
    if (word == "jsonl") format = OutputFormat::kJsonl;
  }
  return format;
}

// A monitoring system takes 1 for a warning: of `check` it is told that nothing is known.
int wrong_words_exit(int argc, const char* const* argv) {
  constexpr int kUnknownToMonitoring = 3;
  const auto is = [](std::string_view wanted) {
    return [=](const char* w) { return w == wanted; };
  };
  const bool check = std::any_of(argv + 1, argv + argc, is("check")) &&
                     std::none_of(argv + 1, argv + argc, is("store")) &&
                     std::none_of(argv + 1, argv + argc, is("config"));
  return check ? kUnknownToMonitoring : static_cast<int>(Exit::kFailed);
}

}  // namespace

CLI::App* add_command(CLI::App& parent, const std::string& name, const std::string& text,
                      const std::string& example) {
  CLI::App* command = parent.add_subcommand(name, text);
  command->fallthrough();
  command->footer("Example:\n" + example + "\n\n" + kEpilogue);
  return command;
}

std::string whole_number(const std::string& text) {
  const bool whole = !text.empty() && text.size() < 20 &&
                     text.find_first_not_of("0123456789") == std::string::npos;
  return whole ? "" : text + " is not a whole number";
}

Arguments parse_arguments(int argc, const char* const* argv) {
  Arguments arguments;
  CLI::App app(
      "redctl - the command line of a rednode: catalogues in, peers, and what became of both.");
  app.name("redctl");
  add_everything(app, arguments);
  try {
    app.parse(argc, argv);
    if (!arguments.command) throw CLI::RequiredError("a command");
  } catch (const CLI::Success& success) {
    arguments.exit_code = app.exit(success);
    arguments.command = nullptr;
  } catch (const CLI::ParseError& error) {
    Output out(wanted_output(argc, argv), false, stdout, stderr);
    out.fail(base::invalid(std::string(error.what()) + "; see redctl --help, or COMMAND --help"),
             Exit::kFailed);
    arguments.exit_code = wrong_words_exit(argc, argv);
    arguments.command = nullptr;
  }
  return arguments;
}

}  // namespace rednode::node
