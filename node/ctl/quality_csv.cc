#include "node/ctl/quality_csv.h"

#include "node/ctl/quality_json.h"

namespace rednode::node {
namespace {

using catalogue::FieldState;
using catalogue::LinkForm;
using catalogue::QualitySums;

class Figures {
 public:
  explicit Figures(std::vector<std::vector<std::string>>& rows) : rows_(rows) {}

  void part(const std::string& part, const std::string& property) {
    part_ = part;
    property_ = property;
  }
  void add(std::string_view measure, std::uint64_t n, std::uint64_t of) {
    rows_.push_back({part_, property_, std::string(measure), std::to_string(n), std::to_string(of),
                     percent(n, of)});
  }

 private:
  std::vector<std::vector<std::string>>& rows_;
  std::string part_;
  std::string property_;
};

template <typename Tally>
std::uint64_t sum_of(const Tally& tally) {
  std::uint64_t sum = 0;
  for (const std::uint64_t each : tally) sum += each;
  return sum;
}

void add_languages(const QualitySums& sums, Figures& figures) {
  for (const auto& [property, tally] : sums.languages) {
    figures.part("languages", property);
    figures.add("records", tally.records, sums.records);
    figures.add("official", tally.official, tally.records);
    figures.add("machine-only", tally.machine_only, tally.records);
    figures.add("untagged", tally.untagged, tally.records);
    for (const auto& [language, count] : tally.languages) {
      figures.add(language, count.supplied, tally.records);
      if (count.machine > 0) figures.add(language + " (machine)", count.machine, tally.records);
    }
  }
}

void add_lists_and_links(const QualitySums& sums, Figures& figures) {
  for (const auto& [property, tally] : sums.lists) {
    figures.part("lists", property);
    figures.add("bound", tally.bound, sums.records);
    figures.add("old-list", tally.old, sums.records);
    figures.add("unbound", tally.unbound, sums.records);
    figures.add("absent", tally.absent, sums.records);
  }
  constexpr const char* kForms[] = {"web", "other-scheme", "text", "nested", "malformed"};
  for (const auto& [property, tally] : sums.links) {
    figures.part("links", property);
    for (std::size_t i = 0; i < tally.size(); ++i) figures.add(kForms[i], tally[i], sum_of(tally));
  }
}

}  // namespace

const std::vector<std::string>& quality_line_titles() {
  static const std::vector<std::string> kTitles = {"records",
                                                   "mandatory_present",
                                                   "mandatory_supplied",
                                                   "mandatory_of",
                                                   "recommended_present",
                                                   "recommended_supplied",
                                                   "recommended_of",
                                                   "elements_present",
                                                   "elements_of",
                                                   "official_language",
                                                   "lists_bound",
                                                   "lists_old",
                                                   "lists_unbound",
                                                   "links_web",
                                                   "links_of",
                                                   "absent",
                                                   "unbound",
                                                   "old_list",
                                                   "placeholder",
                                                   "machine_only"};
  return kTitles;
}

std::vector<std::string> quality_line_cells(const QualitySums& sums) {
  catalogue::ListTally lists;
  for (const auto& [property, tally] : sums.lists) {
    lists.bound += tally.bound;
    lists.old += tally.old;
    lists.unbound += tally.unbound;
  }
  std::uint64_t web = 0;
  std::uint64_t links = 0;
  for (const auto& [property, tally] : sums.links) {
    web += tally[static_cast<std::size_t>(LinkForm::kWeb)];
    links += sum_of(tally);
  }
  const auto failures = sums.failures();
  const auto in = [&failures](FieldState state) {
    return failures[static_cast<std::size_t>(state)];
  };
  std::vector<std::string> cells;
  for (const std::uint64_t figure : {sums.records,
                                     sums.mandatory.have,
                                     sums.mandatory_supplied.have,
                                     sums.mandatory.of,
                                     sums.recommended.have,
                                     sums.recommended_supplied.have,
                                     sums.recommended.of,
                                     sums.elements.have,
                                     sums.elements.of,
                                     sums.official_language,
                                     lists.bound,
                                     lists.old,
                                     lists.unbound,
                                     web,
                                     links,
                                     in(FieldState::kAbsent),
                                     in(FieldState::kUnbound),
                                     in(FieldState::kOldList),
                                     in(FieldState::kPlaceholder),
                                     in(FieldState::kMachineOnly)}) {
    cells.push_back(std::to_string(figure));
  }
  return cells;
}

std::vector<std::vector<std::string>> quality_figures(const QualitySums& sums) {
  std::vector<std::vector<std::string>> rows;
  Figures figures(rows);
  figures.part("completeness", "");
  figures.add("mandatory present", sums.mandatory.have, sums.mandatory.of);
  figures.add("mandatory supplied", sums.mandatory_supplied.have, sums.mandatory_supplied.of);
  figures.add("recommended present", sums.recommended.have, sums.recommended.of);
  figures.add("recommended supplied", sums.recommended_supplied.have, sums.recommended_supplied.of);
  figures.add("elements present", sums.elements.have, sums.elements.of);
  figures.add("official language", sums.official_language, sums.records);
  for (const auto& [property, tally] : sums.fields) {
    figures.part("fields", property);
    for (std::size_t i = 0; i < tally.states.size(); ++i) {
      figures.add(field_state_name(static_cast<FieldState>(i)), tally.states[i],
                  sum_of(tally.states));
    }
  }
  add_languages(sums, figures);
  add_lists_and_links(sums, figures);
  return rows;
}

}  // namespace rednode::node
