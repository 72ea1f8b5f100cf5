#include "node/engine_loop.h"

#include <condition_variable>
#include <mutex>

#include "storage/memory_store.h"
#include "tests/unit/test.h"

namespace rednode::node {
namespace {

using peers::ChangeOutcome;
using storage::Table;

// Nobody on the network; wake() works.
class SilentTransport final : public peers::Transport {
 public:
  void poll(std::chrono::microseconds wait, std::vector<peers::Incoming>&) override {
    std::unique_lock lock(mutex_);
    condition_.wait_for(lock, wait, [this] { return woken_; });
    woken_ = false;
  }
  void send(peers::Outgoing) override {}
  void wake() override {
    const std::lock_guard lock(mutex_);
    woken_ = true;
    condition_.notify_one();
  }
  base::Status apply(const peers::Directory&) override { return {}; }
  peers::TransportCounters counters() const override { return {3, 4, 5}; }

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  bool woken_ = false;
};

// A MemoryStore whose commits can be held up, or fail, by another thread.
class ScriptedStore final : public storage::Store {
 public:
  base::Result<bool> get(Table table, base::BytesView key, base::Bytes& value) const override {
    return memory_.get(table, key, value);
  }
  base::Result<std::vector<std::optional<base::Bytes>>> get_many(
      Table table, std::span<const base::Bytes> keys) const override {
    return memory_.get_many(table, keys);
  }
  base::Status scan(Table table, base::BytesView from, base::BytesView to,
                    const Visitor& visitor) const override {
    return memory_.scan(table, from, to, visitor);
  }
  base::Result<std::optional<std::pair<base::Bytes, base::Bytes>>> last(
      Table table, base::BytesView from, base::BytesView to) const override {
    return memory_.last(table, from, to);
  }
  std::unique_ptr<storage::Reader> snapshot() const override { return memory_.snapshot(); }
  base::Result<storage::StoreStats> stats() const override { return memory_.stats(); }
  base::Status compact() override { return {}; }
  base::Status scrub(Table, std::span<const base::Bytes>) override { return {}; }

  base::Status commit(const storage::Batch& batch, storage::Sync sync) override {
    std::unique_lock lock(mutex_);
    std::size_t updates = 0;
    for (std::size_t i = 0; i < batch.count(); ++i) {
      updates += batch.operation(i).table == Table::kUpdate ? 1 : 0;
    }
    if (updates > 0) {
      ++held_up_;
      condition_.notify_all();
      condition_.wait(lock, [this] { return !hold_; });
    }
    if (failure_.has_value()) return *failure_;
    if (updates > 0) {
      unsynced_ += sync == storage::Sync::kYes ? 0 : 1;
      groups_.push_back(updates);
    }
    return memory_.commit(batch, sync);
  }

  void hold(bool held) {
    const std::lock_guard lock(mutex_);
    hold_ = held;
    condition_.notify_all();
  }
  // Until so many commits of updates have begun.
  bool await_commits(int count) {
    std::unique_lock lock(mutex_);
    return condition_.wait_for(lock, std::chrono::seconds(20), [&] { return held_up_ >= count; });
  }
  void fail(std::optional<base::Error> failure) {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(failure);
  }
  std::vector<std::size_t> groups() const {
    const std::lock_guard lock(mutex_);
    return groups_;
  }
  // Commits of updates that were not asked to be synced.
  int unsynced() const {
    const std::lock_guard lock(mutex_);
    return unsynced_;
  }

 private:
  storage::MemoryStore memory_;
  mutable std::mutex mutex_;
  std::condition_variable condition_;
  bool hold_ = false;
  int held_up_ = 0;
  std::optional<base::Error> failure_;
  int unsynced_ = 0;
  std::vector<std::size_t> groups_;  // updates of each commit that succeeded
};

// A loop that runs on a thread of its own until it is stopped.
struct Running {
  Running() {
    peers::EngineOptions options;
    options.origin = "FR";
    options.fresh = true;
    engine = peers::Engine::create(options, store, {base::SigningKey::generate().value()}, {},
                                   base::Random(1), clock.now())
                 .value();
    loop = std::make_unique<EngineLoop>(*engine, transport, store, clock, logger);
    thread = std::thread([this] { ended = loop->run(); });
  }
  ~Running() { stop(); }

  void stop() {
    loop->stop();  // first: once the commit goes on, what waits in the queue must not be taken
    store.hold(false);
    if (thread.joinable()) thread.join();
  }

  base::Result<peers::Completion> submit(int number) const {
    peers::Change change;
    change.iri = "https://example.org/" + std::to_string(number);
    change.content = schema::pack_content("<" + change.iri + "> <urn:p> \"x\" .\n");
    return loop->call(peers::Submit{{change}, false});
  }

  // Submissions, each from a thread of its own, all under way at once.
  std::vector<std::future<base::Result<peers::Completion>>> submit_together(int first, int count) {
    std::vector<std::future<base::Result<peers::Completion>>> calls;
    for (int i = first; i < first + count; ++i) {
      calls.push_back(std::async(std::launch::async, [this, i] { return submit(i); }));
    }
    // There is no telling from outside that a call stands in the queue.
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    return calls;
  }

  base::SystemClock clock;
  base::Logger logger{clock, nullptr, base::Level::kError, false};
  SilentTransport transport;
  ScriptedStore store;
  std::unique_ptr<peers::Engine> engine;
  std::unique_ptr<EngineLoop> loop;
  base::Status ended;
  std::thread thread;
};

}  // namespace

TEST_CASE("Writers that come while the disk syncs share the next sync") {
  Running node;
  node.store.hold(true);
  auto first = node.submit_together(0, 1);
  REQUIRE(node.store.await_commits(1));
  auto rest = node.submit_together(1, 8);
  node.store.hold(false);
  std::set<std::uint64_t> sequences;
  for (auto* calls : {&first, &rest}) {
    for (auto& call : *calls) {
      const auto done = call.get();
      REQUIRE(done.ok());
      REQUIRE(done->status.ok());
      REQUIRE(done->outcomes.size() == 1);
      CHECK(done->outcomes[0].kind == ChangeOutcome::Kind::kAppended);
      REQUIRE(done->checkpoint.has_value());
      CHECK(done->checkpoint->size > done->outcomes[0].sequence);
      sequences.insert(done->outcomes[0].sequence);
    }
  }
  CHECK(sequences.size() == 9);
  CHECK(*sequences.rbegin() == 8);
  // On a busy machine a writer may come a little late.
  const auto groups = node.store.groups();
  CHECK(groups.at(0) == 1);
  CHECK(groups.size() <= 4);
  CHECK(node.store.unsynced() == 0);
}

TEST_CASE("Nothing is answered before it is on disk") {
  Running node;
  node.store.hold(true);
  auto calls = node.submit_together(0, 1);
  REQUIRE(node.store.await_commits(1));
  CHECK(calls[0].wait_for(std::chrono::milliseconds(100)) == std::future_status::timeout);
  node.store.hold(false);
  CHECK(calls[0].get().ok());
}

TEST_CASE("stop() answers everybody") {
  Running node;
  auto waiting = std::async(std::launch::async, [&] {
    return node.loop->call(peers::Await{"", 10, 1, std::chrono::hours(1)});
  });
  node.store.hold(true);
  auto committing = node.submit_together(0, 1);
  REQUIRE(node.store.await_commits(1));
  auto queued = node.submit_together(1, 4);
  auto report = std::async(std::launch::async, [&] { return node.loop->report(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  node.stop();
  CHECK(node.ended.ok());
  // The turn that was under way is finished: what is on disk is acknowledged.
  CHECK(committing[0].get().ok());
  for (auto& call : queued) CHECK(call.get().error().code == base::Code::kUnavailable);
  CHECK(waiting.get().error().code == base::Code::kUnavailable);
  CHECK(report.get().error().code == base::Code::kUnavailable);
  CHECK(node.submit(9).error().code == base::Code::kUnavailable);
  CHECK(node.loop->report().error().code == base::Code::kUnavailable);
  CHECK(node.loop->write({}).error().code == base::Code::kUnavailable);
}

TEST_CASE("A full disk refuses, answers what it can, and heals") {
  Running node;
  REQUIRE(node.submit(0)->status.ok());
  node.store.fail(base::exhausted("the disk is full"));
  for (int i = 1; i < 4; ++i) {
    const auto done = node.submit(i);
    REQUIRE(done.ok());
    CHECK(done->status.error().code == base::Code::kExhausted);
    CHECK(done->outcomes.empty());
  }
  CHECK(node.loop->report()->logs.at(0).size == 1);
  storage::Batch other;
  other.put(Table::kPeer, "BE", "paused");
  CHECK(node.loop->write(other).error().code == base::Code::kExhausted);
  node.store.fail(std::nullopt);
  const auto done = node.submit(4);
  REQUIRE(done.ok());
  REQUIRE(done->status.ok());
  CHECK(done->outcomes.at(0).sequence == 1);
  CHECK(node.loop->report()->logs.at(0).size == 2);
  CHECK(node.loop->write(other).ok());
}

TEST_CASE("A damaged store ends the loop, and everybody is told") {
  Running node;
  REQUIRE(node.submit(0)->status.ok());
  node.store.fail(base::corrupt("the store is damaged"));
  const auto done = node.submit(1);
  CHECK((!done.ok() || !done->status.ok()));
  node.thread.join();
  REQUIRE_FALSE(node.ended.ok());
  CHECK(node.ended.error().code == base::Code::kCorrupt);
  CHECK(node.submit(2).error().code == base::Code::kUnavailable);
}

TEST_CASE("write() commits what is none of the engine's business") {
  Running node;
  storage::Batch batch;
  batch.put(Table::kQuarantine, "1", "{}");
  REQUIRE(node.loop->write(batch).ok());
  node.stop();
  base::Bytes value;
  CHECK(node.store.get(Table::kQuarantine, "1", value).value());
}

}  // namespace rednode::node
