// Reading RDF documents as streams: Turtle, TriG, N-Triples, N-Quads, RDF/XML (W3C, 2014), JSON-LD
// 1.1 (W3C, 2020); and documents that a mapping makes RDF of (catalogue/mapping.h): JSON and
// tables.
//
// A document is cut into its top-level statements and each is read for itself: memory is bounded by
// the longest statement (limits::kRdfStatementBytesMax), not by the document, and a syntax error
// costs one statement. What a bad statement says is never delivered in part. In RDF/XML the part of
// a statement is played by the described resource (docs/formats/rdfxml.md), in JSON-LD by the node
// object, and a document is cut into elements of "@graph" (docs/formats/jsonld.md).
//
// Blank nodes keep their labels; those that a document leaves without one are called
// anon-0000000001 and so on in its order, and a label of the document's own that begins with
// "anon-" gets "anon-x-" in front.
//
// Nothing is fetched while reading. Thread rule: one thread a call; calls are independent.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "catalogue/dataset.h"
#include "catalogue/format.h"
#include "catalogue/position.h"
#include "catalogue/term.h"

namespace rednode::catalogue {

// Fills the buffer and says with how many bytes; 0 is the end of the document.
using ByteSource = std::function<base::Result<std::size_t>(char* buffer, std::size_t capacity)>;
// REQUIRES: the bytes outlive the source.
ByteSource source_of(base::BytesView bytes);

struct SyntaxError {
  Position at;          // where reading stopped
  Position statement;   // where the statement begins
  std::string reason;   // what is wrong
  std::string remedy;   // what to do, may be empty
  std::string subject;  // text of the statement's subject where it can be known
  std::string type;     // text of its class, where the statement says it first ("<x> a <c>")
  std::vector<std::string> others;  // texts of further subjects whose statements are lost with it
  base::Bytes original;             // the statement as written, at most limits::kQuarantineBytesMax
};

// A JSON-LD context that documents name by its URL, with the bytes of its file.
struct NamedContext {
  std::string url;
  base::Bytes document;
};

struct Mapping;

// The document from its beginning once more, for a reader that must know its end first.
using Reopen = std::function<base::Result<ByteSource>()>;

struct ReaderOptions {
  std::string base_iri;                     // for relative IRIs; empty: they are errors
  std::vector<NamedContext> contexts = {};  // JSON-LD: beside those that ship; nothing is fetched
  // For udata, CKAN, tables and mapped JSON; nullptr: the shipped one of the format. REQUIRES: it
  // lives as long as the reading.
  const Mapping* mapping = nullptr;
  // Large JSON-LD with its context at the end. Empty: it cannot be had again, as standard input.
  Reopen reopen = {};
};

// Values of a document's records (and of what stands around them) that a mapping did not carry,
// though they say something: one sum for each path and reason, at the end of the document.
struct UnmappedField {
  std::string path;    // as a mapping would name it; "" for the sum of what the list cannot hold
  std::string reason;  // "no rule takes it", or what was wrong with the value
  std::uint64_t count = 0;
  std::string example;  // the first, at most limits::kUnmappedExampleBytesMax
  std::string record;   // the IRI of the record that had it, where there is one
};

// A callback's failure ends the reading and is returned. Views live for the call only.
struct ReaderEvents {
  std::function<base::Status(const QuadText& quad, Position statement)> on_quad;
  // Empty: the first syntax error ends the reading with kInvalid.
  std::function<base::Status(SyntaxError&& error)> on_error;
  std::function<void(std::uint64_t bytes_read)> on_progress;  // may be empty
  // What a document holds and, by the rules of its format, does not say: one sentence a kind, at
  // the end. May be empty.
  std::function<void(std::string&& note)> on_note = {};
  std::function<base::Status(UnmappedField&& field)> on_unmapped;  // may be empty
};

// The values of mapped records: values == used + ignored + unmapped. What says nothing (null, "",
// [], {}) is no value; the values of a record that was refused are not counted.
struct ValueCounts {
  std::uint64_t values = 0;
  std::uint64_t used = 0;
  std::uint64_t ignored = 0;  // the mapping names them, with a reason
  std::uint64_t unmapped = 0;
};

struct ReadCounts {
  std::uint64_t bytes = 0;
  std::uint64_t quads = 0;  // as delivered, duplicates and all
  std::uint64_t errors = 0;
  ValueCounts values;  // of mapped formats
};

// Errors: kInvalid for a wrong base_iri, for a document whose context cannot be had, for more than
// limits::kSyntaxErrorsMax errors; and what the source or a callback returned.
base::Result<ReadCounts> read_rdf(const ByteSource& source, Format format,
                                  const ReaderOptions& options, const ReaderEvents& events);

// The whole document in memory, indexed; the first syntax error is returned with its place.
base::Result<Dataset> read_dataset(base::BytesView document, Format format,
                                   std::string_view base_iri = {});

}  // namespace rednode::catalogue
