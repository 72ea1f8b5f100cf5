#include "node/http/status_cache.h"

#include <atomic>
#include <future>

#include "tests/unit/test.h"

namespace rednode::node {
namespace {

// Stands still until it is moved.
class HandClock final : public base::Clock {
 public:
  base::Now now() const override { return {{}, {microseconds.load()}}; }
  std::atomic<std::int64_t> microseconds{1'000'000};
};

}  // namespace

TEST_CASE("The engine is asked once a second, however many ask") {
  HandClock clock;
  std::atomic<int> asked{0};
  StatusCache cache(clock, [&]() -> base::Result<NodeStatus> {
    NodeStatus status;
    status.taken = clock.now();
    status.report.counters.commits = static_cast<std::uint64_t>(++asked);
    return status;
  });
  for (int i = 0; i < 100; ++i) REQUIRE(cache.get() != nullptr);
  CHECK(asked == 1);
  clock.microseconds += 999'999;
  CHECK(cache.get()->report.counters.commits == 1);
  clock.microseconds += 1;
  CHECK(cache.get()->report.counters.commits == 2);
}

TEST_CASE("An engine that does not answer leaves what was known before") {
  HandClock clock;
  std::promise<void> stuck;
  auto released = stuck.get_future().share();
  std::atomic<bool> sticks{false};
  std::atomic<int> asked{0};
  StatusCache cache(clock, [&]() -> base::Result<NodeStatus> {
    ++asked;
    if (sticks) released.wait();
    NodeStatus status;
    status.taken = clock.now();
    return status;
  });
  const auto before = cache.get();
  REQUIRE(before != nullptr);
  CHECK(cache.silent_for().count() == 0);
  sticks = true;
  clock.microseconds += 60'000'000;
  CHECK(cache.silent_for().count() == 0);  // it was not asked
  CHECK(cache.get() == before);
  clock.microseconds += 60'000'000;
  for (int i = 0; i < 100; ++i) CHECK(cache.get() == before);
  CHECK(asked == 2);  // the same question is still open, and is not asked again
  CHECK(cache.silent_for() == std::chrono::seconds(60));
  sticks = false;
  stuck.set_value();
  while (cache.get() == before) std::this_thread::yield();
  CHECK(cache.silent_for().count() == 0);
}

TEST_CASE("An engine that refuses is nothing known") {
  HandClock clock;
  StatusCache cache(clock, []() -> base::Result<NodeStatus> { return base::unavailable("stops"); });
  CHECK(cache.get() == nullptr);
  clock.microseconds += 20'000'000;
  CHECK(cache.silent_for() == std::chrono::seconds(20));  // a refusal is no answer
}

}  // namespace rednode::node
