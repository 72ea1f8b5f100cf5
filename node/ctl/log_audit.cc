// redctl log audit: walks a whole log from its files, as c2sp.org/tlog-tiles lays them out: every
// entry and every tile is read and compared with what the entries say, and the root with what the
// origin signed. In the daemon, in a folder, or over HTTP.

#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/log_reading.h"
#include "node/ctl/log_source.h"
#include "node/ctl/note_check.h"
#include "node/ctl/progress.h"
#include "node/ctl/units.h"

namespace rednode::node {
namespace {

using Verdict = CheckList::Verdict;
using storage::TilePath;

class LogAudit {
 public:
  LogAudit(Context& context, LogSource source, CheckList& checks)
      : context_(context),
        source_(std::move(source)),
        checks_(checks),
        reading_([this](const TilePath& path, base::BytesView hashes) { compare(path, hashes); }) {}

  // Nothing further where not even the checkpoint can be trusted.
  base::Status run(const KnownKeys& keys, const std::string& origin) {
    REDNODE_TRY(const auto note, source_("checkpoint"));
    const auto checkpoint = check_note(keys, origin, note, checks_);
    if (!checkpoint.has_value()) return {};
    const std::uint64_t size = checkpoint->checkpoint.size;
    Progress progress(context_.clock, context_.out.error_stream());
    progress.start("auditing " + origin, false, size);
    while (reading_.entries() < size) {  // tiles follow from the entries
      const TilePath path = storage::bundle_path(reading_.entries(), size);
      const auto bundle = source_(storage::format_tile_path(path));
      const auto added = bundle.ok() ? reading_.add_bundle(*bundle, path.width) : bundle.error();
      if (!added.ok()) {
        checks_.wrong(storage::format_tile_path(path), added.error().message);
        return {};
      }
      progress.update(reading_.entries(), 0);
    }
    reading_.finish();
    progress.clear();
    reading_.judge(checkpoint->checkpoint, checks_);
    judge_tiles();
    size_ = size;
    return {};
  }

  // What a daemon counts must be what the entries make of the records.
  void compare_counts(const Json& head) {
    if (!size_.has_value()) return;
    const std::string ours = plural(reading_.live(), "live record") + ", " +
                             count_text(reading_.withdrawn()) + " withdrawn";
    if (number_member(head, "size") != *size_) {
      return checks_.add(Verdict::kNotChecked, "counts",
                         ours + "; the log has grown beyond its checkpoint meanwhile");
    }
    if (number_member(head, "live") == reading_.live() &&
        number_member(head, "withdrawn") == reading_.withdrawn()) {
      return checks_.fits("counts", ours);
    }
    checks_.wrong("counts", "the entries make " + ours + ", the daemon says " +
                                count_text(number_member(head, "live")) + " live, " +
                                count_text(number_member(head, "withdrawn")) + " withdrawn");
  }

  Json found() const {
    return {{"entries", reading_.entries()},
            {"tiles", tiles_},
            {"live", reading_.live()},
            {"withdrawn", reading_.withdrawn()}};
  }

 private:
  void compare(const TilePath& path, base::BytesView hashes) {
    ++tiles_;
    const auto tile = source_(storage::format_tile_path(path));
    if (tile.ok() && *tile == hashes) return;
    ++wrong_tiles_;
    if (first_wrong_.empty()) {
      first_wrong_ = storage::format_tile_path(path) + ": " +
                     (tile.ok() ? "not the hashes of the entries" : tile.error().message);
    }
  }

  void judge_tiles() {
    if (wrong_tiles_ == 0) return checks_.fits("tiles", count_text(tiles_) + " of hashes");
    checks_.wrong("tiles", count_text(wrong_tiles_) + " of " + count_text(tiles_) +
                               " do not fit; the first is " + first_wrong_);
  }

  Context& context_;
  const LogSource source_;
  CheckList& checks_;
  LogReading reading_;
  std::optional<std::uint64_t> size_;  // of the checkpoint, once all was read
  std::uint64_t tiles_ = 0;
  std::uint64_t wrong_tiles_ = 0;
  std::string first_wrong_;
};

Exit audit_daemon(Context& context, const LogAuditOptions& options) {
  return run_with_daemon(
      context, [&](const Config& config, AdminClient& daemon) -> base::Result<Exit> {
        const std::string origin = options.origin.empty() ? config.origin : options.origin;
        CheckList checks(context.out);
        LogAudit audit(context, log_in_daemon(daemon, origin), checks);
        REDNODE_CHECK(audit.run(KnownKeys::load(config), origin));
        REDNODE_TRY(const auto head, daemon.call("log_head", {{"origin", origin}}));
        audit.compare_counts(head.ok);
        Json found = audit.found();
        found["origin"] = origin;
        return checks.finish(found);
      });
}

// Whose log it is, where nobody says: who signed the checkpoint.
base::Result<std::string> origin_of(const LogSource& source) {
  REDNODE_TRY(const auto note, source("checkpoint"));
  return note.substr(0, note.find('\n'));
}

Exit audit_elsewhere(Context& context, const LogAuditOptions& options) {
  return run_plain(context, [&]() -> base::Result<Exit> {
    REDNODE_TRY(const auto keys,
                KnownKeys::given_or_configured(context, options.keys, options.cards));
    LogSource source = log_in_folder(options.directory);
    if (!options.url.empty()) {
      REDNODE_TRY(source, log_over_http(options.url));
    }
    std::string origin = options.origin;
    if (origin.empty()) {
      REDNODE_TRY(origin, origin_of(source));
    }
    CheckList checks(context.out);
    LogAudit audit(context, source, checks);
    REDNODE_CHECK(audit.run(keys, origin));
    Json found = audit.found();
    found["origin"] = origin;
    return checks.finish(found);
  });
}

}  // namespace

Exit run_log_audit(Context& context, const LogAuditOptions& options) {
  if (!options.url.empty() && !options.directory.empty()) {
    return context.out.fail(base::invalid("--url and --data exclude each other"), Exit::kFailed);
  }
  if (options.url.empty() && options.directory.empty()) {
    if (options.keys.empty() && options.cards.empty()) return audit_daemon(context, options);
    return context.out.fail(base::invalid("--key and --card are for --url and --data"),
                            Exit::kFailed);
  }
  return audit_elsewhere(context, options);
}

}  // namespace rednode::node
