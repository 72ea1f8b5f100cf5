// redctl store: the disk, checked from its octets, and how much is on it.

#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/progress.h"
#include "node/ctl/store_check.h"
#include "node/ctl/units.h"

namespace rednode::node {

base::Result<std::unique_ptr<storage::RocksStore>> open_read_only(const std::string& directory) {
  storage::RocksOptions options;
  options.create_if_missing = false;
  options.read_only = true;
  auto store = storage::RocksStore::open(directory, options);
  if (!store.ok()) return base::with_context(directory, store.error());
  return store;
}

base::Result<storage::CheckReport> check_once(Context& context, const std::string& directory,
                                              const KnownKeys& keys) {
  REDNODE_TRY(const auto store, open_read_only(directory));
  Progress progress(context.clock, context.out.error_stream());
  progress.start("checking", false, std::nullopt);
  return storage::check_store(
      *store, [&](const std::string& name) { return keys.log_key(name); },
      [&](std::uint64_t done, std::uint64_t total) {
        progress.set_total(total);
        progress.update(done, 0);
      });
}

namespace {

// A daemon that goes on writing removes files under a reader; what is still wrong when everything
// is read anew is damage.
base::Result<storage::CheckReport> check_beside_daemon(Context& context, const Config& config,
                                                       const KnownKeys& keys) {
  constexpr int kAttempts = 3;
  auto report = check_once(context, config.data_directory, keys);
  for (int i = 1; i < kAttempts && (!report.ok() || !report->clean()); ++i) {
    const auto daemon = AdminClient::connect(config.admin_socket);
    if (!daemon.ok()) break;
    context.out.note("the daemon is at work on this store: reading it once more, to be sure");
    report = check_once(context, config.data_directory, keys);
  }
  return report;
}

Json findings_json(const storage::CheckReport& report) {
  Json findings = Json::array();
  for (const storage::Finding& finding : report.findings) {
    findings.push_back(
        {{"table", finding.table}, {"key", finding.key}, {"problem", finding.problem}});
  }
  return findings;
}

}  // namespace

Exit print_report(Context& context, const storage::CheckReport& report) {
  if (!context.out.is_table()) {
    context.out.document({{"clean", report.clean()},
                          {"findings", findings_json(report)},
                          {"total_findings", report.total_findings},
                          {"updates", report.updates},
                          {"records", report.records},
                          {"contents", report.contents},
                          {"tiles", report.tiles},
                          {"bytes", report.bytes},
                          {"not_applied", report.not_applied},
                          {"unnamed", report.unnamed},
                          {"arrived", report.arrived}});
    return report.clean() ? Exit::kDone : Exit::kRefused;
  }
  Table table({{"TABLE"}, {"KEY"}, {"PROBLEM"}});
  for (const storage::Finding& f : report.findings) table.row({f.table, f.key, f.problem});
  if (table.rows() > 0) context.out.table(table);
  if (report.total_findings > report.findings.size()) {
    context.out.text("and " + count_text(report.total_findings - report.findings.size()) +
                     " more\n");
  }
  context.out.text("read " + plural(report.updates, "update") + ", " +
                   plural(report.records, "record") + ", " + plural(report.contents, "content") +
                   ", " + plural(report.tiles, "tile") + ", " +
                   bytes_text(static_cast<double>(report.bytes)) + ": " +
                   (report.clean() ? "everything fits"
                                   : plural(report.total_findings, "finding") +
                                         "; stop the daemon and restore, see docs/operations") +
                   "\n");
  return report.clean() ? Exit::kDone : Exit::kRefused;
}

namespace {

Json stats_json(const storage::StoreStats& stats) {
  Json tables = Json::object();
  for (std::size_t i = 0; i < storage::kTableCount; ++i) {
    tables[storage::table_name(static_cast<storage::Table>(i))] = {{"bytes", stats.table_bytes[i]},
                                                                   {"keys", stats.table_keys[i]}};
  }
  return {{"bytes", stats.bytes_on_disk}, {"memory", stats.memory_bytes}, {"tables", tables}};
}

void print_stats(Context& context, const Json& stats) {
  if (!context.out.is_table()) return context.out.document(stats);
  Table table({{"TABLE"}, {"KEYS", true}, {"BYTES", true}});
  const Json tables = stats.value("tables", Json::object());
  for (const auto& [name, of] : tables.items()) {
    table.row({name, count_text(number_member(of, "keys")),
               bytes_text(static_cast<double>(number_member(of, "bytes")))});
  }
  context.out.table(table);
  context.out.text("on disk " + bytes_text(static_cast<double>(number_member(stats, "bytes"))) +
                   ", in memory " +
                   bytes_text(static_cast<double>(number_member(stats, "memory"))) + "\n");
}

}  // namespace

Exit run_store_check(Context& context) {
  return run_plain(context, [&]() -> base::Result<Exit> {
    REDNODE_TRY(const auto config, load_config(context));
    const KnownKeys keys = KnownKeys::load(config);
    const auto report = check_beside_daemon(context, config, keys);
    if (report.ok()) return print_report(context, *report);
    const bool damage = report.error().code == base::Code::kCorrupt;
    return context.out.fail(report.error(), damage ? Exit::kRefused : Exit::kFailed);
  });
}

Exit run_store_stats(Context& context) {
  return run_plain(context, [&]() -> base::Result<Exit> {
    REDNODE_TRY(const auto config, load_config(context));
    REDNODE_TRY(auto daemon, daemon_if_running(config));
    if (daemon.has_value()) {
      REDNODE_TRY(const auto answer, daemon->call("store_stats"));
      print_stats(context, answer.ok);
      return Exit::kDone;
    }
    context.out.note("the daemon is not running: reading the store itself");
    REDNODE_TRY(const auto store, open_read_only(config.data_directory));
    REDNODE_TRY(const auto stats, store->stats());
    print_stats(context, stats_json(stats));
    return Exit::kDone;
  });
}

}  // namespace rednode::node
