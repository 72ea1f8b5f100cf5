// redctl key protect and unprotect: the files of the keys under a passphrase, or not. The daemon,
// which has read them, goes on.

#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/passphrase_prompt.h"
#include "node/keyfile.h"
#include "node/passphrase.h"

namespace rednode::node {
namespace {

base::Result<base::Secret> present_passphrase(const Config& config, const KeySealOptions& options) {
  if (!options.present_passphrase_file.empty()) {
    return read_passphrase(options.present_passphrase_file);
  }
  REDNODE_TRY(const auto files, list_keys(config.keys_directory));
  for (const KeyFile& file : files) {
    if (file.sealed) return passphrase_of(config);
  }
  return base::Secret();
}

base::Result<Exit> rewrite(Context& context, const KeySealOptions& options,
                           const base::Secret& after, const std::string& note) {
  REDNODE_TRY(const auto config, load_config(context));
  REDNODE_TRY(const auto before, present_passphrase(config, options));
  REDNODE_CHECK(rewrite_keys(config.keys_directory, before, after));
  REDNODE_TRY(const auto files, list_keys(config.keys_directory));
  if (context.out.is_table()) {
    context.out.text(std::to_string(files.size()) + " keys in " + config.keys_directory +
                     (after.empty() ? " are not sealed any more\n" : " are sealed\n"));
    context.out.note(note);
    return Exit::kDone;
  }
  Json names = Json::array();
  for (const KeyFile& file : files) names.push_back(file.name);
  context.out.document({{"sealed", !after.empty()}, {"files", std::move(names)}});
  return Exit::kDone;
}

}  // namespace

Exit run_key_protect(Context& context, const KeySealOptions& options) {
  return run_plain(context, [&]() -> base::Result<Exit> {
    REDNODE_TRY(const auto passphrase, new_passphrase(options.passphrase_file));
    return rewrite(context, options, passphrase,
                   "rednoded needs the passphrase at its next start: [keys] passphrase_file, or "
                   "systemd's credential rednode-passphrase. Copies of the keys that were made "
                   "before are as open as they were.");
  });
}

Exit run_key_unprotect(Context& context, const KeySealOptions& options) {
  return run_plain(context, [&]() -> base::Result<Exit> {
    return rewrite(context, options, {},
                   "whoever reads these files has the keys: only their owner can.");
  });
}

}  // namespace rednode::node
