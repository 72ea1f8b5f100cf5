// fuzz_seeds DIR: writes the seeds of each target into DIR/<target>/.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "tests/fuzz/seeds.h"

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: fuzz_seeds DIR\n";
    return 1;
  }
  std::size_t number = 0;
  for (const auto& [target, octets] : rednode::fuzz::all_seeds()) {
    const auto folder = std::filesystem::path(arguments[1]) / target;
    std::filesystem::create_directories(folder);
    std::ofstream file(folder / ("seed-" + std::to_string(number++)), std::ios::binary);
    file << octets;
    if (!file.flush()) {
      std::cerr << "cannot write into " << folder << "\n";
      return 1;
    }
  }
  return 0;
}
