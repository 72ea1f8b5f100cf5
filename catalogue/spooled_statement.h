// How a statement waits in a spool: under its subject, as (line, column, predicate, object, graph);
// and a note under the object of foaf:primaryTopic and of dcat:inSeries, so that a record finds its
// catalogue record and a series its members.
// These bytes live as long as one import.
//
// Thread rule: pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "catalogue/rdf_reader.h"
#include "catalogue/spool.h"
#include "catalogue/term.h"

namespace rednode::catalogue {

struct SpooledStatement {
  std::string_view predicate;
  std::string_view object;
  std::string_view graph;
  Position at;  // of its first appearance
};

// The distinct statements of a group, sorted, and the subjects that have it as their primary topic
// or as their series.
// Views into the group. Errors: kCorrupt where the bytes are not ours.
base::Status decode_group(const StatementSpool::Group& group,
                          std::vector<SpooledStatement>& statements,
                          std::vector<std::string_view>& topics);

}  // namespace rednode::catalogue
