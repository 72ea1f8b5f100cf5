// A strict JSON parser (RFC 8259): UTF-8 only, no duplicate keys, no half surrogates, bounded
// depth.
//
// Thread rule: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "catalogue/json_value.h"

namespace rednode::catalogue {

struct JsonParse {
  JsonValue value;
  std::string fault;       // "" where the text is JSON, else what is wrong, for people
  JsonPlace at;            // of the fault
  bool too_large = false;  // the fault is the number of values
  bool ok() const { return fault.empty(); }
};

// The whole text as one value; `start` is where it stands in its document.
// Faults also where it nests deeper than limits::kJsonNestingMax, holds more than
// limits::kJsonValuesMax values, or a number longer than limits::kJsonNumberBytesMax.
JsonParse parse_json(std::string_view text, Position start = {1, 1});

}  // namespace rednode::catalogue
