#include "bench/report.h"

#include <fmt/format.h>

#include <cstdio>

#include "node/json.h"

namespace rednode::bench {
namespace {

std::string number(double value) {
  if (value >= 1000) return fmt::format("{:.0f}", value);
  return fmt::format("{:.3g}", value);
}

}  // namespace

bool Figure::reached() const {
  const auto good = [&](double actual, double bound) {
    return bound == 0 || (less_is_better ? actual <= bound : actual >= bound);
  };
  return good(value, wanted) && (limit == 0 || good(value / limit, wanted_ratio));
}

void BenchReport::add(Figure figure) {
  std::fprintf(stderr, "  %-44s %12s %s\n", figure.name.c_str(), number(figure.value).c_str(),
               figure.unit.c_str());
  figures_.push_back(std::move(figure));
}

std::string BenchReport::table() const {
  std::string out = fmt::format("{:<46} {:>12} {:<11} {:>12} {:>7} {:>9}  {}\n", "figure",
                                "measured", "unit", "limit", "ratio", "wanted", "limit is");
  for (const Figure& f : figures_) {
    std::string wanted = f.wanted > 0 ? number(f.wanted) : "";
    if (f.wanted_ratio > 0)
      wanted += fmt::format("{}{:.2g}x", wanted.empty() ? "" : " ", f.wanted_ratio);
    out += fmt::format("{:<46} {:>12} {:<11} {:>12} {:>7} {:>9}  {}{}\n", f.name, number(f.value),
                       f.unit, f.limit > 0 ? number(f.limit) : "",
                       f.limit > 0 ? fmt::format("{:.2f}", f.value / f.limit) : "", wanted,
                       f.limit_name, f.reached() ? "" : "  NOT REACHED");
  }
  return out;
}

std::string BenchReport::json() const {
  node::Json all = node::Json::array();
  for (const Figure& f : figures_) {
    node::Json json = {
        {"name", f.name}, {"value", f.value}, {"unit", f.unit}, {"reached", f.reached()}};
    if (f.limit > 0) {
      json["limit"] = f.limit;
      json["limit_name"] = f.limit_name;
      json["ratio"] = f.value / f.limit;
    }
    if (f.wanted > 0) json["wanted"] = f.wanted;
    if (f.wanted_ratio > 0) json["wanted_ratio"] = f.wanted_ratio;
    all.push_back(std::move(json));
  }
  return all.dump(2) + "\n";
}

}  // namespace rednode::bench
