// Progress: one line on a terminal that says how far a long piece of work has come. It appears
// after a second, is drawn a few times a second, and is gone at the end; where standard error is no
// terminal nothing is written at all.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include "base/clock.h"

namespace rednode::node {

struct ProgressState {
  std::string what;                    // "reading", "checking"
  std::uint64_t done = 0;              // in the unit below
  std::optional<std::uint64_t> total;  // where it is known
  bool bytes = false;                  // the unit: bytes, else entries
  std::uint64_t records = 0;           // where not 0, shown beside
  double seconds = 0;                  // since the work began
};

// "reading 1.2 GB of 10.0 GB (12%), 80.1 MB/s, 41 records, 1m left".
std::string progress_line(const ProgressState& state);

class Progress {
 public:
  // Draws on `err` where that is a terminal. The clock and the stream must outlive the object.
  Progress(const base::Clock& clock, std::FILE* err);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // A new piece of work: its rate and time left are its own.
  void start(std::string what, bool bytes, std::optional<std::uint64_t> total);
  void update(std::uint64_t done, std::uint64_t records);
  void set_total(std::uint64_t total) { state_.total = total; }
  // Takes the line away, so that something else can be written.
  void clear();

 private:
  const base::Clock& clock_;
  std::FILE* const err_;
  const bool enabled_;
  ProgressState state_;
  base::MonoTime created_{};
  base::MonoTime begun_{};
  base::MonoTime drawn_{};
  bool visible_ = false;
};

}  // namespace rednode::node
