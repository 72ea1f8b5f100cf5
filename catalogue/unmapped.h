// What a mapping left out of a document, summed by path and reason, and the counts that show that
// nothing else was.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalogue/mapping.h"
#include "catalogue/rdf_reader.h"
#include "catalogue/source_record.h"

namespace rednode::catalogue {

class UnmappedSums {
 public:
  // Takes the accounts of a record whose statements were delivered. `iri` may be empty.
  void add_record(const SourceRecord& record, const Mapping& mapping, std::string_view iri);
  // A value of the document around its records.
  void add_outside(const std::vector<std::string_view>& names, std::string_view text,
                   const Mapping& mapping);
  const ValueCounts& counts() const { return counts_; }
  // All sums, by path; beyond limits::kUnmappedPathsMax one for the rest, with an empty path.
  base::Status deliver(const ReaderEvents& events) const;

 private:
  struct Sum {
    std::uint64_t count = 0;
    std::string example;
    std::string record;
  };

  void add(std::string path, std::string reason, std::string_view text, std::string_view record);

  ValueCounts counts_;
  std::map<std::pair<std::string, std::string>, Sum> sums_;
  Sum rest_;
};

}  // namespace rednode::catalogue
