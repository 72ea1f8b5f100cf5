// Writing datasets: Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD, one record after the other
// into one document.
//
// Turtle, TriG, RDF/XML and JSON-LD are for people: the usual prefixes, statements grouped by
// subject, blank nodes inlined where that says the same, deterministic order. Reading a written
// dataset gives an isomorphic one.
//
// Blank nodes of different records are different nodes, except where `merge_shared` finds a tree of
// blank nodes that hangs from the same IRI in several records (the contact point of a shared
// publisher): those get one label made of their content, so that the document says it once.
//
// CSV and JSON lines hold one row or one line a record, which sums it up by a table of columns
// (catalogue/column_table.h): for spreadsheets and scripts, not for exchange.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "catalogue/column_table.h"
#include "catalogue/dataset.h"
#include "catalogue/format.h"

namespace rednode::catalogue {

class JsonLdWriter;

struct WriterOptions {
  Format format = Format::kTurtle;
  // Turtle, N-Triples and RDF/XML hold one graph only: true writes what is in named graphs into it,
  // false makes a dataset with named graphs an error.
  bool drop_graph_names = false;
  // For documents of several records; see above.
  bool merge_shared = false;
  // CSV and JSON lines: the columns; nullptr: those that come with rednode. REQUIRES: they outlive
  // the writer.
  const ColumnTable* columns = nullptr;
};

class Writer {
 public:
  using Sink = std::function<base::Status(base::BytesView bytes)>;

  Writer(WriterOptions options, Sink sink);
  ~Writer();

  // `first`: the IRI whose description comes first, usually the record's; may be empty, but not in
  // CSV and JSON lines. `origin`: whose record it is, where that is known; only these show it.
  // Errors: kInvalid for named graphs in a format without them, for a format that this release does
  // not write, and for what RDF/XML cannot say (catalogue/rdfxml_writer.h); then nothing of the
  // dataset is written. What the sink returns.
  base::Status write(const Dataset& dataset, std::string_view first = {},
                     std::string_view origin = {});
  // Once, after the last dataset.
  base::Status finish();

 private:
  base::Status begin();
  base::Status begin_summary();
  base::Status write_summary(const Dataset& dataset, std::string_view record,
                             std::string_view origin);

  const WriterOptions options_;
  const Sink sink_;
  std::unique_ptr<JsonLdWriter> jsonld_;  // once begun, where that is the format
  bool begun_ = false;
  std::uint64_t next_blank_ = 0;
  std::optional<ColumnTable> shipped_;  // where the options name no columns
};

// One dataset as a document.
base::Result<base::Bytes> write_dataset(const Dataset& dataset, Format format,
                                        std::string_view first = {});

}  // namespace rednode::catalogue
