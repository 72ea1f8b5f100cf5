#include <CLI/CLI.hpp>
#include <memory>

#include "node/ctl/arguments.h"

namespace rednode::node {
namespace {

using Command = std::function<Exit(Context&)>;

void add_rotate(CLI::App& key, Command& command) {
  auto* rotate = add_command(
      key, "rotate",
      "Make a new log key and change to it, by a signed entry in the log. The daemon goes on; "
      "the old key signs too for a while ([keys] overlap_days), so no peer is lost. With "
      "--transport the transport key changes, in two steps: first the next one is made, and the "
      "card with both goes to the peers; then --now changes to it, and the last card follows.",
      "  redctl key rotate --reason \"yearly\"\n"
      "  redctl key rotate --transport > FR.card\n"
      "  redctl key rotate --transport --now > FR.card");
  const auto options = std::make_shared<KeyRotateOptions>();
  rotate->add_option("--reason", options->reason, "Why, for everybody to read in the log");
  add_key_years(*rotate, options->years);
  rotate->add_flag("--transport", options->transport,
                   "The transport key: make the next one, and print the card for the peers");
  rotate->add_flag("--now", options->now, "Change to the next transport key");
  rotate->callback([&command, options] {
    command = [options](Context& context) { return run_key_rotate(context, *options); };
  });
}

void add_sealing(CLI::App& key, Command& command) {
  const auto options = std::make_shared<KeySealOptions>();
  auto* protect = add_command(
      key, "protect",
      "Seal the files of the keys under a passphrase, or under another one than now. The daemon "
      "reads it at its next start ([keys] passphrase_file, or systemd's credential "
      "rednode-passphrase). Without it the keys are lost: keep it apart from their backup.",
      "  redctl key protect --passphrase-file /etc/rednode/passphrase");
  protect
      ->add_option("--passphrase-file", options->passphrase_file,
                   "Its first line is the new passphrase; - asks for it on the terminal")
      ->required();
  auto* unprotect = add_command(key, "unprotect", "Write the keys down without a passphrase again.",
                                "  redctl key unprotect");
  for (auto* each : {protect, unprotect}) {
    each->add_option("--present-passphrase-file", options->present_passphrase_file,
                     "The passphrase that they are under now (default: as the daemon has it)");
  }
  protect->callback([&command, options] {
    command = [options](Context& context) { return run_key_protect(context, *options); };
  });
  unprotect->callback([&command, options] {
    command = [options](Context& context) { return run_key_unprotect(context, *options); };
  });
}

}  // namespace

void add_key_years(CLI::App& app, int& years) {
  app.add_option("--key-years", years,
                 "For how long the new key is meant to be used: you are warned 60, 30 and 7 days "
                 "before; 0 sets no day. Nothing stops on that day")
      ->check(CLI::Range(0, kKeyYearsMax))
      ->capture_default_str();
}

void add_key_commands(CLI::App& app, std::function<Exit(Context&)>& command) {
  auto* key =
      add_command(app, "key", "The keys of this node: log and transport.", "  redctl key list");
  key->require_subcommand(0, 1);
  auto* list = add_command(*key, "list", "Which keys signed this log, and which signs now.",
                           "  redctl key list");
  list->callback([&command] { command = [](Context& c) { return run_key_list(c); }; });
  add_rotate(*key, command);
  add_sealing(*key, command);
}

}  // namespace rednode::node
