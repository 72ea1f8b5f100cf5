// What the readers of mapped formats share: a source record becomes statements for the reader's
// events, or an error that costs this record.
//
// Thread rule: one thread.
#pragma once

#include <string>
#include <string_view>

#include "catalogue/mapping.h"
#include "catalogue/rdf_reader.h"
#include "catalogue/record_mapper.h"
#include "catalogue/unmapped.h"

namespace rednode::catalogue {

class MappedRecords {
 public:
  // REQUIRES: both outlive it.
  MappedRecords(const Mapping& mapping, const ReaderEvents& events)
      : mapping_(mapping), events_(events), mapper_(mapping) {}

  // The record that stands at `at` and was written as `original`.
  base::Status take(SourceRecord& record, Position at, std::string_view original);

  struct Fault {
    Position statement;  // where the record begins
    Position at;
    std::string reason;
    std::string remedy;  // empty: to correct it
    std::string_view original;
  };
  // `part`: what could be read of the record, or nullptr.
  base::Status refuse(Fault fault, SourceRecord* part);

  void outside(const std::vector<std::string_view>& names, std::string_view text) {
    unmapped_.add_outside(names, text, mapping_);
  }
  // Once, at the end.
  base::Result<ReadCounts> finish(std::uint64_t bytes);

 private:
  const Mapping& mapping_;
  const ReaderEvents& events_;
  RecordMapper mapper_;
  UnmappedSums unmapped_;
  ReadCounts counts_;
};

}  // namespace rednode::catalogue
