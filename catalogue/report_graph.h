// A validation report as RDF: W3C SHACL, section 3.6.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <string>

#include "catalogue/dataset.h"
#include "catalogue/explanation.h"
#include "catalogue/validator.h"

namespace rednode::catalogue {

class ReportGraph {
 public:
  // REQUIRES: the explanations outlive the object.
  explicit ReportGraph(const Explanations& explanations);

  void add(const ValidationResult& result);
  // The report, indexed. Once.
  Dataset finish();

 private:
  TermId add_node(const ValidationResult& result);

  const Explanations& explanations_;
  Dataset graph_;
  TermId report_;
  std::uint64_t next_ = 0;
  std::uint64_t results_ = 0;
};

}  // namespace rednode::catalogue
