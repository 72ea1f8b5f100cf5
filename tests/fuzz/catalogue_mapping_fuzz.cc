// Mapped JSON and tables: any bytes, through the mappings that come with rednode, whole and in
// small pieces; and any bytes as a mapping.
//
// The first byte chooses the mapping and the size of the pieces. Beyond not crashing: the outcome
// does not hang on the pieces, every value is accounted for, and what was read can be written.

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "base/assert.h"
#include "catalogue/csv_cells.h"
#include "catalogue/csv_reader.h"
#include "catalogue/mapping.h"
#include "catalogue/ntriples.h"
#include "catalogue/rdf_reader.h"
#include "catalogue/writer.h"

namespace {

namespace base = rednode::base;
namespace cat = rednode::catalogue;

struct Outcome {
  std::string quads;
  std::uint64_t errors = 0;
  std::uint64_t unmapped = 0;
  bool ok = false;
};

Outcome read(std::string_view text, const cat::Mapping& mapping, std::size_t piece) {
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
  events.on_unmapped = [&outcome](cat::UnmappedField&& field) -> base::Status {
    REDNODE_ASSERT(field.count > 0 && !field.reason.empty());
    outcome.unmapped += field.count;
    return {};
  };
  const cat::ByteSource whole = cat::source_of(text);
  const cat::ByteSource pieces = [&whole, piece](char* to, std::size_t room) {
    return whole(to, std::min(room, piece));
  };
  const auto counts = cat::read_rdf(pieces, cat::Format::kMapped, {"", {}, &mapping}, events);
  outcome.ok = counts.ok();
  if (!counts.ok()) return outcome;
  const cat::ValueCounts& values = counts->values;
  REDNODE_ASSERT(values.values == values.used + values.ignored + values.unmapped);
  REDNODE_ASSERT(values.unmapped == outcome.unmapped);
  return outcome;
}

void check_summaries(const std::string& quads) {
  const auto dataset = cat::parse_nquads(quads);
  REDNODE_ASSERT(dataset.ok());
  for (const cat::Format format : {cat::Format::kCsv, cat::Format::kJsonLines}) {
    for (const cat::Quad& quad : dataset->quads()) {
      const std::string_view subject = dataset->text(quad.subject);
      if (!cat::is_iri(subject)) continue;
      REDNODE_ASSERT(cat::write_dataset(*dataset, format, cat::iri_of(subject)).ok());
      break;
    }
  }
}

// What is written as a cell is read as the same cell.
void check_cell(std::string_view text) {
  std::string row;
  cat::append_cell(row, text);
  cat::CsvRow reader(',');
  if (row.empty()) return;
  REDNODE_ASSERT(reader.read(row, true) == cat::CsvRow::Kind::kRow);
  REDNODE_ASSERT(reader.cells().size() == 1 && cat::unguarded(reader.cells()[0]) == text);
}

const cat::Mapping& shipped(std::size_t index) {
  constexpr std::array<const char*, 5> kNames = {"udata", "ckan", "hdruk", "csv", "csv-example"};
  static const auto mappings = [&] {
    std::array<std::shared_ptr<const cat::Mapping>, kNames.size()> all;
    for (std::size_t i = 0; i < kNames.size(); ++i) all[i] = *cat::shipped_mapping(kNames[i]);
    return all;
  }();
  return *mappings[index % kNames.size()];
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t choice = data[0] % 6;
  if (choice == 5) {
    const auto mapping = cat::parse_mapping(text, "fuzz");
    if (mapping.ok()) read(R"({"id":1,"title":"t","a":{"b":["c"]}})", *mapping, 7);
    return 0;
  }
  const Outcome whole = read(text, shipped(choice), 1 << 20);
  const Outcome parts = read(text, shipped(choice), 1 + data[0] / 6);
  REDNODE_ASSERT(whole.ok == parts.ok && whole.errors == parts.errors &&
                 whole.quads == parts.quads && whole.unmapped == parts.unmapped);
  check_summaries(whole.quads);
  check_cell(text);
  return 0;
}
