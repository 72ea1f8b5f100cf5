#include "node/retention.h"

#include "base/limits.h"
#include "node/node_store.h"
#include "storage/keys.h"
#include "storage/retention.h"

namespace rednode::node {
namespace {

// Soon after the start, but not while everything starts.
constexpr base::Duration kFirst = std::chrono::seconds(20);
constexpr base::Duration kInterval = std::chrono::hours(24);
constexpr base::Duration kAgain = std::chrono::minutes(1);  // after a failure
// An origin that erases all the time must not keep everybody sweeping.
constexpr base::Duration kBetweenErasures = std::chrono::seconds(30);

}  // namespace

Retention::Retention(AdminContext& context)
    : context_(context), next_(context.clock.now().mono + kFirst) {}

void Retention::look(const peers::Report& report) {
  if (!to_scrub_.has_value()) {
    const auto left = has_to_scrub(context_.store);
    if (!left.ok()) return;
    to_scrub_ = unknown_ = *left;
  }
  const base::MonoTime now = context_.clock.now().mono;
  const bool erase = report.counters.erasures > erasures_ && now >= next_erasure_;
  if (now < next_ && !erase) return;
  next_erasure_ = now + kBetweenErasures;
  if (erase && !mark(true).ok()) return;
  std::vector<base::Digest> dropped;
  const auto swept = sweep(dropped);
  if (!dropped.empty()) {
    context_.logger.info("contents-dropped", {{"count", std::to_string(dropped.size())}});
  }
  if (*to_scrub_) {
    for (const base::Digest& id : dropped) keys_.push_back(storage::content_key(id));
  }
  if (!swept.ok()) {
    next_ = std::min(next_, now) + kAgain;
    // The logs grew too fast meanwhile, or the daemon is stopping: neither is worth a word.
    const bool passing = swept.error().code == base::Code::kConflict ||
                         swept.error().code == base::Code::kUnavailable;
    if (!passing) context_.logger.error("retention-failed", {{"cause", swept.error().message}});
    return;
  }
  if (now >= next_) next_ = now + kInterval;
  erasures_ = report.counters.erasures;
  if (*to_scrub_) scrub();
}

base::Status Retention::mark(bool to_do) {
  REDNODE_CHECK(context_.loop.write(scrub_batch(to_do)));
  to_scrub_ = to_do;
  return {};
}

void Retention::scrub() {
  if (unknown_) keys_.clear();  // the whole table
  if (unknown_ || !keys_.empty()) {
    const auto scrubbed = context_.store.scrub(storage::Table::kContent, keys_);
    if (!scrubbed.ok()) {
      next_ = std::min(next_, context_.clock.now().mono + kAgain);
      return context_.logger.error("contents-not-scrubbed", {{"cause", scrubbed.error().message}});
    }
    context_.logger.info("contents-scrubbed",
                         {{"count", unknown_ ? "all" : std::to_string(keys_.size())}});
  }
  if (!mark(false).ok()) return;
  keys_.clear();
  unknown_ = false;
}

base::Status Retention::sweep(std::vector<base::Digest>& dropped) {
  const auto snapshot = context_.store.snapshot();
  const auto days = std::chrono::hours(24 * context_.config.superseded_days);
  const auto cutoff = context_.clock.now().wall.milliseconds() -
                      std::chrono::duration_cast<std::chrono::milliseconds>(days).count();
  REDNODE_TRY(auto sweep, storage::Sweep::mark(*snapshot, cutoff));
  while (true) {
    REDNODE_TRY(const auto ids, sweep.next(base::limits::kDroppedPerCommand));
    if (ids.empty()) return {};
    REDNODE_TRY(const auto done, context_.loop.call(peers::DropContents{ids, sweep.sizes()}));
    REDNODE_CHECK(done.status);
    dropped.insert(dropped.end(), ids.begin(), ids.end());
  }
}

}  // namespace rednode::node
