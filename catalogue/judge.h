// Judge: what a profile says of one record: the results, and the verdict that goes into its update.
//
// "Pending" is a verdict of its own: nothing is wrong but that no health data access body is named,
// and before a nation has designated one nobody can name it (profile.toml says which shapes these
// are). It does not keep a record from being published.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "catalogue/profile.h"
#include "catalogue/splitter.h"
#include "catalogue/validator.h"
#include "catalogue/vocabulary.h"

namespace rednode::catalogue {

enum class JudgedAs { kConforms, kWarnings, kViolations, kPending };
// "conforms", "warnings", "violations", "pending-hdab".
std::string_view judged_as_name(JudgedAs judged);

struct Judgement {
  JudgedAs as = JudgedAs::kConforms;
  std::size_t level = 0;  // of the profile
  std::uint64_t violations = 0;
  std::uint64_t warnings = 0;
  std::uint64_t infos = 0;
  ValidationReport report;
};

// Counts the report's severities; one of a kind that is not SHACL's own counts as a violation.
Judgement judgement_of(ValidationReport report, const std::vector<std::string>& pending);

class Judge {
 public:
  // REQUIRES: both outlive the judge.
  Judge(const Profile& profile, const Vocabularies& vocabularies, ValidatorOptions options = {});

  const Profile& profile() const { return profile_; }

  // What the record's context says of other records is looked at, and never judged itself. The
  // views in the answer live until the next call. Errors: kExhausted where checking the record
  // is too much work; kInvalid where the content is no N-Quads.
  base::Result<Judgement> judge(const RecordContent& record);
  // The same for a graph; `record_iri` says whose access right chooses the level.
  base::Result<Judgement> judge(const Dataset& record, std::string_view record_iri);

 private:
  Judgement judged(ValidationReport report, std::size_t level) const;

  const Profile& profile_;
  const Vocabularies& vocabularies_;
  std::vector<std::unique_ptr<Validator>> validators_;  // by level
  Dataset record_;
};

}  // namespace rednode::catalogue
