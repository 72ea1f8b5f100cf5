// redctl config: reads the configuration as the daemon does, and everything that it points to.

#include <unistd.h>

#include <filesystem>

#include "node/card.h"
#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/named_profile.h"
#include "node/keyfile.h"
#include "node/passphrase.h"

namespace rednode::node {
namespace {

namespace fs = std::filesystem;

// The folder, or the nearest one above it that exists: where a missing folder would be made.
fs::path existing_part(fs::path path) {
  std::error_code error;
  while (!path.empty() && !fs::exists(path, error) && path != path.parent_path()) {
    path = path.parent_path();
  }
  return path;
}

void check_folder(const std::string& setting, const fs::path& path,
                  std::vector<ConfigProblem>& problems) {
  std::error_code error;
  const fs::path there = existing_part(path);
  if (!fs::is_directory(there, error)) {
    problems.push_back({0, setting + ": " + there.string() + " is not a folder"});
  } else if (access(there.c_str(), W_OK | X_OK) != 0) {
    problems.push_back({0, setting + ": this user may not write in " + there.string()});
  }
}

// Empty where records can be judged by it.
std::string profile_problem(const std::string& profile, Output& out) {
  if (profile == "none") return {};
  const auto vocabularies = catalogue::Vocabularies::shipped();
  if (!vocabularies.ok()) return vocabularies.error().message;
  const auto named = named_profile(profile, *vocabularies, out);
  return named.ok() ? "" : named.error().message;
}

// Empty where the daemon could read its keys. systemd's credential is the daemon's alone, so
// without a passphrase_file sealed keys are not opened here.
std::string keys_problem(const Config& config) {
  if (config.passphrase_file.empty()) {
    const auto files = list_keys(config.keys_directory);
    return files.ok() ? "" : "paths.keys: " + files.error().message;
  }
  const auto passphrase = read_passphrase(config.passphrase_file);
  if (!passphrase.ok()) return "keys.passphrase_file: " + passphrase.error().message;
  const auto keys = read_keys(config.keys_directory, *passphrase);
  return keys.ok() ? "" : "paths.keys: " + keys.error().message;
}

// What a good file may still point to that is not good.
void check_surroundings(const Config& config, Output& out, std::vector<ConfigProblem>& problems) {
  if (const auto problem = keys_problem(config); !problem.empty()) {
    problems.push_back({0, problem});
  }
  if (const auto cards = read_cards(config.peers_directory); !cards.ok()) {
    problems.push_back({0, "paths.peers: " + cards.error().message});
  }
  if (const auto problem = profile_problem(config.import_profile, out); !problem.empty()) {
    problems.push_back({0, "import.profile: " + problem});
  }
  check_folder("paths.data", config.data_directory, problems);
  check_folder("paths.peers", config.peers_directory, problems);
  check_folder("admin.socket", fs::path(config.admin_socket).parent_path(), problems);
}

Exit report(Context& context, const ConfigResult& result) {
  if (!context.out.is_table()) {
    Json problems = Json::array();
    for (const ConfigProblem& problem : result.problems) {
      Json line = nullptr;
      if (problem.line > 0) line = problem.line;
      problems.push_back({{"line", std::move(line)}, {"message", problem.message}});
    }
    context.out.document(
        {{"file", result.config.file}, {"ok", result.ok()}, {"problems", problems}});
  } else if (result.ok()) {
    context.out.text(result.config.file + " is good: origin " + result.config.origin +
                     ", keys and peer cards can be read\n");
  }
  if (!result.ok() && context.out.is_table()) context.out.note(describe(result));
  return result.ok() ? Exit::kDone : Exit::kFailed;
}

}  // namespace

Exit run_config_check(Context& context, const std::string& file) {
  return run_plain(context, [&]() -> base::Result<Exit> {
    const std::string argument = file.empty() ? context.config_argument : file;
    REDNODE_TRY(auto result, read_config(find_config(argument)));
    if (result.ok()) check_surroundings(result.config, context.out, result.problems);
    return report(context, result);
  });
}

Exit run_config_reload(Context& context) {
  return run_with_daemon(context, [&](const Config&, AdminClient& daemon) -> base::Result<Exit> {
    REDNODE_TRY(const auto answer, daemon.call("reload"));
    if (context.out.is_table()) {
      context.out.text("the daemon read its configuration and the peer cards again\n");
    } else {
      context.out.document(answer.ok);
    }
    return Exit::kDone;
  });
}

}  // namespace rednode::node
