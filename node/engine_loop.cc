#include "node/engine_loop.h"

#include <algorithm>
#include <utility>

#include "peers/prepare.h"

namespace rednode::node {
namespace {

// Timers of the engine are seconds; this is how late one may be noticed on an idle node.
constexpr std::chrono::milliseconds kIdleWait{20};
constexpr base::Duration kPauseMax = std::chrono::milliseconds(1);
constexpr base::Duration kPauseStep = std::chrono::microseconds(100);
// Below this, handing a commit to another thread costs more than it wins.
constexpr std::size_t kLargeBatch = 256 << 10;

base::Error stopping() {
  return base::unavailable("the daemon is stopping");
}

}  // namespace

EngineLoop::EngineLoop(peers::Engine& engine, peers::Transport& transport, storage::Store& store,
                       const base::Clock& clock, base::Logger& logger)
    : engine_(engine), transport_(transport), store_(store), clock_(clock), logger_(logger) {}

base::Status EngineLoop::run() {
  helper_.start();
  base::Status status;
  while (!stopping_ && status.ok()) status = turn();
  stopping_ = true;
  helper_.end();
  refuse_rest();
  return status;
}

void EngineLoop::stop() {
  stopping_ = true;
  transport_.wake();
}

void EngineLoop::Helper::start() {
  thread_ = std::thread([this] { loop(); });
}

void EngineLoop::Helper::loop() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return ending_ || work_; });
    if (!work_) return;
    lock.unlock();
    work_();
    lock.lock();
    work_ = nullptr;
    changed_.notify_all();
  }
}

void EngineLoop::Helper::run(std::function<void()> work) {
  const std::lock_guard lock(mutex_);
  REDNODE_ASSERT(!work_);
  work_ = std::move(work);
  changed_.notify_all();
}

bool EngineLoop::Helper::done() {
  const std::lock_guard lock(mutex_);
  return !work_;
}

void EngineLoop::Helper::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !work_; });
}

void EngineLoop::Helper::end() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

base::Status EngineLoop::commit(const peers::Engine::Work& work) {
  if (work.empty) return {};
  if (!work.sync) return store_.commit(*work.batch, storage::Sync::kNo);
  const base::MonoTime start = clock_.now().mono;
  base::Status status;
  if (work.batch->bytes() >= kLargeBatch && !work.meanwhile) {
    status = commit_aside(*work.batch);
  } else {
    if (work.meanwhile) helper_.run(work.meanwhile);
    status = store_.commit(*work.batch, storage::Sync::kYes);
    if (work.meanwhile) helper_.wait();
  }
  last_sync_ended_ = clock_.now().mono;
  last_sync_took_ = last_sync_ended_ - start;
  return status;
}

// Under a bulk load the engine's thread would wait for the disk and for RocksDB; here it takes in
// what the next turn is about.
base::Status EngineLoop::commit_aside(const storage::Batch& batch) {
  base::Status status;
  helper_.run([&] {
    status = store_.commit(batch, storage::Sync::kYes);
    transport_.wake();
  });
  std::size_t bytes = 0;
  while (!helper_.done() && received_.size() < base::limits::kInboxMessagesPerTick &&
         bytes < base::limits::kInboxBytesPerTick) {
    const std::size_t before = received_.size();
    transport_.poll(kIdleWait, received_);
    for (std::size_t i = before; i < received_.size(); ++i) {
      bytes += received_[i].bytes.size();
      peers::prepare(received_[i]);
    }
  }
  helper_.wait();
  return status;
}

// Collects what there is. A mirror under a stream of small commits leaves the disk twice the time
// that it takes of it: what comes in that pause shares the next sync. A lone update is not held up,
// and an operator's command never is.
std::vector<peers::Incoming> EngineLoop::gather() {
  if (!received_.empty()) return std::exchange(received_, {});
  std::vector<peers::Incoming> inbox;
  base::Duration wait = jobs_.size() > 0 ? base::Duration(0) : base::Duration(kIdleWait);
  if (next_step_.has_value()) {
    wait = std::clamp(*next_step_ - clock_.now().mono, base::Duration(0), wait);
  }
  transport_.poll(wait, inbox);
  const base::MonoTime until =
      last_sync_ended_ + std::min<base::Duration>(2 * last_sync_took_, kPauseMax);
  const bool fed = std::any_of(inbox.begin(), inbox.end(), [](const peers::Incoming& in) {
    return in.kind == peers::Incoming::Kind::kFeed;
  });
  if (!fed || clock_.now().mono >= until) return inbox;
  while (jobs_.size() == 0 && clock_.now().mono < until && !stopping_) {
    std::this_thread::sleep_for(kPauseStep);
  }
  transport_.poll(std::chrono::microseconds(0), inbox);
  return inbox;
}

base::Status EngineLoop::turn() {
  std::vector<peers::Command> commands;
  std::vector<ReportCall> reports;
  auto inbox = gather();
  take_jobs(commands, reports);
  const auto work = engine_.step(clock_.now(), std::move(inbox), std::move(commands));
  const base::Status status = commit(work);
  auto outcome = engine_.committed(clock_.now(), status);
  const base::Status damage = outcome.damage;
  next_step_ = outcome.next_step;
  deliver(std::move(outcome));
  for (ReportCall& call : reports) {
    auto report = engine_.report(clock_.now());
    const peers::TransportCounters others = transport_.counters();
    report.counters.connections_refused = others.refused;
    report.counters.sessions_ended = others.crowded_ended;
    report.counters.connections_ended = others.quiet_ended;
    call.promise.set_value(std::move(report));
  }
  if (!damage.ok()) return damage;
  // A full disk is a state that heals; a damaged store is not.
  if (!status.ok() && status.error().code == base::Code::kCorrupt) return status;
  return {};
}

void EngineLoop::take_jobs(std::vector<peers::Command>& commands,
                           std::vector<ReportCall>& reports) {
  for (Job& job : jobs_.drain(base::limits::kCommandsPerTick)) {
    if (auto* call = std::get_if<Call>(&job)) {
      const std::uint64_t ticket = next_ticket_++;
      waiting_.emplace(ticket, std::move(call->promise));
      commands.push_back({ticket, std::move(call->body)});
    } else if (auto* report = std::get_if<ReportCall>(&job)) {
      reports.push_back(std::move(*report));
    } else if (auto* write = std::get_if<WriteCall>(&job)) {
      write->promise.set_value(store_.commit(write->batch, storage::Sync::kYes));
    } else if (auto* other = std::get_if<WorkCall>(&job)) {
      other->promise.set_value(other->work());
    }
  }
}

void EngineLoop::deliver(peers::Engine::Outcome outcome) {
  for (auto& message : outcome.send) transport_.send(std::move(message));
  for (auto& completion : outcome.completions) {
    const auto at = waiting_.find(completion.ticket);
    if (at == waiting_.end()) continue;
    at->second.set_value(std::move(completion));
    waiting_.erase(at);
  }
  for (const auto& notice : outcome.notices) log(notice);
  if (!outcome.rosters.empty()) {
    constexpr std::size_t kRostersMax = 4;
    const std::lock_guard lock(rosters_mutex_);
    for (auto& roster : outcome.rosters) {
      if (rosters_.size() == kRostersMax) rosters_.erase(rosters_.begin());
      rosters_.push_back(std::move(roster));
    }
  }
  if (outcome.directory.has_value()) {
    const auto status = transport_.apply(*outcome.directory);
    if (!status.ok()) logger_.error("peers-not-applied", {{"cause", status.error().message}});
  }
}

std::vector<base::Bytes> EngineLoop::take_rosters() {
  const std::lock_guard lock(rosters_mutex_);
  return std::exchange(rosters_, {});
}

void EngineLoop::log(const peers::Notice& notice) {
  const auto level = notice.level == peers::Notice::Level::kError  ? base::Level::kError
                     : notice.level == peers::Notice::Level::kWarn ? base::Level::kWarn
                                                                   : base::Level::kInfo;
  logger_.log(level, notice.event, {{"peer", notice.peer}, {"detail", notice.detail}});
}

void EngineLoop::refuse_rest() {
  jobs_.close();
  for (Job& job : jobs_.drain(base::limits::kCommandQueue)) {
    if (auto* call = std::get_if<Call>(&job)) call->promise.set_value(stopping());
    if (auto* report = std::get_if<ReportCall>(&job)) report->promise.set_value(stopping());
    if (auto* write = std::get_if<WriteCall>(&job)) write->promise.set_value(stopping());
    if (auto* other = std::get_if<WorkCall>(&job)) other->promise.set_value(stopping());
  }
  for (auto& [ticket, promise] : waiting_) promise.set_value(stopping());
  waiting_.clear();
}

base::Result<peers::Completion> EngineLoop::call(decltype(peers::Command::body) body) {
  Call call{std::move(body), {}};
  auto future = call.promise.get_future();
  if (!jobs_.push(std::move(call))) return stopping();
  transport_.wake();
  return future.get();
}

base::Result<peers::Report> EngineLoop::report() {
  ReportCall call;
  auto future = call.promise.get_future();
  if (!jobs_.push(std::move(call))) return stopping();
  transport_.wake();
  return future.get();
}

base::Status EngineLoop::write(storage::Batch batch) {
  WriteCall call{std::move(batch), {}};
  auto future = call.promise.get_future();
  if (!jobs_.push(std::move(call))) return stopping();
  transport_.wake();
  return future.get();
}

base::Status EngineLoop::between_turns(std::function<base::Status()> work) {
  WorkCall call{std::move(work), {}};
  auto future = call.promise.get_future();
  if (!jobs_.push(std::move(call))) return stopping();
  transport_.wake();
  return future.get();
}

}  // namespace rednode::node
