#include <CLI/CLI.hpp>
#include <memory>

#include "node/ctl/arguments.h"

namespace rednode::node {
namespace {

using Command = std::function<Exit(Context&)>;

void add_propose(CLI::App& roster, Command& command) {
  auto* propose = add_command(
      roster, "propose",
      "Write the next version of the roster, with our signature: the present one, or our own card "
      "and those of all peers, with what is said here. Others sign the file; with enough "
      "signatures any of them applies it.",
      "  redctl roster propose --federation EHDS --threshold 2 --out roster.note\n"
      "  redctl roster propose --add it.card --remove DE --out roster.note");
  const auto options = std::make_shared<RosterProposal>();
  propose->add_option("--federation", options->federation, "The name of a new federation");
  propose->add_option("--add", options->add, "Cards of members that join, or that changed");
  propose->add_option("--remove", options->remove, "Origins of members that leave");
  propose
      ->add_option("--signers", options->signers,
                   "Who may sign the version after it (default: as before; at first, all)")
      ->delimiter(',');
  propose
      ->add_option("--threshold", options->threshold,
                   "How many of them must (default: as before; at first, more than half)")
      ->check(CLI::Range(2, 255));
  propose->add_option("--out", options->out_file, "The file to write")->required();
  propose->callback([&command, options] {
    command = [options](Context& context) { return run_roster_propose(context, *options); };
  });
}

}  // namespace

void add_roster_commands(CLI::App& app, Command& command) {
  auto* roster = add_command(
      app, "roster",
      "Who belongs to the federation, with their keys and addresses, signed by a threshold of its "
      "members: a new member or key reaches every node by itself, and no member alone can change "
      "anything.",
      "  redctl roster show");
  roster->require_subcommand(1, 1);
  auto* show = add_command(*roster, "show", "The roster that this node follows.", "");
  show->callback(
      [&command] { command = [](Context& context) { return run_roster_show(context); }; });
  add_propose(*roster, command);
  const auto options = std::make_shared<RosterFileOptions>();
  const auto add = [&](const char* name, const char* about, const char* yes) {
    auto* sub = add_command(
        *roster, name, about,
        "  redctl roster " + std::string(name) + " roster.note" + (yes != nullptr ? " --yes" : ""));
    sub->add_option("FILE", options->file, "The roster")->required();
    if (yes != nullptr) sub->add_flag("--yes", options->yes, yes);
    return sub;
  };
  add("sign", "Show what a proposed roster changes, and add our signature to the file.",
      "Sign it, after reading")
      ->callback([&command, options] {
        command = [options](Context& context) { return run_roster_sign(context, *options); };
      });
  add("trust",
      "Follow a roster for the first time. Compare its fingerprint with two members over the "
      "telephone: everything later hangs on it.",
      "The fingerprint was compared")
      ->callback([&command, options] {
        command = [options](Context& context) { return run_roster_apply(context, *options, true); };
      });
  add("apply",
      "Take a later roster that enough members signed. Peers take it over by themselves. An older "
      "one, or one with too few signatures, is refused.",
      nullptr)
      ->callback([&command, options] {
        command = [options](Context& context) {
          return run_roster_apply(context, *options, false);
        };
      });
}

}  // namespace rednode::node
