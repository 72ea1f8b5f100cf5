// Two daemons on this machine, measured from outside as an operator would: through their admin
// sockets.
//
// Thread rule: one thread.
#pragma once

#include <string>
#include <vector>

#include "bench/report.h"

namespace rednode::bench {

struct BenchOptions {
  std::string rednoded;   // the program
  std::string directory;  // for the nodes; on the disk that is to be measured
  std::uint64_t records = 100'000;
  int singles = 2'000;  // commits of one record
  int lag_seconds = 10;
  std::vector<std::string> parts;  // of rest, resync, streaming, singles, lag; none: all
};

void run_federation(const BenchOptions& options, BenchReport& report);

}  // namespace rednode::bench
