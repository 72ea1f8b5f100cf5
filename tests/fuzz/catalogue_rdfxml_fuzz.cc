// RDF/XML: any bytes, whole and in small pieces; the first byte is the size of the pieces. Run it
// with -dict=tests/fuzz/rdfxml.dict.
//
// Beyond not crashing: the outcome does not hang on the pieces; errors are placed and say what is
// wrong; what was read and can be written is read back as it was.

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/assert.h"
#include "catalogue/canonical.h"
#include "catalogue/format.h"
#include "catalogue/ntriples.h"
#include "catalogue/rdf_reader.h"
#include "catalogue/writer.h"

namespace {

namespace base = rednode::base;
namespace cat = rednode::catalogue;

struct Outcome {
  std::string quads;
  std::string errors;
  bool ok = false;
};

Outcome read(std::string_view text, std::size_t piece) {
  Outcome outcome;
  cat::ReaderEvents events;
  events.on_quad = [&outcome](const cat::QuadText& quad, cat::Position at) -> base::Status {
    REDNODE_ASSERT(at.line > 0 && at.column > 0);
    cat::append_nquad(outcome.quads, quad);
    return {};
  };
  events.on_error = [&outcome](cat::SyntaxError&& error) -> base::Status {
    REDNODE_ASSERT(!error.reason.empty() && base::is_utf8(error.reason));
    REDNODE_ASSERT(base::is_utf8(error.remedy) && base::is_utf8(error.subject));
    REDNODE_ASSERT(error.at.line >= error.statement.line && error.statement.line > 0);
    outcome.errors += std::to_string(error.at.line) + ":" + std::to_string(error.at.column) + " " +
                      error.reason + error.subject + error.type + error.original;
    return {};
  };
  const cat::ByteSource source = [whole = cat::source_of(text), piece](char* to, std::size_t room) {
    return whole(to, std::min(room, piece));
  };
  outcome.ok = cat::read_rdf(source, cat::Format::kRdfXml, {"http://b/"}, events).ok();
  return outcome;
}

void check_round_trip(const std::string& quads) {
  const auto dataset = cat::parse_nquads(quads);
  REDNODE_ASSERT(dataset.ok());
  const auto form = cat::canonical_form(*dataset);
  const auto text = cat::write_dataset(*dataset, cat::Format::kRdfXml);
  if (!form.ok() || !text.ok()) return;
  const auto again = cat::read_dataset(*text, cat::Format::kRdfXml);
  REDNODE_ASSERT(again.ok());
  const auto canonical = cat::canonicalize(*again);
  REDNODE_ASSERT(canonical.ok() && *canonical == form->bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Outcome whole = read(text, 1 << 20);
  const Outcome parts = read(text, 1 + std::size_t{data[0]});
  REDNODE_ASSERT(whole.ok == parts.ok && whole.quads == parts.quads);
  REDNODE_ASSERT(whole.errors == parts.errors);
  check_round_trip(whole.quads);
  return 0;
}
