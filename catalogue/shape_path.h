// Property paths of SHACL (W3C SHACL, 2017, section 2.3.1): read from a shapes graph, written as
// SPARQL 1.1 property paths and as RDF, and walked.
//
// Thread rule: value types and pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalogue/data_graph.h"
#include "catalogue/dataset.h"

namespace rednode::catalogue {

struct Path {
  enum class Kind {
    kPredicate,
    kInverse,
    kSequence,
    kAlternative,
    kZeroOrMore,
    kOneOrMore,
    kZeroOrOne,
  };
  Kind kind = Kind::kPredicate;
  std::string iri;       // of a predicate
  NodeId predicate = 0;  // the same, as a number of the background; set by whoever reads the shapes
  std::vector<Path> parts;
};

// `node`: the value of sh:path in an indexed shapes graph. Errors: kInvalid, with what is wrong.
base::Result<Path> read_path(const Dataset& shapes, TermId node);

// A predicate alone is its text "<iri>"; the rest as SPARQL writes it: <a>/^<b>, (<a>|<b>)+
std::string path_text(const Path& path);

// Adds the path to a dataset and returns the node that is its value of sh:path or sh:resultPath.
// `next_blank` numbers the blank nodes that are made.
TermId write_path(const Path& path, Dataset& into, std::uint64_t& next_blank);

// Appends the nodes at the end of the path, each once, in no order that means something.
void walk_path(const Path& path, const DataGraph& graph, NodeId from, std::vector<NodeId>& out);

// The members of a list. Errors: kInvalid where it is not a well-formed one.
base::Result<std::vector<TermId>> read_list(const Dataset& shapes, TermId head);

}  // namespace rednode::catalogue
