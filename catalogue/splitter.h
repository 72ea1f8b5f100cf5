// The splitter: a document's statements, waiting in a spool, become records.
// docs/formats/records.md is the specification.
//
// A record is a resource of type dcat:Dataset, dcat:DatasetSeries or dcat:DataService (and not
// dcat:Catalog) with all that it reaches over objects (of every property but rdf:type), stopping at
// other records, catalogues and concept schemes, and with the dcat:CatalogRecord whose
// foaf:primaryTopic it is.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "base/bytes.h"
#include "base/limits.h"
#include "catalogue/dataset.h"
#include "catalogue/format.h"
#include "catalogue/rdf_reader.h"
#include "catalogue/spool.h"

namespace rednode::catalogue {

struct RecordContent {
  std::string iri;
  base::Bytes content;  // canonical N-Quads
  std::size_t statements = 0;
  Position at;  // of the first statement about it
  // Where it was asked for: what the rest of the document says that shapes look at and that is not
  // the record's own, as N-Quads: the classes of other records that it refers to, the members of a
  // series with theirs.
  base::Bytes context;
  // The same statements as `content`, indexed, under the document's blank node labels; for the
  // time of the callback only. Null where there is no callback going on.
  const Dataset* graph = nullptr;
};

// Something that may not enter, with the place and the way out.
struct Refusal {
  std::string record;  // the IRI, or the subject in N-Triples form, or "" where neither is known
  Position at;
  std::string field;  // the property that is at fault, as an IRI; may be empty
  std::string reason;
  std::string remedy;
  base::Bytes original;  // the bytes as written, or the record's statements as N-Quads
  Format original_format = Format::kNQuads;
  bool syntax = false;  // a statement that could not be read, not a record
};

struct LeftOut {
  std::string subject;  // an IRI, or "_:label"; "" for the sum of all that did not fit in the list
  std::uint64_t statements = 0;
  std::string reason;
};

struct Damage {
  std::uint64_t line = 0;
  std::string type;  // text of the subject's class where that is known from what was broken
};

struct SplitOptions {
  // Where a dataset is a blank node, its IRI is its dct:identifier if that is an absolute http(s)
  // IRI, else mint_base + percent-encoded identifier. Empty: such a dataset is refused.
  std::string mint_base;
  // Subjects (texts) of statements that could not be read: a record that reaches one is refused.
  std::map<std::string, Damage, std::less<>> damaged;
  bool context = false;                                      // fill RecordContent::context
  std::size_t left_out_max = base::limits::kLeftOutListMax;  // entries listed one by one
};

struct SplitEvents {
  std::function<base::Status(RecordContent&& record)> on_record;
  std::function<base::Status(Refusal&& refusal)> on_refusal;
  std::function<base::Status(LeftOut&& left_out)> on_left_out;  // may be empty
};

// in_records + refused + left_out == statements: each distinct statement counts once, in a record
// if it is in any.
struct SplitCounts {
  std::uint64_t statements = 0;
  std::uint64_t in_records = 0;
  std::uint64_t refused = 0;
  std::uint64_t left_out = 0;
  std::uint64_t records = 0;
  std::uint64_t refusals = 0;
};

// Puts a statement into the spool, and what the splitter needs to find catalogue records.
base::Status spool_statement(StatementSpool& spool, const QuadText& quad, Position at);

// REQUIRES: a sealed spool that spool_statement filled.
base::Result<SplitCounts> split_records(StatementSpool& spool, const SplitOptions& options,
                                        const SplitEvents& events);

}  // namespace rednode::catalogue
