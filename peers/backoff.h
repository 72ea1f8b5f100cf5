// Backoff: when to try again after failures, doubling from 200 ms to 30 s, with jitter so that many
// nodes do not come back at the same moment.
//
// Thread rule: value type.
#pragma once

#include <algorithm>

#include "base/clock.h"
#include "base/random.h"

namespace rednode::peers {

class Backoff {
 public:
  bool ready(base::MonoTime now) const { return now >= until_; }
  void succeeded() {
    failures_ = 0;
    until_ = {};
  }
  void failed(base::MonoTime now, base::Random& random) {
    const std::int64_t base_ms = std::min<std::int64_t>(200LL << std::min(failures_, 8), 30'000);
    const auto jitter_ms =
        static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(base_ms)));
    until_ = now + std::chrono::milliseconds(base_ms / 2 + jitter_ms);
    ++failures_;
  }

 private:
  int failures_ = 0;
  base::MonoTime until_;
};

}  // namespace rednode::peers
