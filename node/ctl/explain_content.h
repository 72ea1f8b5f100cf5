// What this node says of a record's content today: the verdict with each finding, what the law
// asks, its languages, and by what it is known.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread.
#pragma once

#include <string>
#include <vector>

#include "catalogue/annotations.h"
#include "catalogue/day.h"
#include "node/ctl/explain_evidence.h"
#include "node/ctl/output.h"

namespace rednode::node {

struct ContentQuestion {
  std::string iri;
  std::string profile;  // as named_profile() takes it; "none": it is not judged
  catalogue::Day on;
  std::vector<std::string> languages;  // the reader's, best first
};

struct ContentAnswer {
  Json title;      // these are null where the content does not say
  Json type;       // of the dcat classes, an IRI
  Json now;        // the verdict; null where there is nothing to judge
  Json law;        // as `redctl compliance` says it of one record
  Json languages;  // as `redctl quality` says it of one record
  Json holder;
  Json identifiers = Json::array();
  std::string findings;  // of the verdict, for people
};

// REQUIRES: there is a content. Only a live record is judged and owes anything. Errors: as
// ReportJudge; kInvalid where the content is no N-Quads.
base::Result<ContentAnswer> explain_content(const RecordEvidence& evidence,
                                            const ContentQuestion& question,
                                            const catalogue::Annotations& annotations, Output& out);

}  // namespace rednode::node
