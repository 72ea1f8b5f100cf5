// Every seed of the fuzzers, a little bent too, and every input that once broke something
// (corpus/TARGET/), given to the harnesses in every run of the tests. A harness that finds fault
// ends the program.
#include <filesystem>
#include <fstream>
#include <map>

#include "tests/fuzz/seeds.h"
#include "tests/unit/test.h"

// The harnesses: each was compiled under a name of its own (CMakeLists.txt).
extern "C" {
int fuzz_one_frame(const unsigned char* data, std::size_t size);
int fuzz_one_note(const unsigned char* data, std::size_t size);
int fuzz_one_proofs(const unsigned char* data, std::size_t size);
int fuzz_one_proof_file(const unsigned char* data, std::size_t size);
int fuzz_one_bundle(const unsigned char* data, std::size_t size);
int fuzz_one_card(const unsigned char* data, std::size_t size);
int fuzz_one_files(const unsigned char* data, std::size_t size);
int fuzz_one_engine(const unsigned char* data, std::size_t size);
int fuzz_one_roster(const unsigned char* data, std::size_t size);
int fuzz_one_generation(const unsigned char* data, std::size_t size);
}

namespace {

using namespace rednode;

using Harness = int (*)(const unsigned char* data, std::size_t size);
const std::map<std::string, Harness> kHarnesses = {
    {"frame", fuzz_one_frame},           {"note", fuzz_one_note},     {"proofs", fuzz_one_proofs},
    {"proof_file", fuzz_one_proof_file}, {"bundle", fuzz_one_bundle}, {"card", fuzz_one_card},
    {"files", fuzz_one_files},           {"engine", fuzz_one_engine}, {"roster", fuzz_one_roster},
    {"generation", fuzz_one_generation},
};

void give(const std::string& target, const base::Bytes& octets) {
  kHarnesses.at(target)(reinterpret_cast<const unsigned char*>(octets.data()), octets.size());
}

}  // namespace

TEST_CASE("The harnesses take every seed, and a few that are bent or cut") {
  constexpr std::size_t kBends = 4;
  const auto seeds = fuzz::all_seeds();
  REQUIRE(seeds.size() > 20);
  for (const auto& [target, octets] : seeds) {
    give(target, octets);
    for (std::size_t i = 1; i <= kBends; ++i) {
      base::Bytes bent = octets;
      bent[octets.size() * i / (kBends + 1)] ^= 1;
      give(target, bent);
      give(target, octets.substr(0, octets.size() * i / (kBends + 1)));
    }
  }
}

TEST_CASE("What once broke something does so no more") {
  const std::filesystem::path corpus = REDNODE_SOURCE_DIR "/tests/fuzz/corpus";
  if (!std::filesystem::exists(corpus)) return;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const base::Bytes octets{std::istreambuf_iterator<char>(file), {}};
    INFO(entry.path());
    give(entry.path().parent_path().filename().string(), octets);
  }
}
