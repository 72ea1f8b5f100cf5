// What a JSON-LD document looks like at its top, and so how it can be read: an object whose
// statements stand in "@graph", behind its context and before nothing else, is read element by
// element, and says the same. Any other object is read whole: what follows could change the meaning
// of what stands before.
//
// Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <string_view>

namespace rednode::catalogue {

struct JsonLdShape {
  struct Part {
    std::size_t begin = 0;
    std::size_t size = 0;  // 0: not there
  };
  bool by_elements = false;
  Part context;           // the value of "@context"
  Part id;                // the value of "@id"
  std::size_t graph = 0;  // where the list of "@graph" opens
  bool open = false;      // the view ends inside that list
};

// REQUIRES: `view` begins with the '{' of the document. Where it ends inside "@graph", nothing is
// expected behind the list; the reader looks again when it gets there.
JsonLdShape jsonld_shape(std::string_view view, bool eof);

}  // namespace rednode::catalogue
