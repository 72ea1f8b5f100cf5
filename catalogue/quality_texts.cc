#include "catalogue/quality_texts.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "catalogue/record_walk.h"
#include "catalogue/text_language.h"

namespace rednode::catalogue {
namespace {

constexpr const char* kTitle = "http://purl.org/dc/terms/title";
constexpr const char* kDescription = "http://purl.org/dc/terms/description";
constexpr const char* kVariables = "http://healthdataportal.eu/ns/health#hasVariables";
constexpr const char* kTable = "http://www.w3.org/ns/csvw#table";
constexpr const char* kColumn = "http://www.w3.org/ns/csvw#column";

const std::vector<std::vector<std::string>>& text_paths() {
  static const std::vector<std::vector<std::string>> kPaths = {
      {kTitle},
      {kDescription},
      {"http://www.w3.org/ns/dcat#keyword"},
      {"http://purl.org/dc/terms/alternative"},
      {"http://healthdataportal.eu/ns/health#populationCoverage"},
      {"http://www.w3.org/ns/adms#versionNotes"},
      {"http://purl.org/dc/terms/provenance", "http://www.w3.org/2000/01/rdf-schema#label"},
      {"https://w3id.org/dpv#hasPurpose", kDescription},
      {"http://purl.org/dc/terms/publisher", "http://xmlns.com/foaf/0.1/name"},
      {"http://www.w3.org/ns/dcat#distribution", kTitle},
      {"http://www.w3.org/ns/dcat#distribution", kDescription},
      {kVariables, kTable, kColumn, "http://www.w3.org/ns/csvw#title"},
      {kVariables, kTable, kColumn, kDescription},
  };
  return kPaths;
}

LanguageTally tally_of(const Dataset& graph, TermId record, const std::vector<std::string>& steps) {
  LanguageTally tally;
  std::set<std::string> supplied;
  std::set<std::string> machine;
  for (const TermId value : walk_steps(graph, record, steps)) {
    const std::string_view text = graph.text(value);
    if (!is_literal(text)) continue;
    tally.records = 1;
    const std::string_view tag = language_of(text);
    if (tag.empty()) {
      tally.untagged = 1;
    } else {
      (is_transformed(tag) ? machine : supplied).insert(primary_language(tag));
    }
  }
  if (supplied.empty() && tally.untagged == 0) tally.machine_only = tally.records;
  LanguageTally counts;
  for (const std::string& language : supplied) {
    counts.languages[language].supplied = 1;
    if (is_official_language(language)) tally.official = 1;
  }
  for (const std::string& language : machine) {
    if (!supplied.contains(language)) counts.languages[language].machine = 1;
  }
  add_languages(tally, counts);  // which keeps the limit
  return tally;
}

}  // namespace

std::string steps_text(const std::vector<std::string>& steps) {
  std::string text;
  for (const std::string& step : steps) text += (text.empty() ? "<" : "/<") + step + ">";
  return text;
}

std::vector<TermId> walk_steps(const Dataset& graph, TermId from,
                               const std::vector<std::string>& steps) {
  std::vector<TermId> nodes = {from};
  for (const std::string& step : steps) {
    std::vector<TermId> next;
    for (const TermId node : nodes) {
      visit_objects(graph, node, step, [&next](TermId object) { next.push_back(object); });
    }
    std::sort(next.begin(), next.end());
    next.erase(std::unique(next.begin(), next.end()), next.end());
    nodes = std::move(next);
  }
  return nodes;
}

std::map<std::string, LanguageTally> language_tallies(const Dataset& graph, TermId record) {
  std::map<std::string, LanguageTally> tallies;
  for (const auto& steps : text_paths()) {
    tallies.emplace(steps_text(steps), tally_of(graph, record, steps));
  }
  return tallies;
}

bool has_official_language(const std::map<std::string, LanguageTally>& tallies) {
  const auto is_in_one = [&tallies](const char* property) {
    const auto found = tallies.find(steps_text({property}));
    return found != tallies.end() && found->second.official > 0;
  };
  return is_in_one(kTitle) && is_in_one(kDescription);
}

void add_languages(LanguageTally& into, const LanguageTally& from) {
  into.records += from.records;
  into.official += from.official;
  into.machine_only += from.machine_only;
  into.untagged += from.untagged;
  for (const auto& [language, count] : from.languages) {
    const bool fits = into.languages.contains(language) ||
                      into.languages.size() < base::limits::kLanguagesCountedMax;
    LanguageCount& sum = into.languages[fits ? language : "other"];
    sum.supplied += count.supplied;
    sum.machine += count.machine;
  }
}

}  // namespace rednode::catalogue
