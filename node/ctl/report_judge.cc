#include "node/ctl/report_judge.h"

#include "node/ctl/named_profile.h"

namespace rednode::node {
namespace {

// The minimum elements of the law.
constexpr const char* kElements = "ir-2026-2098/2026";

}  // namespace

base::Result<std::unique_ptr<ReportJudge>> ReportJudge::make(const std::string& profile,
                                                             Output& out) {
  std::unique_ptr<ReportJudge> made(new ReportJudge);
  REDNODE_TRY(made->vocabularies_, catalogue::Vocabularies::shipped());
  REDNODE_TRY(auto judged, named_profile(profile, made->vocabularies_, out));
  REDNODE_TRY(auto elements, catalogue::Profile::shipped(kElements, made->vocabularies_));
  made->profile_ = std::make_unique<catalogue::Profile>(std::move(judged));
  made->elements_ = std::make_unique<catalogue::Profile>(std::move(elements));
  made->judge_ = std::make_unique<catalogue::RecordJudge>(*made->profile_, *made->elements_,
                                                          made->vocabularies_);
  return made;
}

std::string ReportJudge::names() const {
  return profile().id + "/" + profile().release + " and " + elements().id + "/" +
         elements().release;
}

}  // namespace rednode::node
