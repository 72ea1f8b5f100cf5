// What the fuzzers begin with: valid files and frames that our own code made, so that mutations
// reach what lies behind the signatures.
//
// Thread rule: pure function.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"

namespace rednode::fuzz {

struct Seed {
  std::string target;
  base::Bytes octets;
};

std::vector<Seed> all_seeds();

}  // namespace rednode::fuzz
