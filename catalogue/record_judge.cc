#include "catalogue/record_judge.h"

#include <algorithm>

#include "catalogue/names.h"
#include "catalogue/record_walk.h"
#include "catalogue/shape_path.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kRecordClasses[] = {names::kDcatDataset, names::kDcatDatasetSeries,
                                               names::kDcatDataService};

bool is_record_class(std::string_view text) {
  if (text.empty() || !is_iri(text)) return false;
  return std::find(std::begin(kRecordClasses), std::end(kRecordClasses), iri_of(text)) !=
         std::end(kRecordClasses);
}

bool says_nothing_of(const Dataset& graph, std::string_view text) {
  const auto term = graph.find(text);
  return !term || graph.about(*term).empty();
}

// The results that are the record's own.
class OwnResults {
 public:
  OwnResults(const Dataset& graph, std::string_view iri, bool alone)
      : graph_(graph), record_(iri_text(iri)), alone_(alone) {}

  ValidationReport of(ValidationReport report) const {
    std::erase_if(report.results, [this](const ValidationResult& result) {
      return is_of_another_record(result) || asks_for_another_record(result);
    });
    return report;
  }

 private:
  bool is_of_another_record(const ValidationResult& result) const {
    if (result.focus_node == record_ || !is_iri(result.focus_node)) return false;
    const auto focus = graph_.find(result.focus_node);
    return focus && !record_class(graph_, *focus).empty();
  }

  bool asks_for_another_record(const ValidationResult& result) const {
    if (!alone_ || result.path == nullptr) return false;
    if (result.path->kind == Path::Kind::kInverse) return true;
    return result.component.ends_with("#ClassConstraintComponent") &&
           is_record_class(result.parameter) && !result.value.empty() && is_iri(result.value) &&
           says_nothing_of(graph_, result.value);
  }

  const Dataset& graph_;
  const std::string record_;
  const bool alone_;
};

}  // namespace

std::string_view record_class(const Dataset& graph, TermId record) {
  std::size_t best = std::size(kRecordClasses);
  visit_objects(graph, record, names::kRdfType, [&](TermId type) {
    const std::string_view text = graph.text(type);
    for (std::size_t i = 0; i < best; ++i) {
      if (is_iri(text) && iri_of(text) == kRecordClasses[i]) best = i;
    }
  });
  return best == std::size(kRecordClasses) ? std::string_view{} : kRecordClasses[best];
}

RecordJudge::RecordJudge(const Profile& profile, const Profile& elements,
                         const Vocabularies& vocabularies)
    : profile_(profile, vocabularies),
      elements_(elements, vocabularies),
      named_(requirements_of(elements.shapes(0), names::kDcatDataset).elements) {}

base::Result<RecordVerdict> RecordJudge::judge(const Dataset& graph, std::string_view iri,
                                               bool alone) {
  const OwnResults own(graph, iri, alone);
  REDNODE_TRY(Judgement judged, profile_.judge(graph, iri));
  RecordVerdict verdict;
  verdict.level = judged.level;
  judged = judgement_of(own.of(std::move(judged.report)), profile().info().pending);
  verdict.as = judged.as;
  verdict.violations = judged.violations;

  const auto record = graph.find_iri(iri);
  if (!record || record_class(graph, *record) != names::kDcatDataset) return verdict;
  REDNODE_TRY(judged, elements_.judge(graph, iri));
  judged = judgement_of(own.of(std::move(judged.report)), elements().info().pending);
  verdict.elements_as = judged.as;
  verdict.elements = named_.size();
  for (const NamedElement& element : named_) {
    const auto& results = judged.report.results;
    if (std::any_of(results.begin(), results.end(), [&element](const ValidationResult& result) {
          return result.source_shape == element.shape;
        })) {
      verdict.missing_elements.push_back(element.name);
    }
  }
  return verdict;
}

}  // namespace rednode::catalogue
