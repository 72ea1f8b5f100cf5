// The tables that ship: what they hold, and in how many languages.
#include <algorithm>
#include <set>

#include "catalogue/iri.h"
#include "catalogue/vocabulary.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

// The official languages of the Union.
const std::vector<std::string> kOfficial = {"bg", "cs", "da", "de", "el", "en", "es", "et",
                                            "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv",
                                            "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"};
// The tables with every label in every one of these; the others are as far as their sources go.
const std::set<std::string> kComplete = {
    "access-right",    "coding-system", "data-theme",       "dataset-type",   "distribution-status",
    "health-activity", "health-theme",  "healthcategories", "publisher-type", "standard"};

const Vocabularies& shipped() {
  static const auto all = Vocabularies::shipped();
  REQUIRE(all.ok());
  return *all;
}

std::size_t missing(const Vocabulary& table, std::string_view language) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table.label_at(i, language).empty()) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("tables: each has a scheme of its own, a version and concepts") {
  std::set<std::string_view> schemes;
  std::set<std::string> names;
  for (const Vocabulary& table : shipped().all()) {
    INFO(table.name());
    CHECK(is_absolute_iri(table.scheme()));
    CHECK(schemes.insert(table.scheme()).second);
    CHECK(names.insert(table.name()).second);
    CHECK_FALSE(table.version().empty());
    CHECK(table.size() >= 5);
    for (const std::string& language : kOfficial) {
      CHECK(std::count(table.languages().begin(), table.languages().end(), language) == 1);
    }
  }
  CHECK(names.size() == 19);
}

TEST_CASE("tables: every code makes an IRI, and what is broader is in the same table") {
  for (const Vocabulary& table : shipped().all()) {
    for (std::size_t i = 0; i < table.size(); ++i) {
      const std::string iri = table.iri_at(i);
      INFO(table.name() << " " << iri);
      CHECK(iri_fault(iri).empty());
      CHECK(table.find(iri) == i);
      const Concept row = table.concept_at(i);
      if (row.broader.empty()) continue;
      const std::string above = row.broader.find("://") != row.broader.npos
                                    ? std::string(row.broader)
                                    : std::string(table.scheme()) + "/" + std::string(row.broader);
      CHECK(table.find(above));
      CHECK(row.broader != row.code);
    }
  }
}

TEST_CASE("tables: those that are complete have every label in 24 languages") {
  for (const std::string& name : kComplete) {
    const Vocabulary* const table = shipped().by_name(name);
    INFO(name);
    REQUIRE(table != nullptr);
    for (const std::string& language : kOfficial) {
      INFO(language);
      CHECK(missing(*table, language) == 0);
    }
  }
}

TEST_CASE("tables: the others have English, but for languages of the world without a name in it") {
  for (const Vocabulary& table : shipped().all()) {
    INFO(table.name());
    const std::size_t without = missing(table, "en");
    CHECK((without == 0 || (table.name() == "language" && without < table.size() / 20)));
    if (kComplete.contains(table.name())) continue;
    const bool incomplete = std::any_of(kOfficial.begin(), kOfficial.end(),
                                        [&](const auto& l) { return missing(table, l) > 0; });
    CHECK(incomplete);  // else it belongs into the list above
  }
}

TEST_CASE("tables: concepts that records of today use") {
  for (const char* const iri :
       {"http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC",
        "http://publications.europa.eu/resource/authority/data-theme/HEAL",
        "http://publications.europa.eu/resource/authority/dataset-type/CODE_LIST",
        "http://publications.europa.eu/resource/authority/country/FRA",
        "http://publications.europa.eu/resource/authority/language/FRA",
        "http://publications.europa.eu/resource/authority/frequency/ANNUAL",
        "http://publications.europa.eu/resource/authority/file-type/CSV",
        "http://publications.europa.eu/resource/authority/planned-availability/STABLE",
        "https://hdeu-dcat.data.health.europa.eu/resource/authority/coding-system/ATC"}) {
    INFO(iri);
    CHECK(shipped().find(iri));
  }
  CHECK(shipped().label("http://publications.europa.eu/resource/authority/data-theme/HEAL",
                        {"mt"}) == "Saħħa");
}

TEST_CASE("tables: aliases lead to tables that are here") {
  const auto now =
      shipped().aliases().present("http://13.81.34.152:1101/resource/authority/coding-system/ATC");
  REQUIRE(now);
  CHECK(shipped().find(*now));
  CHECK_FALSE(shipped().aliases().present(*now));
}

}  // namespace rednode::catalogue
