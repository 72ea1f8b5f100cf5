// Importer: one document in, its records out. The way in for `redctl import`, from a file of a few
// statements to one of many gigabytes.
//
// Reads the document (catalogue/rdf_reader.h), which may be compressed (catalogue/decompress.h),
// keeps its statements in a spool by subject (catalogue/spool.h; on disk beyond `memory_budget`),
// then splits it into records (catalogue/splitter.h, docs/formats/records.md). Every statement of
// the document ends in a record, in a refusal, or in the list of what was left out.
//
// Thread rule: one thread a call of import_document; calls are independent. Callbacks run on that
// thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "catalogue/format.h"
#include "catalogue/rdf_reader.h"
#include "catalogue/splitter.h"

namespace rednode::catalogue {

struct ImportOptions {
  std::string base_iri;                     // for relative IRIs; empty: they are errors
  std::vector<NamedContext> contexts = {};  // for JSON-LD; see rdf_reader.h
  std::string
      mint_base;  // for blank datasets: this + percent-encoded dct:identifier; see splitter.h
  std::string file_name;             // for detection and for messages only; nothing is opened
  std::optional<Format> format;      // empty: detected
  const Mapping* mapping = nullptr;  // see ReaderOptions
  bool context = false;              // fill RecordContent::context
  Reopen reopen = {};                // of the source, compressed or not; see ReaderOptions
  // Bytes of statements kept in memory; what goes beyond is sorted in unnamed files in this folder.
  std::size_t memory_budget = 160 << 20;
  std::string spool_directory;  // empty: no files, and a document beyond the budget is refused
};

struct ImportEvents {
  std::function<base::Status(RecordContent&& record)> on_record;
  std::function<base::Status(Refusal&& refusal)> on_refusal;
  std::function<base::Status(LeftOut&& left_out)> on_left_out;     // may be empty
  std::function<void(std::uint64_t bytes_read)> on_progress;       // may be empty
  std::function<void(std::string&& note)> on_note = {};            // of the reader; may be empty
  std::function<base::Status(UnmappedField&& field)> on_unmapped;  // may be empty
};

struct ImportCounts {
  std::uint64_t bytes = 0;  // of the document, unpacked
  Format format = Format::kTurtle;
  std::uint64_t syntax_errors = 0;  // statements that could not be read; each was a refusal too
  ValueCounts values;               // of mapped formats; see rdf_reader.h
  SplitCounts split;
};

// Records come in the order of their subjects, refusals as they are met (syntax errors first).
// Errors: kInvalid for a document of no known format; kExhausted beyond the limits; and what the
// source or a callback returned.
base::Result<ImportCounts> import_document(const ByteSource& source, const ImportOptions& options,
                                           const ImportEvents& events);

}  // namespace rednode::catalogue
