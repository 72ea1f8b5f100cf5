// ReportJudge: what the reports on catalogues judge records by, with everything that it needs.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread. The object stays where it was made: its parts point to one another.
#pragma once

#include <memory>
#include <string>

#include "catalogue/record_judge.h"
#include "node/ctl/output.h"

namespace rednode::node {

class ReportJudge {
 public:
  // `profile`: as named_profile() takes it, whose errors these are.
  static base::Result<std::unique_ptr<ReportJudge>> make(const std::string& profile, Output& out);

  const catalogue::Vocabularies& vocabularies() const { return vocabularies_; }
  const catalogue::ProfileInfo& profile() const { return profile_->info(); }
  const catalogue::ProfileInfo& elements() const { return elements_->info(); }
  catalogue::RecordJudge& judge() { return *judge_; }

  // "healthdcat-ap/8 and ir-2026-2098/2026".
  std::string names() const;

 private:
  ReportJudge() = default;

  catalogue::Vocabularies vocabularies_;
  std::unique_ptr<catalogue::Profile> profile_;
  std::unique_ptr<catalogue::Profile> elements_;
  std::unique_ptr<catalogue::RecordJudge> judge_;
};

}  // namespace rednode::node
