// Findings: what one run of a world came to: the first thing that was wrong, counters, and the hash
// of its trace (the same seed gives the same hash).
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace rednode::sim {

class Findings {
 public:
  // The first failure counts: what follows it is usually its consequence.
  void fail(const std::string& text) {
    if (failure_.empty()) failure_ = text;
  }
  bool failed() const { return !failure_.empty(); }
  const std::string& failure() const { return failure_; }

  void count(const std::string& name, std::uint64_t by = 1) { counters_[name] += by; }
  void at_most(const std::string& name, std::uint64_t value) {
    auto& greatest = counters_[name];
    if (value > greatest) greatest = value;
  }
  const std::map<std::string, std::uint64_t>& counters() const { return counters_; }

  // FNV-1a, 64 bits, taken a word at a time.
  void trace(std::uint64_t value) { hash_ = (hash_ ^ value) * 0x100000001b3; }
  void trace(std::string_view octets) {
    trace(octets.size());
    std::size_t at = 0;
    for (; at + 8 <= octets.size(); at += 8) {
      std::uint64_t word = 0;
      for (std::size_t i = 0; i < 8; ++i) {
        word = word << 8 | static_cast<unsigned char>(octets[at + i]);
      }
      trace(word);
    }
    for (; at < octets.size(); ++at) trace(static_cast<unsigned char>(octets[at]));
  }
  std::uint64_t hash() const { return hash_; }

 private:
  std::string failure_;
  std::map<std::string, std::uint64_t> counters_;
  std::uint64_t hash_ = 0xcbf29ce484222325;
};

}  // namespace rednode::sim
