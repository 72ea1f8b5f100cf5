// NearestIris: what somebody may have meant by an IRI that no record has: those that begin and end
// alike, whatever stands in the middle. A slip of a letter, another scheme and a slash too many
// leave most of an IRI as it is.
//
// Thread rule: one thread. Memory is that of limits::kNearestIrisMax IRIs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rednode::node {

class NearestIris {
 public:
  struct Near {
    std::size_t common = 0;  // octets at the beginning and at the end
    std::string origin;
    std::string iri;
    bool live = false;
  };

  explicit NearestIris(std::string iri) : iri_(std::move(iri)) {}

  void offer(const std::string& origin, const std::string& iri, bool live);
  // The nearest first, by IRI where they are equally near.
  const std::vector<Near>& nearest() const { return nearest_; }

 private:
  const std::string iri_;
  std::vector<Near> nearest_;
};

}  // namespace rednode::node
