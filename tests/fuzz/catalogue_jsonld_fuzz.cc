// JSON-LD: any bytes, whole and in small pieces, for import and to the letter.
//
// The first byte chooses the size of the pieces. Beyond not crashing: the outcome does not hang on
// the pieces, what was read can be written as JSON-LD and read back, nothing that is written needs
// more than its reader allows, and the accounts of the import are even.

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/assert.h"
#include "catalogue/canonical.h"
#include "catalogue/importer.h"
#include "catalogue/jsonld_reader.h"
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

const cat::ReaderOptions& options() {
  static const cat::ReaderOptions kOptions{
      "http://b/",
      {{"http://c/1",
        "{\"@context\": {\"t\": \"http://e/t\", \"s\": {\"@id\": \"t\", \"@context\": "
        "\"http://c/2\"}}}"},
       {"http://c/2",
        "{\"@context\": [\"http://c/1\", {\"l\": {\"@id\": \"http://e/l\", "
        "\"@container\": \"@language\"}}]}"}}};
  return kOptions;
}

cat::ByteSource pieces(std::string_view text, std::size_t size) {
  return [whole = cat::source_of(text), size](char* to, std::size_t room) {
    return whole(to, std::min(room, size));
  };
}

Outcome read(std::string_view text, std::size_t piece, bool strict) {
  Outcome outcome;
  cat::ReaderEvents events;
  events.on_quad = [&outcome](const cat::QuadText& quad, cat::Position at) -> base::Status {
    REDNODE_ASSERT(at.line > 0 && at.column > 0);
    cat::append_nquad(outcome.quads, quad);
    return {};
  };
  events.on_error = [&outcome](cat::SyntaxError&& error) -> base::Status {
    REDNODE_ASSERT(!error.reason.empty() && base::is_utf8(error.reason));
    REDNODE_ASSERT(error.at.line > 0 && error.statement.line > 0);
    ++outcome.errors;
    return {};
  };
  events.on_note = [](std::string&& note) { REDNODE_ASSERT(base::is_utf8(note)); };
  const cat::ByteSource source = pieces(text, piece);
  cat::InputBuffer input(source, events);
  cat::JsonLdOptions jsonld;
  jsonld.mode.strict = strict;
  outcome.ok = cat::read_jsonld(input, options(), jsonld, events).ok();
  return outcome;
}

void check_round_trip(const std::string& quads) {
  const auto dataset = cat::parse_nquads(quads);
  REDNODE_ASSERT(dataset.ok());
  const auto form = cat::canonical_form(*dataset);
  if (!form.ok() || !form->stable) return;
  const auto text = cat::write_dataset(*dataset, cat::Format::kJsonLd);
  REDNODE_ASSERT(text.ok());
  const auto again = cat::read_dataset(*text, cat::Format::kJsonLd);
  REDNODE_ASSERT(again.ok() && *cat::canonicalize(*again) == form->bytes);
}

void check_import(std::string_view text) {
  cat::ImportOptions import;
  import.base_iri = options().base_iri;
  import.contexts = options().contexts;
  import.mint_base = "http://m/";
  import.format = cat::Format::kJsonLd;
  cat::ImportEvents events;
  events.on_record = [](cat::RecordContent&&) -> base::Status { return {}; };
  events.on_refusal = [](cat::Refusal&&) -> base::Status { return {}; };
  const auto counts = cat::import_document(cat::source_of(text), import, events);
  if (!counts.ok()) return;
  const cat::SplitCounts& s = counts->split;
  REDNODE_ASSERT(s.statements == s.in_records + s.refused + s.left_out);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = 1 + data[0];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Outcome whole = read(text, 1 << 20, false);
  const Outcome parts = read(text, piece, false);
  REDNODE_ASSERT(whole.ok == parts.ok && whole.errors == parts.errors &&
                 whole.quads == parts.quads);
  read(text, 1 << 20, true);
  check_round_trip(whole.quads);
  check_import(text);
  return 0;
}
