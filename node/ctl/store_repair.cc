// redctl store repair: a new store of what can be read and proved of a damaged one, which is only
// read. With the daemon stopped.

#include <filesystem>

#include "node/ctl/commands.h"
#include "node/ctl/damaged_store.h"
#include "node/ctl/progress.h"
#include "node/ctl/store_check.h"
#include "node/ctl/units.h"
#include "node/node_store.h"
#include "storage/repair.h"

namespace rednode::node {
namespace {

namespace fs = std::filesystem;

constexpr const char* kScratch = ".salvage";  // beside the new store, while it is made

base::Status check_owner(std::span<const storage::Reader* const> views, const std::string& origin) {
  for (const storage::Reader* view : views) {
    base::Bytes owner;
    const auto found = view->get(storage::Table::kMeta, "origin", owner);
    if (found.ok() && *found && owner != origin) {
      return base::conflict("the store belongs to " + owner + ", and the configuration says " +
                            origin);
    }
  }
  return {};
}

base::Result<fs::path> new_store_folder(const Config& config, const std::string& directory) {
  std::error_code error;
  fs::path folder = fs::absolute(directory, error).lexically_normal();
  if (error) return base::invalid(directory + ": " + error.message());
  if (!folder.has_filename()) folder = folder.parent_path();  // of "DIR/"
  const fs::path store = fs::absolute(config.data_directory, error).lexically_normal();
  if ((folder / "").string().starts_with((store / "").string())) {
    return base::invalid("--out " + directory + " lies in the damaged store: name another folder");
  }
  if (fs::exists(folder, error) && !fs::is_empty(folder, error)) {
    return base::conflict(folder.string() + " is not empty: name a new folder");
  }
  return folder;
}

base::Result<storage::RepairReport> repair_into(Context& context, const Config& config,
                                                const KnownKeys& keys, const fs::path& out) {
  REDNODE_TRY(const auto damaged,
              DamagedStore::open(config.data_directory, out.string() + kScratch));
  REDNODE_CHECK(check_owner(damaged->views(), config.origin));
  REDNODE_TRY(const auto fresh, storage::RocksStore::open(out.string(), {}));
  // As after a backup: what was written since the damage is with the peers, if anywhere.
  REDNODE_CHECK(claim_store(*fresh, config.origin, false));
  Progress progress(context.clock, context.out.error_stream());
  progress.start("repairing", false, std::nullopt);
  return storage::repair_store(
      damaged->views(), *fresh, config.origin,
      [&](const std::string& name) { return keys.log_key(name); },
      [&](std::uint64_t done, std::uint64_t) { progress.update(done, 0); });
}

Json report_json(const fs::path& out, const storage::RepairReport& report) {
  Json logs = Json::array();
  for (const auto& log : report.logs) {
    logs.push_back({{"origin", log.origin},
                    {"taken", log.taken},
                    {"had", log.had.has_value() ? Json(*log.had) : Json(nullptr)},
                    {"wanted", log.wanted},
                    {"whole", log.whole()},
                    {"ends_because", log.ends_because}});
  }
  return {{"store", out.string()},
          {"whole", report.whole()},
          {"logs", std::move(logs)},
          {"contents", report.contents},
          {"contents_left", report.contents_left},
          {"entries_left", report.entries_left},
          {"unreadable", report.unreadable}};
}

void print_repair(Context& context, const storage::RepairReport& report) {
  Table table({{"LOG"}, {"TAKEN", true}, {"OF", true}, {"CONTENTS TO FETCH", true}, {"WHY"}});
  for (const auto& log : report.logs) {
    table.row({log.origin, count_text(log.taken), log.had.has_value() ? count_text(*log.had) : "?",
               count_text(log.wanted), log.ends_because});
  }
  if (table.rows() > 0) context.out.table(table);
  context.out.text("took " + plural(report.contents, "content") + ", left " +
                   count_text(report.contents_left) + "; left " +
                   plural(report.entries_left, "other entry", "other entries") + "; " +
                   plural(report.unreadable, "place") + " could not be read\n");
}

void print_next_steps(Context& context, const Config& config, const fs::path& out) {
  context.out.text(
      "The new store was read back and is sound. Put it in the place of the damaged one, which was "
      "not changed, and start:\n"
      "  mv " +
      config.data_directory + " " + config.data_directory + ".damaged\n  mv " + out.string() + " " +
      config.data_directory +
      "\n  systemctl start rednoded\n"
      "The rest comes from the peers. What is missing of this node's own log does too, before it "
      "writes: let it not write while the peers that held it are away.\n");
}

base::Result<Exit> repair(Context& context, const std::string& directory) {
  REDNODE_TRY(const auto config, load_config(context));
  REDNODE_TRY(const auto out, new_store_folder(config, directory));
  REDNODE_TRY(const auto daemon, daemon_if_running(config));
  if (daemon.has_value()) {
    return base::conflict("the daemon is running: stop it first, then repair");
  }
  const KnownKeys keys = KnownKeys::load(config);
  REDNODE_TRY(const auto report, repair_into(context, config, keys, out));
  REDNODE_TRY(const auto check, check_once(context, out.string(), keys));
  if (!check.clean()) {
    context.out.note("the new store in " + out.string() + " is not sound, do not use it:");
    return print_report(context, check);
  }
  if (context.out.is_table()) {
    print_repair(context, report);
    print_next_steps(context, config, out);
  } else {
    context.out.document(report_json(out, report));
  }
  return report.whole() ? Exit::kDone : Exit::kPartial;
}

}  // namespace

Exit run_store_repair(Context& context, const std::string& directory) {
  return run_plain(context, [&] { return repair(context, directory); });
}

}  // namespace rednode::node
