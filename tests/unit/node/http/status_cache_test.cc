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
  StatusCache cache(clock, [&]() -> base::Result<NodeStatus> {
    if (sticks) released.wait();
    NodeStatus status;
    status.taken = clock.now();
    return status;
  });
  const auto before = cache.get();
  REQUIRE(before != nullptr);
  sticks = true;
  clock.microseconds += 60'000'000;
  CHECK(cache.get() == before);
  clock.microseconds += 60'000'000;
  CHECK(cache.get() == before);  // the same question is still open, and nobody waits for it again
  stuck.set_value();
}

TEST_CASE("An engine that refuses is nothing known") {
  HandClock clock;
  StatusCache cache(clock, []() -> base::Result<NodeStatus> { return base::unavailable("stops"); });
  CHECK(cache.get() == nullptr);
}

}  // namespace rednode::node
