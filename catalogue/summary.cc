#include "catalogue/summary.h"

#include <algorithm>
#include <array>
#include <optional>

#include "catalogue/names.h"

namespace rednode::catalogue {
namespace {

// One row: which property path fills which list. `through` is looked at on what the first property
// leads to; empty: the object itself.
struct Row {
  std::vector<LocalText> Summary::* texts;
  std::vector<std::string> Summary::* values;
  std::string_view property;
  std::string_view through;
};

constexpr std::string_view kDctTitle = "http://purl.org/dc/terms/title";
constexpr std::string_view kDctPublisher = "http://purl.org/dc/terms/publisher";

constexpr std::array kSummaryFields = {
    Row{nullptr, &Summary::identifiers, names::kDctIdentifier, ""},
    Row{&Summary::titles, nullptr, kDctTitle, ""},
    Row{&Summary::descriptions, nullptr, "http://purl.org/dc/terms/description", ""},
    Row{&Summary::publisher_names, nullptr, kDctPublisher, "http://xmlns.com/foaf/0.1/name"},
    Row{&Summary::publisher_names, nullptr, kDctPublisher,
        "http://www.w3.org/2004/02/skos/core#prefLabel"},
    Row{&Summary::publisher_names, nullptr, kDctPublisher, "http://www.w3.org/2006/vcard/ns#fn"},
    Row{nullptr, &Summary::publishers, kDctPublisher, ""},
    Row{nullptr, &Summary::landing_pages, "http://www.w3.org/ns/dcat#landingPage", ""},
    Row{&Summary::keywords, nullptr, "http://www.w3.org/ns/dcat#keyword", ""},
    Row{nullptr, &Summary::access_rights, "http://purl.org/dc/terms/accessRights", ""},
    Row{nullptr, &Summary::themes, "http://www.w3.org/ns/dcat#theme", ""},
    Row{nullptr, &Summary::health_categories, names::kHealthCategory, ""},
    Row{nullptr, &Summary::languages, "http://purl.org/dc/terms/language", ""},
    Row{nullptr, &Summary::spatial, "http://purl.org/dc/terms/spatial", ""},
    Row{nullptr, &Summary::issued, "http://purl.org/dc/terms/issued", ""},
    Row{nullptr, &Summary::modified, "http://purl.org/dc/terms/modified", ""},
};

template <typename T>
void tidy(std::vector<T>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

void take(const Row& row, std::string_view object, Summary& summary) {
  if (row.texts != nullptr) {
    if (!is_literal(object)) return;
    (summary.*row.texts).push_back({std::string(language_of(object)), lexical_of(object)});
  } else if (is_literal(object)) {
    (summary.*row.values).push_back(lexical_of(object));
  } else if (is_iri(object)) {
    (summary.*row.values).emplace_back(iri_of(object));
  }
}

void fill(const Dataset& dataset, TermId record, const Row& row, Summary& summary) {
  const auto property = dataset.find_iri(row.property);
  if (!property) return;
  for (const Quad& quad : dataset.about(record, *property)) {
    if (row.through.empty()) {
      take(row, dataset.text(quad.object), summary);
    } else if (const auto through = dataset.find_iri(row.through)) {
      for (const Quad& next : dataset.about(quad.object, *through)) {
        take(row, dataset.text(next.object), summary);
      }
    }
  }
}

// "nl" takes "nl-BE" and "NL".
bool is_in(std::string_view tag, std::string_view language) {
  if (language.empty() || tag.size() < language.size()) return false;
  if (tag.size() > language.size() && tag[language.size()] != '-') return false;
  return std::equal(language.begin(), language.end(), tag.begin(),
                    [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

}  // namespace

base::Result<Summary> summarise(const Dataset& dataset, std::string_view record_iri) {
  const auto record = dataset.find_iri(record_iri);
  if (!record || dataset.about(*record).empty()) {
    return base::not_found("the graph says nothing about <" + std::string(record_iri) + ">");
  }
  Summary summary;
  for (const Row& row : kSummaryFields) fill(dataset, *record, row, summary);
  for (const Row& row : kSummaryFields) {
    if (row.texts != nullptr) tidy(summary.*row.texts);
    if (row.values != nullptr) tidy(summary.*row.values);
  }
  if (const auto type = dataset.find_iri(names::kRdfType)) {
    for (const std::string_view known :
         {names::kDcatDataset, names::kDcatDatasetSeries, names::kDcatDataService}) {
      for (const Quad& quad : dataset.about(*record, *type)) {
        if (summary.type.empty() && dataset.text(quad.object) == iri_text(known))
          summary.type = known;
      }
    }
  }
  return summary;
}

std::string_view best_text(const std::vector<LocalText>& texts,
                           const std::vector<std::string>& languages) {
  const auto in = [&texts](std::string_view language) {
    return std::find_if(texts.begin(), texts.end(),
                        [language](const LocalText& t) { return is_in(t.language, language); });
  };
  for (const std::string& language : languages) {
    if (const auto found = in(language); found != texts.end()) return found->text;
  }
  if (const auto english = in("en"); english != texts.end()) return english->text;
  const auto plain = std::find_if(texts.begin(), texts.end(),
                                  [](const LocalText& t) { return t.language.empty(); });
  if (plain != texts.end()) return plain->text;
  return texts.empty() ? std::string_view{} : std::string_view(texts.front().text);
}

}  // namespace rednode::catalogue
