#include "node/upkeep.h"

#include <sys/resource.h>
#include <unistd.h>

#include "node/receipt_judge.h"
#include "node/retention.h"

namespace rednode::node {
namespace {

constexpr auto kPause = std::chrono::milliseconds(500);
constexpr auto kBetweenSteps = std::chrono::milliseconds(1);

}  // namespace

Upkeep::Upkeep(AdminContext& context) : context_(context), thread_([this] { run(); }) {}

Upkeep::~Upkeep() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

bool Upkeep::wait(bool busy) {
  std::unique_lock lock(mutex_);
  if (busy) {
    changed_.wait_for(lock, kBetweenSteps, [this] { return ending_; });
  } else {
    changed_.wait_for(lock, kPause, [this] { return ending_; });
  }
  return !ending_;
}

void Upkeep::run() {
  // Of this thread alone. Not the idle class: a thread of that may be stopped while it holds a lock
  // of the store that a commit waits for.
  constexpr int kNiceness = 10;
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNiceness);
  ReceiptJudge judge(context_);
  Retention retention(context_);
  bool busy = false;
  while (wait(busy)) {
    const auto report = context_.loop.report();
    if (!report.ok()) return;  // the daemon is stopping
    busy = judge.look(*report);
    retention.look(*report);
  }
}

}  // namespace rednode::node
