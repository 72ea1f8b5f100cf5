#include "node/freshness.h"

#include "tests/unit/test.h"

using namespace rednode::node;
using rednode::peers::LogReport;
using rednode::peers::State;

namespace {

constexpr rednode::base::UnixTime kNow{1'790'000'000'000'000};

LogReport log_of(const std::string& origin, State state, bool own = false) {
  LogReport log;
  log.origin = origin;
  log.state = state;
  log.own = own;
  return log;
}

}  // namespace

TEST_CASE("freshness: what nobody can vouch for is warned of, unless the operator says otherwise") {
  FreshnessPolicy policy;
  policy.of["BE"] = {WhenStale::kReject, 60};
  policy.of["DE"] = {WhenStale::kAccept, 60};
  for (const State state : {State::kStale, State::kUnknown, State::kPaused, State::kDiverged,
                            State::kAuthFailed, State::kUnreachable, State::kCatchingUp}) {
    CHECK(policy.applies(log_of("FR", state), kNow) == WhenStale::kWarn);
    CHECK(policy.applies(log_of("BE", state), kNow) == WhenStale::kReject);
    CHECK_FALSE(policy.applies(log_of("DE", state), kNow).has_value());
    CHECK_FALSE(policy.applies(log_of("BE", state, true), kNow).has_value());
  }
  CHECK_FALSE(policy.applies(log_of("BE", State::kLive), kNow).has_value());
}

TEST_CASE("freshness: a log that is catching up is read for as long as its origin is there") {
  FreshnessPolicy policy;
  policy.of["BE"] = {WhenStale::kReject, 60};
  LogReport log = log_of("BE", State::kCatchingUp);
  log.origin_time_seconds = kNow.seconds() - 60;
  CHECK_FALSE(policy.applies(log, kNow).has_value());
  log.origin_time_seconds = kNow.seconds() - 61;
  CHECK(policy.applies(log, kNow) == WhenStale::kReject);
}

TEST_CASE("freshness: names of the policy") {
  for (const WhenStale when : {WhenStale::kAccept, WhenStale::kWarn, WhenStale::kReject}) {
    CHECK(when_stale_from(when_stale_name(when)) == when);
  }
  CHECK_FALSE(when_stale_from("").has_value());
  CHECK_FALSE(when_stale_from("Reject").has_value());
}
