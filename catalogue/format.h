// The formats of documents, their names on the command line, and how a document tells which it is.
//
// Thread rule: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace rednode::catalogue {

// kUdata, kCkan, kCsv and kMapped are read through a mapping (catalogue/mapping.h); kMapped is
// whatever a mapping reads that the caller gives. kCsv and kJsonLines are also written, as
// summaries (catalogue/summary_writer.h); kJsonLines is not read.
enum class Format {
  kTurtle,
  kNTriples,
  kNQuads,
  kTrig,
  kRdfXml,
  kJsonLd,
  kUdata,
  kCkan,
  kCsv,
  kMapped,
  kJsonLines,
};

// "turtle", "ntriples", "nquads", "trig", "rdfxml", "jsonld", "udata", "ckan", "csv", "mapped",
// "jsonl".
std::string_view format_name(Format format);
std::optional<Format> format_from_name(std::string_view name);
// By a file's ending: ttl, nt, nq, trig, rdf, xml, owl, jsonld, json, csv, tsv, jsonl; before .gz
// or .zst where it has one of these.
std::optional<Format> format_from_file_name(std::string_view file_name);
std::string_view media_type(Format format);

// True where a document of this format can name graphs.
bool holds_graphs(Format format);
// True where a document is read through a mapping.
bool is_mapped(Format format);
// Nothing where this release reads the format, else an error that says so and what to do.
base::Status check_readable(Format format);
// The same for a format to write.
base::Status check_writable(Format format);
// The names of those that this release reads, and writes: "turtle, ntriples or trig".
std::string readable_format_names();
std::string writable_format_names();

// How many bytes of a document detect_format looks at: give it that many where there are.
inline constexpr std::size_t kDetectBytes = 64 << 10;

// What the content says; the file's name (may be empty) decides only where the content fits
// several. Errors: kInvalid where it is none of them (a web page, UTF-16, binary), with the reason.
base::Result<Format> detect_format(base::BytesView head, std::string_view file_name);

}  // namespace rednode::catalogue
