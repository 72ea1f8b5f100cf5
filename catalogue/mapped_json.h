// Reading JSON through a mapping: one record at a time, from a document, a page of an API, or JSON
// lines. The source of the format is RFC 8259; what a record becomes, the mapping says.
//
// Thread rule: one thread a call.
#pragma once

#include "catalogue/input_buffer.h"
#include "catalogue/mapping.h"
#include "catalogue/rdf_reader.h"

namespace rednode::catalogue {

// Reads what begins where the buffer stands. A record that cannot be read is one error; what is
// wrong around the records too, and where nothing behind it has a meaning the reading ends there.
base::Result<ReadCounts> read_mapped_json(InputBuffer& input, const Mapping& mapping,
                                          const ReaderEvents& events);

}  // namespace rednode::catalogue
