// The results: a table for people, JSON for machines, each figure with what it is measured against.
#pragma once

#include <string>
#include <vector>

namespace rednode::bench {

struct Figure {
  std::string name;
  double value = 0;
  std::string unit;
  double limit = 0;  // of the machine, measured in the same run; 0: none
  std::string limit_name = {};
  double wanted = 0;  // what rednode set out to reach; 0: none
  bool less_is_better = false;
  double wanted_ratio = 0;  // of value to limit; 0: none

  bool reached() const;
};

class BenchReport {
 public:
  void add(Figure figure);
  std::string table() const;
  std::string json() const;

 private:
  std::vector<Figure> figures_;
};

}  // namespace rednode::bench
