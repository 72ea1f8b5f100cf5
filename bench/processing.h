// Records on one core, without a daemon: parsing, canonical form, validation; and the import of a
// document from its bytes to the committed log.
//
// Thread rule: one thread.
#pragma once

#include <string>

#include "bench/report.h"

namespace rednode::bench {

struct ProcessingOptions {
  std::string folder;               // of the programs; redctl is beside rednode_bench
  std::string directory;            // for files; on the disk that is to be measured
  std::string source;               // of the tree, for the other SHACL engine
  std::uint64_t records = 100'000;  // of the import
};

// Parts "parsing" and "validation".
void run_parsing(BenchReport& report);
void run_validation(const ProcessingOptions& options, BenchReport& report);
// Part "import".
void run_import(const ProcessingOptions& options, BenchReport& report);

}  // namespace rednode::bench
