// rednode_sim SEED [COUNT]: runs COUNT worlds from SEED on. One line for every seed that fails,
// with the command that replays it; a summary of what happened at the end; 1 where one failed.
// rednode_sim --growth 5 30/8: what a federation of so many nodes costs (tests/sim/growth.h).
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <thread>

#include "tests/sim/coverage.h"
#include "tests/sim/growth.h"
#include "tests/sim/workloads.h"
#include "tests/sim/world.h"

namespace {

using rednode::sim::Findings;
using rednode::sim::Options;
using rednode::sim::World;

struct Arguments {
  Options options;
  std::uint64_t count = 1;
  unsigned jobs = 1;
  bool trace = false;
  bool twice = false;
};

thread_local char current_run[200];

// An assertion of the engine ends the process: say which seed it was first.
void say_which(int) {
  const auto written = ::write(STDERR_FILENO, current_run, std::strlen(current_run));
  std::_Exit(written >= 0 ? 134 : 135);
}

std::string replay(const Arguments& arguments, std::uint64_t seed) {
  std::string line = "rednode_sim " + std::to_string(seed);
  if (!arguments.options.workload.empty()) line += " --workload " + arguments.options.workload;
  if (arguments.options.nodes != 5) line += " --nodes " + std::to_string(arguments.options.nodes);
  return line;
}

Findings run_seed(const Arguments& arguments, std::uint64_t seed) {
  std::snprintf(current_run, sizeof current_run, "FAIL seed %llu: assertion failed; replay: %s\n",
                static_cast<unsigned long long>(seed), replay(arguments, seed).c_str());
  Options options = arguments.options;
  options.seed = seed;
  World world(options);
  world.run();
  world.findings().count("workload " + world.workload_name());
  if (!arguments.twice) return world.findings();
  Options again = options;
  again.verbose = false;
  World second(again);
  second.run();
  if (second.findings().hash() != world.findings().hash()) {
    world.findings().fail("two runs of the seed had different traces");
  }
  return world.findings();
}

bool read_arguments(int argc, char** argv, Arguments& out) {
  int position = 0;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const bool more = i + 1 < argc;
    if (argument == "--trace") {
      out.trace = true;
    } else if (argument == "--verbose") {
      out.options.verbose = true;
    } else if (argument == "--twice") {
      out.twice = true;
    } else if (argument == "--nodes" && more) {
      out.options.nodes = std::strtoul(argv[++i], nullptr, 10);
    } else if (argument == "--jobs" && more) {
      out.jobs = static_cast<unsigned>(std::strtoul(argv[++i], nullptr, 10));
    } else if (argument == "--workload" && more) {
      out.options.workload = argv[++i];
    } else if (argument[0] != '-' && position < 2) {
      (position++ == 0 ? out.options.seed : out.count) = std::strtoull(argv[i], nullptr, 10);
    } else {
      return false;
    }
  }
  const bool known =
      out.options.workload.empty() ||
      rednode::sim::make_workload(out.options.workload, rednode::base::Random(0)) != nullptr;
  return position > 0 && known && out.options.nodes >= 3 && out.options.nodes <= 30 && out.jobs > 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 2 && std::string(argv[1]) == "--growth") {
    return rednode::sim::print_growth({argv + 2, argv + argc}) ? 0 : 1;
  }
  Arguments arguments;
  if (!read_arguments(argc, argv, arguments)) {
    std::fprintf(stderr,
                 "rednode_sim SEED [COUNT] [--nodes N] [--workload NAME] [--jobs N] [--trace] "
                 "[--twice] [--verbose]\nrednode_sim --growth NODES[/LINKS]...\nworkloads:");
    for (const auto& name : rednode::sim::workload_names())
      std::fprintf(stderr, " %s", name.c_str());
    std::fprintf(stderr, "\n");
    return 1;
  }
  std::signal(SIGABRT, say_which);
  std::atomic<std::uint64_t> next{0};
  std::mutex mutex;
  rednode::sim::Coverage coverage;
  std::uint64_t failures = 0;
  const auto work = [&] {
    for (std::uint64_t i = next++; i < arguments.count; i = next++) {
      const std::uint64_t seed = arguments.options.seed + i;
      const Findings findings = run_seed(arguments, seed);
      const std::lock_guard lock(mutex);
      coverage.add(findings);
      if (arguments.trace) {
        std::printf("seed %llu trace %016llx\n", static_cast<unsigned long long>(seed),
                    static_cast<unsigned long long>(findings.hash()));
      }
      if (!findings.failed()) continue;
      ++failures;
      std::printf("FAIL seed %llu: %s; replay: %s\n", static_cast<unsigned long long>(seed),
                  findings.failure().c_str(), replay(arguments, seed).c_str());
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < arguments.jobs; ++i) threads.emplace_back(work);
  work();
  for (auto& thread : threads) thread.join();
  coverage.print();
  // A check that no longer happens is a failure of its own; small batches cannot tell.
  const bool broad = arguments.count >= 200 && arguments.options.workload.empty();
  if (broad && failures == 0) failures += coverage.missing();
  std::printf("%llu seeds, %llu failed\n", static_cast<unsigned long long>(arguments.count),
              static_cast<unsigned long long>(failures));
  return failures == 0 ? 0 : 1;
}
