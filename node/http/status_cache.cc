#include "node/http/status_cache.h"

#include <utility>

namespace rednode::node {
namespace {

constexpr base::Duration kAgeMax = std::chrono::seconds(1);
// How long a reader waits for a fresh answer. The engine's turns take milliseconds; while a disk
// stalls it does not answer at all.
constexpr base::Duration kPatience = std::chrono::milliseconds(500);
// After so long without a question, what was not answered before does not count.
constexpr base::Duration kForgotten = std::chrono::seconds(30);

}  // namespace

StatusCache::StatusCache(const base::Clock& clock, Ask ask)
    : clock_(clock), ask_(std::move(ask)), thread_([this] { run(); }) {}

StatusCache::~StatusCache() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

// REQUIRES: mutex_ is held.
bool StatusCache::fresh() const {
  return last_ != nullptr && clock_.now().mono - last_->taken.mono < kAgeMax;
}

std::shared_ptr<const NodeStatus> StatusCache::get() {
  std::unique_lock lock(mutex_);
  if (fresh()) return last_;
  const std::uint64_t before = answers_;
  const base::MonoTime now = clock_.now().mono;
  // An engine that nobody asked in between was not silent for that time.
  const bool again = !wanted_ && now - asked_ > kForgotten;
  if (!std::exchange(wanted_, true)) asked_ = now;
  if (!unanswered_.has_value() || again) unanswered_ = now;
  changed_.notify_all();
  // One patience for one question, however many wait for it: nobody queues up behind a disk that
  // stalls.
  const base::Duration rest = kPatience - (now - asked_);
  changed_.wait_for(lock, rest, [&] { return answers_ != before || ending_; });
  return last_;
}

base::Duration StatusCache::silent_for() {
  const std::lock_guard lock(mutex_);
  return unanswered_.has_value() ? clock_.now().mono - *unanswered_ : base::Duration(0);
}

void StatusCache::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return wanted_ || ending_; });
    if (ending_) return;
    lock.unlock();
    auto answer = ask_();
    lock.lock();
    wanted_ = false;
    ++answers_;
    if (answer.ok()) {
      last_ = std::make_shared<const NodeStatus>(std::move(*answer));
      unanswered_.reset();
    }
    changed_.notify_all();
  }
}

}  // namespace rednode::node
