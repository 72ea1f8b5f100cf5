// rednode_bench: see bench/README.md.

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "bench/federation.h"
#include "bench/process.h"
#include "bench/processing.h"

namespace {

constexpr const char* kHelp =
    "rednode_bench [--quick] [--records N] [--json FILE] [--directory DIR] [PART...]\n"
    "  Measures two daemons on this machine against its limits, in the same run.\n"
    "  --quick      a tenth of the records: to see that it works, not to quote\n"
    "  --directory  where the nodes live; on the disk that is to be measured\n"
    "  PART         parsing, validation, import: records without a second node; rest, resync,\n"
    "               streaming, singles, lag: a federation, loaded and caught up first\n"
    "               (default: all)\n";

bool wants(const std::vector<std::string>& parts, const std::string& part) {
  return parts.empty() || std::find(parts.begin(), parts.end(), part) != parts.end();
}

// The parts on records; the names that are left are of the federation.
void run_processing(rednode::bench::BenchOptions& options, const std::string& folder,
                    rednode::bench::BenchReport& report) {
  const rednode::bench::ProcessingOptions processing{folder, options.directory, REDNODE_SOURCE_DIR,
                                                     options.records};
  if (wants(options.parts, "parsing")) rednode::bench::run_parsing(report);
  if (wants(options.parts, "validation")) rednode::bench::run_validation(processing, report);
  if (wants(options.parts, "import")) rednode::bench::run_import(processing, report);
}

}  // namespace

int main(int argc, char** argv) {
  rednode::bench::BenchOptions options;
  std::string json;
  std::string directory = std::filesystem::temp_directory_path();
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const bool value = i + 1 < argc;
    if (argument == "--quick") {
      options.records = 10'000;
      options.singles = 500;
      options.lag_seconds = 3;
    } else if (argument == "--records" && value) {
      options.records = std::strtoull(argv[++i], nullptr, 10);
    } else if (argument == "--json" && value) {
      json = argv[++i];
    } else if (argument == "--directory" && value) {
      directory = argv[++i];
    } else if (argument[0] != '-') {
      options.parts.push_back(argument);
    } else {
      std::fputs(kHelp, argument == "--help" ? stdout : stderr);
      return argument == "--help" ? 0 : 1;
    }
  }
  const auto self = std::filesystem::read_symlink("/proc/self/exe");
  options.rednoded = (self.parent_path() / "rednoded").string();
  options.directory = directory + "/rednode-bench-" + std::to_string(getpid());
  std::filesystem::create_directories(options.directory);
  rednode::bench::BenchReport report;
  run_processing(options, self.parent_path().string(), report);
  const bool all = options.parts.empty();
  std::erase_if(options.parts, [](const std::string& part) {
    return part == "parsing" || part == "validation" || part == "import";
  });
  if (all || !options.parts.empty()) rednode::bench::run_federation(options, report);
  std::filesystem::remove_all(options.directory);
  std::fputs(report.table().c_str(), stdout);
  if (!json.empty()) std::ofstream(json) << report.json();
  return 0;
}
