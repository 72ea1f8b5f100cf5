#include "catalogue/quality.h"

#include <algorithm>

#include "catalogue/names.h"
#include "catalogue/quality_texts.h"
#include "catalogue/record_walk.h"
#include "catalogue/text_language.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kInScheme = "http://www.w3.org/2004/02/skos/core#inScheme";

const std::vector<std::vector<std::string>>& link_paths() {
  static const std::vector<std::vector<std::string>> kPaths = {
      {"http://www.w3.org/ns/dcat#landingPage"},
      {"http://www.w3.org/ns/dcat#distribution", "http://www.w3.org/ns/dcat#accessURL"},
      {"http://www.w3.org/ns/dcat#distribution", "http://www.w3.org/ns/dcat#downloadURL"},
  };
  return kPaths;
}

void measure_links(const Dataset& graph, TermId record, QualitySums& sums) {
  for (const auto& steps : link_paths()) {
    LinkTally& tally = sums.links[steps_text(steps)];
    for (const TermId value : walk_steps(graph, record, steps)) {
      ++tally[static_cast<std::size_t>(link_form(graph.text(value)))];
    }
  }
}

void count(ListTally& tally, FieldState state) {
  switch (state) {
    case FieldState::kAbsent:
      ++tally.absent;
      break;
    case FieldState::kUnbound:
      ++tally.unbound;
      break;
    case FieldState::kOldList:
      ++tally.old;
      break;
    default:
      ++tally.bound;
  }
}

}  // namespace

std::string_view field_state_name(FieldState state) {
  switch (state) {
    case FieldState::kSupplied:
      return "supplied";
    case FieldState::kAbsent:
      return "absent";
    case FieldState::kUnbound:
      return "unbound";
    case FieldState::kOldList:
      return "old-list";
    case FieldState::kPlaceholder:
      return "placeholder";
    case FieldState::kMachineOnly:
      return "machine-only";
  }
  return "";
}

QualityCheck::QualityCheck(RecordJudge& judge, const Vocabularies& vocabularies,
                           const Placeholders& placeholders)
    : judge_(judge), vocabularies_(vocabularies), placeholders_(placeholders) {
  const Profile& profile = judge.profile();
  for (std::size_t level = 0; level < profile.info().levels.size(); ++level) {
    auto& by_class = asked_.emplace_back();
    for (const std::string_view type :
         {names::kDcatDataset, names::kDcatDatasetSeries, names::kDcatDataService}) {
      by_class.emplace(type, requirements_of(profile.shapes(level), type));
    }
  }
  elements_ = requirements_of(judge.elements().shapes(0), names::kDcatDataset).properties;
}

const Requirements& QualityCheck::asked_of(std::size_t level, std::string_view type) const {
  static const Requirements kNothing;
  const auto found = asked_[level].find(type);
  return found == asked_[level].end() ? kNothing : found->second;
}

bool QualityCheck::says_nothing(const Dataset& graph, TermId value) const {
  // The names of a described thing speak for it: an access body called "tbd" is none.
  const auto names = names_of(graph, value);
  return !names.empty() && std::all_of(names.begin(), names.end(), [this](const LocalText& name) {
    return placeholders_.contains(name.text);
  });
}

FieldState QualityCheck::list_state(const Dataset& graph, const std::vector<TermId>& values,
                                    const std::vector<std::string>& schemes) const {
  if (values.empty()) return FieldState::kAbsent;
  const auto is_of = [&](std::string_view iri) {
    const auto found = vocabularies_.find(iri);
    return found &&
           std::find(schemes.begin(), schemes.end(), found->vocabulary->scheme()) != schemes.end();
  };
  // Lists that do not ship, such as GeoNames: the record itself may say whose term it is.
  const auto says = [&](TermId value) {
    bool said = false;
    visit_objects(graph, value, kInScheme, [&](TermId scheme) {
      const std::string_view text = graph.text(scheme);
      said |=
          is_iri(text) && std::find(schemes.begin(), schemes.end(), iri_of(text)) != schemes.end();
    });
    return said;
  };
  bool old = false;
  for (const TermId value : values) {
    const std::string_view text = graph.text(value);
    if (!is_iri(text)) return FieldState::kUnbound;
    if (is_of(iri_of(text)) || says(value)) continue;
    const auto now = vocabularies_.aliases().present(iri_of(text));
    if (!now || !is_of(*now)) return FieldState::kUnbound;
    old = true;
  }
  return old ? FieldState::kOldList : FieldState::kSupplied;
}

FieldState QualityCheck::state_of(const Dataset& graph, TermId record, const std::string& property,
                                  const BoundProperty* bound) const {
  const std::vector<TermId> values = walk_steps(graph, record, {property});
  if (values.empty()) return FieldState::kAbsent;
  std::size_t machine = 0;
  std::size_t nothing = 0;
  for (const TermId value : values) {
    const std::string_view text = graph.text(value);
    if (is_literal(text) && is_transformed(language_of(text))) {
      ++machine;
    } else if (says_nothing(graph, value)) {
      ++nothing;
    }
  }
  if (machine == values.size()) return FieldState::kMachineOnly;
  if (machine + nothing == values.size()) return FieldState::kPlaceholder;
  return bound == nullptr ? FieldState::kSupplied : list_state(graph, values, bound->schemes);
}

void QualityCheck::measure_fields(const Dataset& graph, TermId record, const Requirements& asked,
                                  bool dataset, QualitySums& sums) const {
  std::map<std::string, FieldTally> fields;
  for (const RequiredProperty& required : asked.properties) {
    FieldTally& tally = fields[required.property];
    tally.mandatory = required.mandatory ? 1 : 0;
    tally.recommended = required.mandatory ? 0 : 1;
  }
  if (dataset) {
    for (const RequiredProperty& element : elements_) fields[element.property].element = 1;
  }
  for (auto& [property, tally] : fields) {
    const auto bound = std::find_if(asked.bound.begin(), asked.bound.end(),
                                    [&property = property](const BoundProperty& b) {
                                      return b.steps.size() == 1 && b.steps.front() == property;
                                    });
    const FieldState state =
        state_of(graph, record, property, bound == asked.bound.end() ? nullptr : &*bound);
    tally.states[static_cast<std::size_t>(state)] = 1;
    const std::uint64_t present = state != FieldState::kAbsent ? 1 : 0;
    const std::uint64_t supplied = state == FieldState::kSupplied ? 1 : 0;
    sums.mandatory.have += tally.mandatory * present;
    sums.mandatory.of += tally.mandatory;
    sums.mandatory_supplied.have += tally.mandatory * supplied;
    sums.mandatory_supplied.of += tally.mandatory;
    sums.recommended.have += tally.recommended * present;
    sums.recommended.of += tally.recommended;
    sums.recommended_supplied.have += tally.recommended * supplied;
    sums.recommended_supplied.of += tally.recommended;
    sums.fields[steps_text({property})] = tally;
  }
}

void QualityCheck::measure_lists(const Dataset& graph, TermId record, const Requirements& asked,
                                 QualitySums& sums) const {
  for (const BoundProperty& bound : asked.bound) {
    const auto values = walk_steps(graph, record, bound.steps);
    count(sums.lists[steps_text(bound.steps)], list_state(graph, values, bound.schemes));
  }
}

base::Result<QualitySums> QualityCheck::measure(const Dataset& graph, std::string_view iri,
                                                bool alone) {
  const auto record = graph.find_iri(iri);
  if (!record || graph.about(*record).empty()) {
    return base::not_found("the graph says nothing about <" + std::string(iri) + ">");
  }
  REDNODE_TRY(const RecordVerdict verdict, judge_.judge(graph, iri, alone));
  const std::string_view type = record_class(graph, *record);
  const Requirements& asked = asked_of(verdict.level, type);
  QualitySums sums;
  sums.records = 1;
  sums.elements = {verdict.elements - verdict.missing_elements.size(), verdict.elements};
  measure_fields(graph, *record, asked, type == names::kDcatDataset, sums);
  measure_lists(graph, *record, asked, sums);
  sums.languages = language_tallies(graph, *record);
  sums.official_language = has_official_language(sums.languages) ? 1 : 0;
  measure_links(graph, *record, sums);
  return sums;
}

}  // namespace rednode::catalogue
