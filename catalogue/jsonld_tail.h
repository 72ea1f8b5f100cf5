// What stands behind the list of "@graph" of a JSON-LD document: many programs write "@context"
// last, and then a large document is read twice, the first time for its end alone.
//
// Thread rule: one thread a source.
#pragma once

#include <string>

#include "catalogue/rdf_reader.h"

namespace rednode::catalogue {

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

}  // namespace rednode::catalogue
