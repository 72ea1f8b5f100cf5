// The records of the benchmarks: deterministic, multilingual, about 4 KB of canonical N-Quads each.
//
// Thread rule: pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace rednode::bench {

struct BenchRecord {
  std::string iri;
  base::Bytes nquads;
};

// The same number and version give the same octets on every machine.
BenchRecord make_record(std::uint64_t number, std::uint64_t version = 0);

}  // namespace rednode::bench
