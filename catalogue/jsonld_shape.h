// What a JSON-LD document looks like at its top, and so how it can be read: an object whose
// statements stand in "@graph", behind its context and before nothing else, is read element by
// element, and says the same. Any other object is read whole: what follows could change the meaning
// of what stands before.
//
// Thread rule: pure functions, and a reading of a source.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "catalogue/rdf_reader.h"

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

// What stands behind the list of "@graph": many programs write "@context" last.
struct JsonLdTail {
  struct Part {
    std::string text;  // JSON; "" where it is not there
    Position at;
  };
  Part context;
  Part id;
  bool plain = false;  // nothing else stands there, and there is a context
};

// Reads a document of such an object to its end, in the memory of its largest member beside
// "@graph", which is at most limits::kContextBytesMax; what is larger, or no JSON, is not plain.
// Errors: what the source returns.
base::Result<JsonLdTail> find_tail(const ByteSource& source);

// REQUIRES: `view` begins with the '{' of the document. Where it ends inside "@graph", nothing is
// expected behind the list; the reader looks again when it gets there.
JsonLdShape jsonld_shape(std::string_view view, bool eof);

}  // namespace rednode::catalogue
