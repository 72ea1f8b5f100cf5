// redctl bundle: whole logs in one file, for where no network goes (docs/formats/bundle.md).

#include "peers/bundle.h"

#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/progress.h"
#include "node/ctl/text_file.h"
#include "node/ctl/units.h"

namespace rednode::node {
namespace {

struct Bundled {
  std::string origin;
  std::uint64_t entries = 0;
};

// The logs that the operator wants; with --all those of which there is a checkpoint.
base::Result<std::vector<std::string>> wanted_origins(const BundleOptions& options,
                                                      const Config& config, AdminClient& daemon) {
  if (!options.all) {
    return std::vector<std::string>{options.origin.empty() ? config.origin : options.origin};
  }
  REDNODE_TRY(const auto status, daemon.call("status"));
  std::vector<std::string> origins;
  for (const Json& log : list_member(status.ok, "logs")) {
    const std::string origin = text_member(log, "origin");
    REDNODE_TRY(const auto head, daemon.call("log_head", {{"origin", origin}}));
    if (!text_member(head.ok, "note").empty()) origins.push_back(origin);
  }
  return origins;
}

// The cards of the nodes whose logs are bundled, so that whoever has none can compare fingerprints.
base::Status write_cards(Context& context, const std::vector<std::string>& origins,
                         AdminClient& daemon, peers::BundleWriter& writer) {
  for (const std::string& origin : origins) {
    const auto answer = daemon.call("peer_card", {{"origin", origin}});
    if (answer.ok()) {
      REDNODE_CHECK(writer.card(text_member(answer->ok, "card")));
    } else if (daemon.lost()) {
      return answer.error();
    } else {
      context.out.note("the bundle has no card of " + origin + ": " + answer.error().message);
    }
  }
  return {};
}

base::Result<std::uint64_t> write_log(Context& context, const std::string& origin,
                                      AdminClient& daemon, peers::BundleWriter& writer) {
  Progress progress(context.clock, context.out.error_stream());
  progress.start("bundling " + origin, false, std::nullopt);
  std::uint64_t first = 0;
  for (;;) {
    REDNODE_TRY(const auto answer,
                daemon.call("bundle_chunk", {{"origin", origin}, {"first", first}}));
    REDNODE_CHECK(writer.frame(answer.blob));
    const std::uint64_t next = number_member(answer.ok, "next");
    if (next == first) return first;  // the frame of the checkpoint alone, which is the last
    first = next;
    progress.set_total(number_member(answer.ok, "size"));
    progress.update(first, 0);
  }
}

base::Result<Exit> write_bundle(Context& context, const BundleOptions& options,
                                const Config& config, AdminClient& daemon) {
  REDNODE_TRY(const auto origins, wanted_origins(options, config, daemon));
  if (origins.empty()) return base::not_found("there is no log to bundle yet");
  REDNODE_TRY(auto file, FileWriter::open(options.out_file));
  peers::BundleWriter writer([&file](base::BytesView octets) { return file.write(octets); });
  REDNODE_CHECK(writer.begin());
  REDNODE_CHECK(write_cards(context, origins, daemon, writer));
  std::vector<Bundled> logs;
  for (const std::string& origin : origins) {
    REDNODE_TRY(const std::uint64_t entries, write_log(context, origin, daemon, writer));
    logs.push_back({origin, entries});
  }
  REDNODE_CHECK(writer.end());
  REDNODE_CHECK(file.commit());
  Json list = Json::array();
  for (const Bundled& log : logs) {
    list.push_back({{"origin", log.origin}, {"entries", log.entries}});
    if (context.out.is_table()) {
      context.out.note("bundled the log of " + log.origin + ", " +
                       plural(log.entries, "entry", "entries"));
    }
  }
  if (!context.out.is_table()) context.out.document({{"file", options.out_file}, {"logs", list}});
  return Exit::kDone;
}

}  // namespace

Exit run_bundle(Context& context, const BundleOptions& options) {
  if (options.out_file.empty() || options.out_file == "-") {
    return context.out.fail(base::invalid("name the file to write, with --out FILE"),
                            Exit::kFailed);
  }
  if (options.all && !options.origin.empty()) {
    return context.out.fail(base::invalid("--origin and --all exclude each other"), Exit::kFailed);
  }
  return run_with_daemon(context, [&](const Config& config, AdminClient& daemon) {
    return write_bundle(context, options, config, daemon);
  });
}

}  // namespace rednode::node
