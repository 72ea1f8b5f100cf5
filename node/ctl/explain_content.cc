#include "node/ctl/explain_content.h"

#include "catalogue/compliance.h"
#include "catalogue/identity.h"
#include "catalogue/ntriples.h"
#include "catalogue/older_terms.h"
#include "catalogue/quality_texts.h"
#include "catalogue/summary.h"
#include "node/ctl/compliance_json.h"
#include "node/ctl/findings.h"
#include "node/ctl/quality_json.h"
#include "node/ctl/record_source.h"
#include "node/ctl/report_judge.h"

namespace rednode::node {
namespace {

class Explaining {
 public:
  Explaining(const RecordEvidence& evidence, const ContentQuestion& question, Output& out)
      : evidence_(evidence), question_(question), out_(out) {}

  base::Result<ContentAnswer> run(const catalogue::Annotations& annotations) {
    REDNODE_CHECK(catalogue::parse_nquads(evidence_.content, graph_));
    describe(annotations);
    if (text_member(evidence_.record, "status") != "live") return std::move(answer_);
    const bool judged = question_.profile != "none";
    REDNODE_TRY(judge_,
                ReportJudge::make(judged ? question_.profile : catalogue::kDefaultProfile, out_));
    if (judged) REDNODE_CHECK(judge());
    REDNODE_CHECK(apply_law(annotations));
    return std::move(answer_);
  }

 private:
  void describe(const catalogue::Annotations& annotations) {
    const auto record = graph_.find_iri(question_.iri);
    if (!record) return;
    auto tallies = catalogue::language_tallies(graph_, *record);
    std::erase_if(tallies, [](const auto& tally) { return tally.second.records == 0; });
    answer_.languages = languages_json(tallies);
    const catalogue::Holder holder = catalogue::holder_of(graph_, *record);
    answer_.holder = holder_json(holder, annotations.trusted(holder), question_.languages);
    for (std::string& identifier : catalogue::identifiers_of(graph_, question_.iri)) {
      answer_.identifiers.push_back(std::move(identifier));
    }
    const auto summary = catalogue::summarise(graph_, question_.iri);
    if (!summary.ok()) return;
    const auto title = catalogue::best_text(summary->titles, question_.languages);
    if (!title.empty()) answer_.title = std::string(title);
    if (!summary->type.empty()) answer_.type = summary->type;
  }

  // As an import would: with what is around it.
  base::Status judge() {
    REDNODE_TRY(const auto explanations,
                catalogue::Explanations::shipped(judge_->vocabularies(), question_.languages));
    catalogue::ValidatorOptions options;
    options.details = true;
    catalogue::Judge judge(judge_->judge().profile(), judge_->vocabularies(), options);
    catalogue::RecordContent record;
    record.iri = question_.iri;
    record.content = evidence_.content;
    record.context = evidence_.context;
    const auto judgement = judge.judge(record);
    if (!judgement.ok()) {
      answer_.now = {{"profile", question_.profile},
                     {"verdict", nullptr},
                     {"problem", judgement.error().message}};
      return {};
    }
    Json findings = Json::array();
    for (const auto& result : judgement->report.results) {
      findings.push_back(finding_json(result, explanations));
    }
    answer_.findings = findings_text(*judgement, question_.iri, explanations, Least::kInfo);
    answer_.now = {{"profile", judge.profile().info().judged_by(judgement->level)},
                   {"verdict", std::string(catalogue::judged_as_name(judgement->as))},
                   {"violations", judgement->violations},
                   {"warnings", judgement->warnings},
                   {"infos", judgement->infos},
                   {"findings", std::move(findings)},
                   {"older_terms", older_terms_json()}};
    return {};
  }

  Json older_terms_json() const {
    Json terms = Json::array();
    for (const auto& term : catalogue::older_terms(graph_, judge_->vocabularies().aliases())) {
      terms.push_back({{"property", term.property}, {"value", term.value}, {"now", term.now}});
    }
    return terms;
  }

  base::Status apply_law(const catalogue::Annotations& annotations) {
    REDNODE_TRY(const auto categories, catalogue::HealthCategories::shipped());
    catalogue::ComplianceCheck check(judge_->judge(), categories, judge_->vocabularies(),
                                     annotations);
    const auto standing =
        check.check(graph_, {question_.iri, question_.on, logged_day(evidence_.record), true});
    if (!standing.ok()) {
      answer_.law = {{"problem", standing.error().message}};
      return {};
    }
    answer_.law = {{"on", catalogue::day_text(question_.on)}};
    answer_.law.update(standing_json(*standing, question_.on, question_.languages));
    // The verdict stands by itself, beside that of the log.
    for (const char* const member : {"title", "verdict", "violations"}) answer_.law.erase(member);
    return {};
  }

  const RecordEvidence& evidence_;
  const ContentQuestion& question_;
  Output& out_;
  std::unique_ptr<ReportJudge> judge_;
  catalogue::Dataset graph_;
  ContentAnswer answer_;
};

}  // namespace

base::Result<ContentAnswer> explain_content(const RecordEvidence& evidence,
                                            const ContentQuestion& question,
                                            const catalogue::Annotations& annotations,
                                            Output& out) {
  return Explaining(evidence, question, out).run(annotations);
}

}  // namespace rednode::node
