// Reading JSON-LD 1.1 as a stream. What of a document is read at once, what an error costs and what
// is reported is specified in docs/formats/jsonld.md. For catalogue/rdf_reader.cc, and for the W3C
// suite, which asks for more than an import does.
//
// Thread rule: one thread a call; calls are independent.
#pragma once

#include <string_view>

#include "catalogue/input_buffer.h"
#include "catalogue/jsonld_contexts.h"
#include "catalogue/jsonld_quads.h"
#include "catalogue/rdf_reader.h"

namespace rednode::catalogue {

struct JsonLdOptions {
  JsonLdMode mode;
  RdfDirection direction = RdfDirection::kNone;
  base::BytesView expand_context = {};  // a file with a context that goes before the document's
};

// Errors: kInvalid where the document's own context cannot be read, with line and column, or its
// shape is one that cannot be read at its size; kExhausted beyond the limits; what the source or a
// callback returned. Strict: kInvalid, "<error code>: ...", for the first error.
base::Result<ReadCounts> read_jsonld(InputBuffer& input, const ReaderOptions& options,
                                     const JsonLdOptions& jsonld, const ReaderEvents& events);

}  // namespace rednode::catalogue
