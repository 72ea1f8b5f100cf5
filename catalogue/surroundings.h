// Surroundings: what shapes look at beside a record's own statements, of a catalogue whose records
// come one by one: the classes of the records that it refers to, and the members of a series. It is
// what the splitter finds in a document (RecordContent::context), so that a record out of a log is
// judged as it was when it was imported.
//
// Thread rule: one thread at a time; const access from several threads is safe. Memory grows with
// the records that are added: their IRIs, and a number for each class and series.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "catalogue/dataset.h"

namespace rednode::catalogue {

class Surroundings {
 public:
  // Notes the classes of a record and the series that it is in. Once a record.
  // REQUIRES: an indexed dataset.
  void add(std::string_view iri, const Dataset& graph);

  // As N-Quads, "" where nothing was added that the record has to do with; at most as large as a
  // record may be, but for one statement.
  base::Bytes of(std::string_view iri, const Dataset& graph) const;

 private:
  using Number = std::uint32_t;

  // Texts of terms that many records share, each once.
  Number number_of(std::string_view text);
  void add_classes(const std::string& iri, base::Bytes& context) const;

  std::unordered_map<std::string, std::vector<Number>> classes_;  // by IRI
  std::unordered_map<Number, std::vector<std::string>> members_;  // by series
  std::map<std::string, Number, std::less<>> numbers_;
  std::vector<std::string> texts_;  // by number
};

}  // namespace rednode::catalogue
