// RecordJudge: one record against a profile and against the minimum elements of the law
// (config/profiles/ir-2026-2098), for reports on whole catalogues.
//
// Beside other records that it refers to, of which a document's context tells no more than their
// class (RecordContent::context), only the record's own faults count. A record that comes alone,
// out of a log, is not blamed where its fault is that another record cannot be seen.
//
// Thread rule: one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/judge.h"
#include "catalogue/requirements.h"

namespace rednode::catalogue {

// The class of the record, as an IRI: of several the first of dataset, series, service. "" where it
// has none of these. REQUIRES: an indexed dataset.
std::string_view record_class(const Dataset& graph, TermId record);

struct RecordVerdict {
  JudgedAs as = JudgedAs::kConforms;  // by the profile
  std::size_t level = 0;              // of the profile
  std::uint64_t violations = 0;
  JudgedAs elements_as = JudgedAs::kConforms;
  std::size_t elements = 0;                   // how many the law asks for of such a record
  std::vector<std::string> missing_elements;  // their names, sorted
};

class RecordJudge {
 public:
  // REQUIRES: all outlive the judge.
  RecordJudge(const Profile& profile, const Profile& elements, const Vocabularies& vocabularies);

  const Profile& profile() const { return profile_.profile(); }
  const Profile& elements() const { return elements_.profile(); }

  // `alone`: the graph has the record and nothing of others. Errors: kExhausted where checking the
  // record is too much work. REQUIRES: an indexed dataset.
  base::Result<RecordVerdict> judge(const Dataset& graph, std::string_view iri, bool alone);

 private:
  Judge profile_;
  Judge elements_;
  std::vector<NamedElement> named_;  // of datasets
};

}  // namespace rednode::catalogue
