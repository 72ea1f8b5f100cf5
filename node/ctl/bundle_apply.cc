// redctl bundle apply: gives an offline bundle to the daemon, which verifies it as if it came over
// the wire. A log that cannot be taken does not stop the others.

#include <map>

#include "base/limits.h"
#include "node/ctl/bundle_file.h"
#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/progress.h"
#include "node/ctl/units.h"

namespace rednode::node {
namespace {

namespace limits = base::limits;

struct AppliedLog {
  std::uint64_t entries = 0;  // that the bundle has
  std::string error;          // why it was not taken to its end
};

class BundleApplication {
 public:
  BundleApplication(Context& context, AdminClient& daemon)
      : daemon_(daemon), progress_(context.clock, context.out.error_stream()) {}

  // Errors: where the file is not whole, or the daemon went away.
  base::Status run(const BundleFile& file) {
    peers::BundleReader::Visitor visitor;
    visitor.card = [](base::BytesView) { return base::Status(); };
    visitor.chunk = [](const schema::Chunk&, base::BytesView) { return base::Status(); };
    REDNODE_CHECK(file.read(visitor));  // nothing is applied of a file that is not whole
    progress_.start("applying", true, file.bytes());
    visitor.chunk = [this](const schema::Chunk& chunk, base::BytesView frame) {
      return take(chunk, frame);
    };
    REDNODE_CHECK(file.read(visitor));
    return flush();
  }

  const std::map<std::string, AppliedLog>& logs() const { return logs_; }

 private:
  base::Status take(const schema::Chunk& chunk, base::BytesView frame) {
    if (chunk.origin != origin_ || frames_ == limits::kBundleFramesPerCommand ||
        request_.size() + frame.size() > limits::kBundleRequestBytes) {
      REDNODE_CHECK(flush());
    }
    origin_ = chunk.origin;
    logs_[origin_].entries = chunk.first + chunk.updates.size();
    base::append_u32(request_, static_cast<std::uint32_t>(frame.size()));
    request_ += frame;
    ++frames_;
    bytes_ += frame.size();
    return {};
  }

  base::Status flush() {
    if (frames_ == 0) return {};
    frames_ = 0;
    const base::Bytes request = std::exchange(request_, {});
    AppliedLog& log = logs_[origin_];
    if (!log.error.empty()) return {};  // what follows a refused piece is not tried
    const auto answer = daemon_.call("bundle_apply", Json::object(), request);
    progress_.update(bytes_, 0);
    if (answer.ok()) return {};
    if (daemon_.lost()) return answer.error();
    log.error = answer.error().message;
    return {};
  }

  AdminClient& daemon_;
  Progress progress_;
  std::map<std::string, AppliedLog> logs_;
  std::string origin_;   // of the request
  base::Bytes request_;  // each frame behind its length
  std::size_t frames_ = 0;
  std::uint64_t bytes_ = 0;
};

// What the daemon says of the logs of the bundle afterwards.
Exit report(Context& context, const std::map<std::string, AppliedLog>& logs, const Json& status) {
  Json list = Json::array();
  std::size_t refused = 0;
  Table table(
      {{"ORIGIN"}, {"IN BUNDLE", true}, {"HELD", true}, {"STATE"}, {"AGE", true}, {"REFUSED"}});
  for (const auto& [origin, log] : logs) {
    Json held;
    for (const Json& known : list_member(status, "logs")) {
      if (text_member(known, "origin") == origin) held = known;
    }
    const auto age = held.find("age_seconds");
    const bool aged = held.is_object() && age != held.end() && age->is_number();
    refused += log.error.empty() ? 0 : 1;
    list.push_back({{"origin", origin},
                    {"entries", log.entries},
                    {"size", number_member(held, "size")},
                    {"state", text_member(held, "state", "unknown")},
                    {"age_seconds", aged ? *age : Json()},
                    {"error", log.error.empty() ? Json() : Json(log.error)}});
    table.row({origin, count_text(log.entries), count_text(number_member(held, "size")),
               text_member(held, "state", "?"),
               age_text(aged ? std::optional(age->get<double>()) : std::nullopt),
               log.error.empty() ? "-" : log.error});
  }
  if (context.out.is_table()) {
    context.out.table(table);
  } else {
    context.out.document({{"logs", list}});
  }
  if (refused == 0) return Exit::kDone;
  return refused == logs.size() ? Exit::kRefused : Exit::kPartial;
}

}  // namespace

Exit run_bundle_apply(Context& context, const std::string& file) {
  return run_with_daemon(context, [&](const Config&, AdminClient& daemon) -> base::Result<Exit> {
    BundleApplication application(context, daemon);
    REDNODE_CHECK(application.run(BundleFile(file)));
    REDNODE_TRY(const auto status, daemon.call("status"));
    return report(context, application.logs(), status.ok);
  });
}

}  // namespace rednode::node
