// Summary: what a listing shows of a record, read from its graph by a table of property paths
// (kSummaryFields in summary.cc). The graph stays the truth; nothing here is stored.
//
// Thread rule: pure functions over an indexed dataset.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "catalogue/dataset.h"

namespace rednode::catalogue {

struct LocalText {
  std::string language;  // as written, "" where none is said
  std::string text;
  auto operator<=>(const LocalText&) const = default;
};

// Each list is sorted and free of duplicates. IRIs stand without brackets; where a profile asks for
// an IRI and the record has text, the text stands there.
struct Summary {
  std::string type;  // the dcat class: Dataset, DatasetSeries or DataService, as an IRI
  std::vector<std::string> identifiers;
  std::vector<LocalText> titles;
  std::vector<LocalText> descriptions;
  std::vector<LocalText> publisher_names;
  std::vector<std::string> publishers;
  std::vector<std::string> landing_pages;
  std::vector<LocalText> keywords;
  std::vector<std::string> access_rights;
  std::vector<std::string> themes;
  std::vector<std::string> health_categories;
  std::vector<std::string> languages;
  std::vector<std::string> spatial;
  std::vector<std::string> issued;
  std::vector<std::string> modified;
};

// REQUIRES: dataset.indexed().
// Errors: kNotFound where the dataset says nothing about the IRI.
base::Result<Summary> summarise(const Dataset& dataset, std::string_view record_iri);

// The text in the first of these languages that there is ("nl" also takes "nl-BE"), else English,
// else one without a language, else the first. "" for an empty list.
std::string_view best_text(const std::vector<LocalText>& texts,
                           const std::vector<std::string>& languages);

}  // namespace rednode::catalogue
