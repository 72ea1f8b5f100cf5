// What the tests of mapped formats share: reading a text through a mapping.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/mapping.h"
#include "catalogue/rdf_reader.h"

namespace rednode::catalogue {

struct MappedOutcome {
  std::string quads;  // N-Quads lines in order
  std::vector<SyntaxError> errors;
  std::vector<UnmappedField> unmapped;
  std::string failure;
  ReadCounts counts;
};

// `step`: bytes that the source gives at a time. `mapping`: nullptr for the shipped one.
MappedOutcome read_mapped_text(std::string_view text, Format format,
                               const Mapping* mapping = nullptr, std::size_t step = 1 << 20);

// A mapping for JSON with these rules and tables behind them; fails the test where it is wrong.
Mapping mapping_with(
    const std::string& rules, const std::string& rest = "",
    const std::string& source = "format = \"json\"\nrecords = [\"data\", \".\"]\n");

// "path: reason (count)" of each, in order.
std::vector<std::string> listed(const std::vector<UnmappedField>& unmapped);

}  // namespace rednode::catalogue
