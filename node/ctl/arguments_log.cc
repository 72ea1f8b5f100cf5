#include <CLI/CLI.hpp>
#include <memory>

#include "node/ctl/arguments.h"

namespace rednode::node {
namespace {

using Command = std::function<Exit(Context&)>;

void add_head_and_list(CLI::App& log, Command& command) {
  const auto options = std::make_shared<LogListOptions>();
  auto* head = add_command(log, "head", "The latest checkpoint of a log, and who holds it.",
                           "  redctl log head --origin BE");
  head->add_option("--origin", options->origin, "Whose log (default: our own)");
  head->callback([&command, options] {
    command = [options](Context& context) { return run_log_head(context, options->origin); };
  });
  auto* list =
      add_command(log, "list", "The entries of a log.", "  redctl log list --first 100 --count 20");
  list->add_option("--origin", options->origin, "Whose log (default: our own)");
  list->add_option("--first", options->first, "The first sequence")
      ->check(whole_number)
      ->capture_default_str();
  list->add_option("--count", options->count, "How many (default: all)")->check(whole_number);
  list->callback([&command, options] {
    command = [options](Context& context) { return run_log_list(context, *options); };
  });
}

void add_keys(CLI::App& command, std::vector<std::string>& keys, std::vector<std::string>& cards) {
  command.add_option("--key", keys, "Trust this verifier key, and nothing that is configured")
      ->allow_extra_args(false);
  command.add_option("--card", cards, "The same for the key on a peer card")
      ->allow_extra_args(false);
}

void add_verify(CLI::App& log, Command& command) {
  auto* verify =
      add_command(log, "verify",
                  "Recompute a log from its entries, and check all signatures with the keys known "
                  "here. With FILE: say what a proof, a certificate, an evidence file or a signed "
                  "checkpoint proves, "
                  "without a daemon. Exit code 2 where anything is wrong.",
                  "  redctl log verify --origin BE\n"
                  "  redctl log verify evidence-BE.txt\n"
                  "  redctl log verify d1.tlog-proof --card FR.card --content d1.ttl");
  const auto options = std::make_shared<LogVerifyOptions>();
  verify->add_option("--origin", options->origin, "Whose log (default: our own)");
  verify->add_option("FILE", options->file,
                     "A proof, a certificate, an evidence file, or a signed checkpoint");
  add_keys(*verify, options->keys, options->cards);
  verify->add_option("--content", options->content_file,
                     "A document with the record: is it what the proved update names?");
  verify->add_option("--against", options->against_file,
                     "The earlier signed checkpoint: is the proof of growth from there?");
  verify->callback([&command, options] {
    command = [options](Context& context) { return run_log_verify(context, *options); };
  });
}

void add_certificate(CLI::App& log, Command& command) {
  auto* certificate = add_command(
      log, "certificate",
      "Write a file that proves to anybody who knows the nodes' keys which nations hold this "
      "log, durably, and up to where. redctl log verify FILE checks it, without a network.",
      "  redctl log certificate --origin FR --out fr.certificate");
  const auto proof = std::make_shared<CertificateOptions>();
  certificate->add_option("--origin", proof->origin, "Whose log (default: our own)");
  certificate->add_option("--out", proof->out, "The file (default: standard output)");
  certificate
      ->add_option("--holders", proof->holders,
                   "How many must hold the log whole; with fewer the exit code is 2")
      ->check(whole_number);
  certificate->callback([&command, proof] {
    command = [proof](Context& context) { return run_log_certificate(context, *proof); };
  });
}

void add_generations(CLI::App& log, Command& command) {
  auto* generations =
      add_command(log, "generations",
                  "When and why a log began anew, with the entries that were left behind then.",
                  "  redctl log generations --origin FR");
  const auto origin = std::make_shared<std::string>();
  generations->add_option("--origin", *origin, "Whose log (default: our own)");
  generations->callback([&command, origin] {
    command = [origin](Context& context) { return run_log_generations(context, *origin); };
  });
}

void add_prove(CLI::App& log, Command& command) {
  auto* prove = add_command(
      log, "prove",
      "Write a file that proves something about a log to whoever has its origin's key: that "
      "an entry is in it (a C2SP tlog-proof), or, with --from, that it only grew since it had "
      "that size.",
      "  redctl log prove --iri https://example.org/d/1 --out d1.tlog-proof\n"
      "  redctl log prove --origin BE --from 1200 --out BE-grew.txt");
  const auto options = std::make_shared<LogProveOptions>();
  prove->add_option("--origin", options->origin, "Whose log (default: our own)");
  prove->add_option("--iri", options->iri, "The entry that made this record what it is");
  prove->add_option("--sequence", options->sequence, "The entry with this number")
      ->check(whole_number);
  prove->add_option("--from", options->from, "The earlier size")->check(whole_number);
  prove->add_option("--out", options->out_file, "Where to write it (default: standard output)");
  prove->callback([&command, options] {
    command = [options](Context& context) { return run_log_prove(context, *options); };
  });
}

void add_audit_and_export(CLI::App& log, Command& command) {
  auto* audit = add_command(
      log, "audit",
      "Walk a whole log from its bytes: every entry, every tile, the root, the signatures, the "
      "times. In the daemon, where its counts are compared too, over HTTP, or in a folder of "
      "static files. Exit code 2 where anything is wrong.",
      "  redctl log audit --origin BE\n"
      "  redctl log audit --url http://red.example.be:7403/log/BE --card BE.card\n"
      "  redctl log audit --data archive/BE");
  const auto options = std::make_shared<LogAuditOptions>();
  audit->add_option("--origin", options->origin, "Whose log (default: our own)");
  audit->add_option("--url", options->url, "Where a node serves it over plain HTTP");
  audit->add_option("--data", options->directory, "A folder that redctl log export wrote");
  add_keys(*audit, options->keys, options->cards);
  audit->callback([&command, options] {
    command = [options](Context& context) { return run_log_audit(context, *options); };
  });

  auto* exported = add_command(
      log, "export",
      "Write a log as static files (c2sp.org/tlog-tiles): an archive that any web server can "
      "offer. Into the same folder again, only what is new is written.",
      "  redctl log export --origin BE --out archive/BE");
  const auto out = std::make_shared<LogExportOptions>();
  exported->add_option("--origin", out->origin, "Whose log (default: our own)");
  exported->add_option("--out", out->directory, "The folder")->required();
  exported->callback([&command, out] {
    command = [out](Context& context) { return run_log_export(context, *out); };
  });
}

void add_bundle_readers(CLI::App& bundle, Command& command) {
  auto* verify = add_command(
      bundle, "verify",
      "Say what is in a bundle, and what of it is proved with the keys known here. Without a "
      "daemon. Exit code 2 where anything is wrong.",
      "  redctl bundle verify FR.bundle --card FR.card");
  const auto options = std::make_shared<BundleVerifyOptions>();
  verify->add_option("FILE", options->file, "The bundle")->required();
  add_keys(*verify, options->keys, options->cards);
  verify->callback([&command, options] {
    command = [options](Context& context) { return run_bundle_verify(context, *options); };
  });

  auto* card =
      add_command(bundle, "card",
                  "Print a card out of a bundle, to be added with peer add after its fingerprint "
                  "was compared over the telephone.",
                  "  redctl bundle card FR.bundle FR > FR.card");
  const auto wanted = std::make_shared<BundleCardOptions>();
  card->add_option("FILE", wanted->file, "The bundle")->required();
  card->add_option("ORIGIN", wanted->origin, "Whose card")->required();
  card->callback([&command, wanted] {
    command = [wanted](Context& context) { return run_bundle_card(context, *wanted); };
  });

  auto* apply = add_command(
      bundle, "apply",
      "Give a bundle to the daemon, which verifies it as if it came from a peer. The origins "
      "must be peers already. Exit code 4 where a log was refused and another was not.",
      "  redctl bundle apply FR.bundle");
  const auto file = std::make_shared<std::string>();
  apply->add_option("FILE", *file, "The bundle")->required();
  apply->callback([&command, file] {
    command = [file](Context& context) { return run_bundle_apply(context, *file); };
  });
}

void add_bundle(CLI::App& app, Command& command) {
  auto* bundle =
      add_command(app, "bundle",
                  "Write whole logs, their live records and their checkpoints into one file, for "
                  "where no network goes.",
                  "  redctl bundle --out FR.bundle\n  redctl bundle --all --out europe.bundle");
  const auto options = std::make_shared<BundleOptions>();
  bundle->require_subcommand(0, 1);
  bundle->add_option("--origin", options->origin, "Whose log (default: our own)");
  bundle->add_flag("--all", options->all, "All logs that are held here");
  bundle->add_option("--out", options->out_file, "The file to write");
  add_bundle_readers(*bundle, command);
  bundle->callback([&command, bundle, options] {
    if (!bundle->get_subcommands().empty()) return;
    command = [options](Context& context) { return run_bundle(context, *options); };
  });
}

}  // namespace

void add_log_commands(CLI::App& app, Command& command) {
  auto* log = add_command(app, "log", "The signed logs: our own, and those that are mirrored.",
                          "  redctl log verify --origin BE");
  log->require_subcommand(0, 1);
  add_head_and_list(*log, command);
  add_certificate(*log, command);
  add_verify(*log, command);
  add_generations(*log, command);
  add_prove(*log, command);
  add_audit_and_export(*log, command);
  add_bundle(app, command);
}

}  // namespace rednode::node
