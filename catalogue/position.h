// Position: a place in a document, for people.
#pragma once

#include <cstdint>

namespace rednode::catalogue {

// Counted from 1; a column counts Unicode characters. Zero: not known.
struct Position {
  std::uint64_t line = 0;
  std::uint64_t column = 0;
};

}  // namespace rednode::catalogue
