#include "node/retention.h"

#include "base/limits.h"
#include "storage/keys.h"
#include "storage/retention.h"

namespace rednode::node {
namespace {

// The first sweep also does what a stop had left undone: soon, but not while everything starts.
constexpr base::Duration kFirst = std::chrono::seconds(20);
constexpr base::Duration kInterval = std::chrono::hours(24);
constexpr base::Duration kAgain = std::chrono::minutes(1);  // after a failure

}  // namespace

Retention::Retention(AdminContext& context)
    : context_(context), next_(context.clock.now().mono + kFirst) {}

void Retention::look(const peers::Report& report) {
  const base::MonoTime now = context_.clock.now().mono;
  const bool first = !erasures_.has_value();
  const bool erase = report.counters.erasures > erasures_.value_or(0);
  if (now < next_ && !erase) return;
  const auto dropped = sweep();
  if (!dropped.ok()) {
    next_ = now + kAgain;
    // The logs grew too fast meanwhile, or the daemon is stopping: neither is worth a word.
    const bool passing = dropped.error().code == base::Code::kConflict ||
                         dropped.error().code == base::Code::kUnavailable;
    if (!passing) {
      context_.logger.error("retention-failed", {{"cause", dropped.error().message}});
    }
    return;
  }
  if (now >= next_) next_ = now + kInterval;
  erasures_ = report.counters.erasures;
  if (dropped->empty()) return;
  context_.logger.info("contents-dropped", {{"count", std::to_string(dropped->size())}});
  if (!erase && !first) return;
  // What was to be erased must not lie in the files of the store any longer.
  std::vector<base::Bytes> keys;
  for (const base::Digest& id : *dropped) keys.push_back(storage::content_key(id));
  const auto scrubbed = context_.store.scrub(storage::Table::kContent, keys);
  if (scrubbed.ok()) {
    context_.logger.info("contents-scrubbed", {{"count", std::to_string(keys.size())}});
  } else {
    context_.logger.error("contents-not-scrubbed", {{"cause", scrubbed.error().message}});
  }
}

base::Result<std::vector<base::Digest>> Retention::sweep() {
  const auto snapshot = context_.store.snapshot();
  const auto days = std::chrono::hours(24 * context_.config.superseded_days);
  const auto cutoff = context_.clock.now().wall.milliseconds() -
                      std::chrono::duration_cast<std::chrono::milliseconds>(days).count();
  REDNODE_TRY(auto sweep, storage::Sweep::mark(*snapshot, cutoff));
  std::vector<base::Digest> dropped;
  while (true) {
    REDNODE_TRY(auto ids, sweep.next(base::limits::kDroppedPerCommand));
    if (ids.empty()) return dropped;
    dropped.insert(dropped.end(), ids.begin(), ids.end());
    REDNODE_TRY(const auto done,
                context_.loop.call(peers::DropContents{std::move(ids), sweep.sizes()}));
    REDNODE_CHECK(done.status);
  }
}

}  // namespace rednode::node
