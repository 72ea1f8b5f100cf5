// Chance: the only way it enters rednode. Passed by value or reference, seeded once by whoever
// builds the program: from the operating system in the daemon, from one integer in the simulator.
//
// Not for keys: those come from OpenSSL (base/signing.h). The generator is xoshiro256** (Blackman,
// Vigna, 2018), seeded by SplitMix64; the same seed gives the same stream on every machine.
#pragma once

#include <array>
#include <cstdint>

namespace rednode::base {

// Thread rule: one thread at a time.
class Random {
 public:
  explicit Random(std::uint64_t seed);

  std::uint64_t next();
  // Uniform in [0, bound). REQUIRES: bound > 0.
  std::uint64_t below(std::uint64_t bound);
  // True with the given probability in thousandths.
  bool chance(std::uint32_t per_mille) { return below(1000) < per_mille; }
  // An independent stream, for a part that must not disturb the others' draws.
  Random fork() { return Random(next()); }

 private:
  std::array<std::uint64_t, 4> state_;
};

// A seed from the operating system.
std::uint64_t system_seed();

}  // namespace rednode::base
