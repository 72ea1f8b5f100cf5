// Reader and splitter: any bytes, in any format, whole and in small pieces.
//
// The first byte chooses the format and the size of the pieces. Beyond not crashing: the outcome
// does not hang on the pieces, what was read can be written and read back, and the accounts of the
// import are even.

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/assert.h"
#include "catalogue/canonical.h"
#include "catalogue/importer.h"
#include "catalogue/ntriples.h"
#include "catalogue/writer.h"

namespace {

namespace base = rednode::base;
namespace cat = rednode::catalogue;

struct Outcome {
  std::string quads;
  std::uint64_t errors = 0;
  bool ok = false;
};

cat::ByteSource pieces(std::string_view text, std::size_t size) {
  return [whole = cat::source_of(text), size](char* to, std::size_t room) {
    return whole(to, std::min(room, size));
  };
}

Outcome read(std::string_view text, cat::Format format, std::size_t piece) {
  Outcome outcome;
  cat::ReaderEvents events;
  events.on_quad = [&outcome](const cat::QuadText& quad, cat::Position) -> base::Status {
    cat::append_nquad(outcome.quads, quad);
    return {};
  };
  events.on_error = [&outcome](cat::SyntaxError&& error) -> base::Status {
    REDNODE_ASSERT(!error.reason.empty() && base::is_utf8(error.reason));
    REDNODE_ASSERT(error.at.line >= error.statement.line && error.statement.line > 0);
    ++outcome.errors;
    return {};
  };
  outcome.ok = cat::read_rdf(pieces(text, piece), format, {"http://b/"}, events).ok();
  return outcome;
}

void check_round_trip(const std::string& quads) {
  const auto dataset = cat::parse_nquads(quads);
  REDNODE_ASSERT(dataset.ok());
  const auto form = cat::canonical_form(*dataset);
  if (!form.ok() || !form->stable) return;
  for (const cat::Format format : {cat::Format::kTrig, cat::Format::kNQuads}) {
    const auto text = cat::write_dataset(*dataset, format);
    REDNODE_ASSERT(text.ok());
    const auto again = cat::read_dataset(*text, format);
    REDNODE_ASSERT(again.ok() && *cat::canonicalize(*again) == form->bytes);
  }
}

void check_import(std::string_view text, cat::Format format) {
  cat::ImportOptions options;
  options.base_iri = "http://b/";
  options.mint_base = "http://m/";
  options.format = format;
  cat::ImportEvents events;
  events.on_record = [](cat::RecordContent&&) -> base::Status { return {}; };
  events.on_refusal = [](cat::Refusal&&) -> base::Status { return {}; };
  const auto counts = cat::import_document(cat::source_of(text), options, events);
  if (!counts.ok()) return;
  const cat::SplitCounts& s = counts->split;
  REDNODE_ASSERT(s.statements == s.in_records + s.refused + s.left_out);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr cat::Format kFormats[] = {cat::Format::kTurtle, cat::Format::kTrig,
                                      cat::Format::kNTriples, cat::Format::kNQuads};
  const cat::Format format = kFormats[data[0] % 4];
  const std::size_t piece = 1 + data[0] / 4;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Outcome whole = read(text, format, 1 << 20);
  const Outcome parts = read(text, format, piece);
  REDNODE_ASSERT(whole.ok == parts.ok && whole.errors == parts.errors &&
                 whole.quads == parts.quads);
  check_round_trip(whole.quads);
  check_import(text, format);
  if (const auto detected = cat::detect_format(text, ""); detected.ok())
    cat::format_name(*detected);
  return 0;
}
