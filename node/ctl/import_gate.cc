#include "node/ctl/import_gate.h"

#include "catalogue/shape_path.h"
#include "node/ctl/named_profile.h"

namespace rednode::node {
namespace {

constexpr std::size_t kFaultsKept = 20;

}  // namespace

base::Result<std::unique_ptr<ImportGate>> ImportGate::make(const Options& options, Output& out) {
  std::unique_ptr<ImportGate> gate(new ImportGate(options));
  if (options.profile == "none") return gate;
  REDNODE_TRY(gate->vocabularies_, catalogue::Vocabularies::shipped());
  REDNODE_TRY(auto profile, named_profile(options.profile, gate->vocabularies_, out));
  gate->profile_ = std::make_unique<catalogue::Profile>(std::move(profile));
  REDNODE_TRY(auto explanations,
              catalogue::Explanations::shipped(gate->vocabularies_, options.languages));
  gate->explanations_ = std::make_unique<catalogue::Explanations>(std::move(explanations));
  catalogue::ValidatorOptions validator;
  validator.details = options.closed;  // only then does anybody read them
  gate->judge_ =
      std::make_unique<catalogue::Judge>(*gate->profile_, gate->vocabularies_, validator);
  return gate;
}

ImportGate::Answer ImportGate::judge(const catalogue::RecordContent& record) {
  Answer answer;
  if (!judge_) return answer;
  const auto judgement = judge_->judge(record);
  if (!judgement.ok()) {
    // Too much work to check, which is no verdict; a closed gate lets nothing through unchecked.
    answer.enters = !options_.closed;
    answer.faults.push_back({"", judgement.error().message});
    ++verdicts_["not-judged"];
    return answer;
  }
  answer.verdict.profile = profile_->info().judged_by(judgement->level);
  answer.verdict.verdict = catalogue::judged_as_name(judgement->as);
  ++verdicts_[answer.verdict.verdict];
  if (options_.closed && judgement->as == catalogue::JudgedAs::kViolations) {
    answer.enters = false;
    add_faults(*judgement, answer);
  }
  return answer;
}

void ImportGate::add_faults(const catalogue::Judgement& judgement, Answer& answer) const {
  for (const auto& result : judgement.report.results) {
    if (result.severity == catalogue::kShaclWarning || result.severity == catalogue::kShaclInfo) {
      continue;
    }
    if (answer.faults.size() == kFaultsKept) return;
    Fault fault;
    if (result.path != nullptr) {
      fault.field = result.path->kind == catalogue::Path::Kind::kPredicate
                        ? result.path->iri
                        : std::string(result.path_text);
    }
    fault.reason = explanations_->message(result);
    answer.faults.push_back(std::move(fault));
  }
}

}  // namespace rednode::node
