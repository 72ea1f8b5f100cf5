#include "tests/sim/coverage.h"

#include <algorithm>
#include <cstdio>

namespace rednode::sim {
namespace {

constexpr const char* kExpected[] = {
    "awaits met",
    "awaits timed out",
    "bulk imports",
    "changes appended",
    "changes refused",
    "changes unchanged",
    "chunks refused",
    "clock jumps",
    "clogs",
    "commits failed",
    "contents applied",
    "contents dropped",
    "contents swept",
    "contradictions found",
    "cosignatures",
    "crashes after a commit",
    "crashes before a commit",
    "crashes before the sends",
    "crashes in a commit",
    "directories changed",
    "disks full",
    "disks put back and written to",
    "equivocations that contradict",
    "frames forged",
    "gaps",
    "interests changed",
    "keys changed",
    "notice commit-failed",
    "notice message-refused",
    "packets blocked",
    "packets doubled",
    "packets flipped",
    "packets lost",
    "partitions",
    "partitions one way",
    "pauses",
    "poisoned logs",
    "pulls",
    "submissions refused",
    "values damaged",
};

}  // namespace

void Coverage::add(const Findings& findings) {
  for (const auto& [name, value] : findings.counters()) {
    std::uint64_t& sum = counters_[name];
    const bool greatest = name.find("greatest") != std::string::npos;
    sum = greatest ? std::max(sum, value) : sum + value;
  }
}

void Coverage::print() const {
  for (const auto& [name, value] : counters_) {
    std::printf("  %-32s %llu\n", name.c_str(), static_cast<unsigned long long>(value));
  }
}

std::uint64_t Coverage::missing() const {
  std::uint64_t missing = 0;
  for (const char* name : kExpected) {
    const auto at = counters_.find(name);
    if (at != counters_.end() && at->second > 0) continue;
    std::printf("FAIL nothing was counted as \"%s\"\n", name);
    ++missing;
  }
  return missing;
}

}  // namespace rednode::sim
