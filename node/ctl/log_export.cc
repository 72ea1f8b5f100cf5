// redctl log export: a log as static files, laid out as c2sp.org/tlog-tiles: an archive that any
// web server can offer and any auditor can read. Going on where an earlier export ended reads what
// is there, and fetches and writes only what is new. The checkpoint is written last, and only where
// the files lead to it: a folder is at every moment the log up to the checkpoint in it.

#include <filesystem>

#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/known_keys.h"
#include "node/ctl/log_reading.h"
#include "node/ctl/log_source.h"
#include "node/ctl/progress.h"
#include "node/ctl/text_file.h"
#include "node/ctl/units.h"

namespace rednode::node {
namespace {

namespace fs = std::filesystem;
using storage::TilePath;

constexpr const char* kCheckpoint = "checkpoint";

base::Status make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error) return {};
  return base::unavailable("cannot make " + path.string() + ": " + error.message());
}

class LogExport {
 public:
  LogExport(Context& context, const std::string& origin, AdminClient& daemon,
            const std::string& directory)
      : context_(context),
        origin_(origin),
        daemon_(log_in_daemon(daemon, origin)),
        folder_(log_in_folder(directory)),
        directory_(directory),
        reading_([this](const TilePath& path, base::BytesView hashes) {
          if (written_.ok()) written_ = write(storage::format_tile_path(path), hashes);
        }) {}

  base::Status run(const schema::LogKeys& key) {
    REDNODE_TRY(const auto note, daemon_(kCheckpoint));
    REDNODE_TRY(const auto checkpoint, schema::open_checkpoint(note, key));
    const std::uint64_t size = checkpoint.checkpoint.size;
    Progress progress(context_.clock, context_.out.error_stream());
    progress.start("exporting the log of " + origin_, false, size);
    while (reading_.entries() < size) {  // tiles are computed from the entries
      REDNODE_CHECK(take_bundle(storage::bundle_path(reading_.entries(), size)));
      REDNODE_CHECK(written_);
      progress.update(reading_.entries(), 0);
    }
    reading_.finish();
    REDNODE_CHECK(written_);
    if (reading_.root() != checkpoint.checkpoint.root) {
      return base::corrupt(
          "the entries in " + directory_ + " are not those that " + origin_ +
          " signed, so the checkpoint is not written: redctl log audit --data says "
          "what is wrong; without that file, export again");
    }
    REDNODE_CHECK(make_folder(directory_));  // of an empty log there is nothing but its checkpoint
    // What the checkpoint is about is on the disk before it.
    REDNODE_CHECK(sync_folder(directory_));
    return write(kCheckpoint, note);
  }

  std::uint64_t entries() const { return reading_.entries(); }
  std::uint64_t new_files() const { return new_files_; }

 private:
  // A full bundle never changes, so one that is there is read from there.
  base::Status take_bundle(const TilePath& path) {
    const std::string name = storage::format_tile_path(path);
    if (path.width == storage::kTileWidth) {
      if (const auto kept = folder_(name); kept.ok()) {
        const auto added = reading_.add_bundle(*kept, path.width);
        if (!added.ok()) return base::with_context(directory_ + "/" + name, added.error());
        return {};
      }
    }
    REDNODE_TRY(const auto bundle, daemon_(name));
    REDNODE_CHECK(reading_.add_bundle(bundle, path.width));
    return write(name, bundle);
  }

  base::Status write(const std::string& name, base::BytesView bytes) {
    if (const auto there = folder_(name); there.ok() && *there == bytes) return {};
    const fs::path path = fs::path(directory_) / name;
    REDNODE_CHECK(make_folder(path.parent_path()));
    REDNODE_TRY(auto file, FileWriter::open(path.string()));
    REDNODE_CHECK(file.write(bytes));
    REDNODE_CHECK(name == kCheckpoint ? file.commit() : file.commit_soon());
    ++new_files_;
    return {};
  }

  Context& context_;
  const std::string origin_;
  const LogSource daemon_;
  const LogSource folder_;
  const std::string directory_;
  LogReading reading_;
  base::Status written_;
  std::uint64_t new_files_ = 0;
};

}  // namespace

Exit run_log_export(Context& context, const LogExportOptions& options) {
  return run_with_daemon(
      context, [&](const Config& config, AdminClient& daemon) -> base::Result<Exit> {
        const std::string origin = options.origin.empty() ? config.origin : options.origin;
        REDNODE_TRY(const auto key, KnownKeys::load(config).keys_of(origin));
        LogExport exported(context, origin, daemon, options.directory);
        REDNODE_CHECK(exported.run(key));
        if (context.out.is_table()) {
          context.out.note("the log of " + origin + ", " +
                           plural(exported.entries(), "entry", "entries") + ", is in " +
                           options.directory + "; " + plural(exported.new_files(), "new file"));
        } else {
          context.out.document({{"origin", origin},
                                {"directory", options.directory},
                                {"entries", exported.entries()},
                                {"new_files", exported.new_files()}});
        }
        return Exit::kDone;
      });
}

}  // namespace rednode::node
