// redctl backup and restore: a folder from which a node can be built again.
//
//   backup.json    origin, time, version, and how far each log was
//   store/         a store of its own
//   rednode.toml   the configuration
//   peers/         the cards
//   keys/          only with --with-keys
//
// A backup counts when it was checked: every octet of the copy is read and recomputed.

#include <sys/stat.h>

#include <filesystem>

#include "base/limits.h"
#include "base/log.h"
#include "node/ctl/commands.h"
#include "node/ctl/store_check.h"
#include "node/ctl/text_file.h"
#include "node/ctl/units.h"
#include "node/node_store.h"
#include "node/status.h"
#include "storage/logs.h"

namespace rednode::node {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFormat = "rednode-backup/1";
constexpr const char* kManifest = "backup.json";

base::Status copy_tree(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::copy(from, to, fs::copy_options::recursive, error);
  if (error) {
    return base::unavailable("cannot copy " + from.string() + " to " + to.string() + ": " +
                             error.message());
  }
  return {};
}

base::Status copy_one(const fs::path& from, const fs::path& to) {
  std::error_code error;
  if (!fs::copy_file(from, to, error) || error) {
    return base::unavailable("cannot copy " + from.string() + ": " + error.message());
  }
  return {};
}

base::Status write_file(const fs::path& path, const std::string& text) {
  REDNODE_TRY(auto file, FileWriter::open(path.string()));
  REDNODE_CHECK(file.write(text));
  return file.commit();
}

base::Result<Json> manifest_of(const Config& config, const base::Clock& clock,
                               const std::string& store_directory) {
  REDNODE_TRY(const auto store, open_read_only(store_directory));
  REDNODE_TRY(const auto logs, storage::Logs::open(*store));
  Json list = Json::array();
  for (const auto& [origin, log] : logs.all()) {
    list.push_back({{"origin", origin},
                    {"size", log.size()},
                    {"root", base::to_base64(log.tree.root().view())},
                    {"live", log.live}});
  }
  return Json{{"format", kFormat},
              {"origin", config.origin},
              {"time", base::to_rfc3339(clock.now().wall)},
              {"version", version()},
              {"logs", std::move(list)}};
}

base::Result<Json> read_manifest(const fs::path& folder) {
  const auto text = read_text_file((folder / kManifest).string(), base::limits::kManifestBytesMax);
  if (!text.ok()) {
    return base::not_found(folder.string() + " is not a backup that was finished: it has no " +
                           kManifest);
  }
  Json manifest = Json::parse(*text, nullptr, false);
  if (!manifest.is_object() || text_member(manifest, "format") != kFormat) {
    return base::invalid((folder / kManifest).string() + " is not of the form " + kFormat);
  }
  return manifest;
}

// The folder as it will be named; it must not be there, or be empty.
base::Result<fs::path> new_folder(const std::string& directory) {
  std::error_code error;
  const fs::path folder = fs::absolute(directory, error).lexically_normal();
  if (error) return base::invalid(directory + ": " + error.message());
  if (fs::exists(folder, error) && !fs::is_empty(folder, error)) {
    return base::conflict(folder.string() + " is not empty: name a new folder");
  }
  fs::create_directories(folder, error);
  if (error) return base::unavailable("cannot make " + folder.string() + ": " + error.message());
  return folder;
}

base::Status copy_beside(const Config& config, const fs::path& folder, bool with_keys) {
  REDNODE_CHECK(copy_one(config.file, folder / "rednode.toml"));
  std::error_code error;
  if (fs::exists(config.peers_directory, error)) {
    REDNODE_CHECK(copy_tree(config.peers_directory, folder / "peers"));
  }
  if (!with_keys) return {};
  REDNODE_CHECK(copy_tree(config.keys_directory, folder / "keys"));
  fs::permissions(folder / "keys", fs::perms::owner_all, error);
  for (const auto& entry : fs::directory_iterator(folder / "keys", error)) {
    fs::permissions(entry.path(), fs::perms::owner_read | fs::perms::owner_write, error);
  }
  if (error) return base::unavailable("the keys of the backup: " + error.message());
  return {};
}

// An empty result where the copy is sound; else the exit code after what was found was printed.
base::Result<std::optional<Exit>> check_copy(Context& context, const Config& config,
                                             const fs::path& store) {
  REDNODE_TRY(const auto report, check_once(context, store.string(), KnownKeys::load(config)));
  if (report.clean()) return std::optional<Exit>();
  context.out.note("the store in " + store.string() + " is not sound:");
  return std::make_optional(print_report(context, report));
}

// The store of the configuration, out of the way; empty where there was none.
base::Result<std::string> set_aside(const Config& config, const base::Clock& clock) {
  std::error_code error;
  if (!fs::exists(config.data_directory, error)) return std::string();
  std::string time = base::to_rfc3339(clock.now().wall).substr(0, 19);
  std::erase(time, ':');
  const std::string aside = config.data_directory + ".before-" + time;
  fs::rename(config.data_directory, aside, error);
  if (error) return base::unavailable("cannot move the store aside: " + error.message());
  return aside;
}

// What a copy of the disk cannot know: whether the node wrote more after it. So it is never taken
// for a new one.
base::Status mark_restored(const Config& config) {
  storage::RocksOptions options;
  options.create_if_missing = false;
  REDNODE_TRY(const auto store, storage::RocksStore::open(config.data_directory, options));
  return store->commit(restored_batch(), storage::Sync::kYes);
}

base::Result<Exit> restore(Context& context, const Config& config, const fs::path& folder) {
  REDNODE_TRY(const auto manifest, read_manifest(folder));
  const std::string origin = text_member(manifest, "origin");
  if (origin != config.origin) {
    return base::conflict("the backup is of " + origin + ", and this node is " + config.origin);
  }
  REDNODE_TRY(const auto daemon, daemon_if_running(config));
  if (daemon.has_value()) {
    return base::conflict("the daemon is running: stop it first, then restore");
  }
  REDNODE_TRY(const auto damaged, check_copy(context, config, folder / "store"));
  if (damaged.has_value()) return *damaged;
  REDNODE_TRY(const auto aside, set_aside(config, context.clock));
  REDNODE_CHECK(copy_tree(folder / "store", config.data_directory));
  REDNODE_CHECK(mark_restored(config));
  const std::string time = text_member(manifest, "time", "?");
  if (!context.out.is_table()) {
    context.out.document({{"origin", origin}, {"time", time}, {"set_aside", aside}});
    return Exit::kDone;
  }
  context.out.text("The store is that of " + time + ".\n" +
                   (aside.empty() ? "" : "The one before it is kept in " + aside + ".\n") +
                   "Start rednoded: it takes what it wrote since then back from its peers, and "
                   "writes nothing before it has.\n");
  return Exit::kDone;
}

}  // namespace

Exit run_backup(Context& context, const std::string& directory, bool with_keys) {
  return run_with_daemon(
      context, [&](const Config& config, AdminClient& daemon) -> base::Result<Exit> {
        REDNODE_TRY(const auto folder, new_folder(directory));
        const fs::path store = folder / "store";
        REDNODE_TRY(const auto made, daemon.call("backup", {{"directory", store.string()}}));
        REDNODE_CHECK(copy_beside(config, folder, with_keys));
        REDNODE_TRY(const auto damaged, check_copy(context, config, store));
        if (damaged.has_value()) return *damaged;
        REDNODE_TRY(const auto manifest, manifest_of(config, context.clock, store.string()));
        REDNODE_CHECK(write_file(folder / kManifest, manifest.dump(2) + "\n"));
        if (!context.out.is_table()) {
          context.out.document(manifest);
          return Exit::kDone;
        }
        context.out.text("The backup in " + folder.string() + " was read back and is sound.\n" +
                         (with_keys ? "It holds the keys: keep it as you keep them.\n"
                                    : "It holds no keys: back up " + config.keys_directory +
                                          " apart from it, or use --with-keys.\n"));
        return Exit::kDone;
      });
}

Exit run_restore(Context& context, const std::string& directory) {
  return run_plain(context, [&]() -> base::Result<Exit> {
    REDNODE_TRY(const auto config, load_config(context));
    std::error_code error;
    return restore(context, config, fs::absolute(directory, error).lexically_normal());
  });
}

}  // namespace rednode::node
