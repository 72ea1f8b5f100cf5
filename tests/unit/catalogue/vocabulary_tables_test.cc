// The tables that ship: what they hold, and in how many languages.
#include <algorithm>
#include <map>
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
// The tables that are as far as their sources go, and why. In every other one each concept has a
// label in each of these languages.
const std::map<std::string, std::string> kIncomplete = {
    {"language", "thousands of languages have a name in English only, and some in none"},
    {"place", "a small place is called in other languages what it is called where it lies"},
};
// What those two have in all languages nevertheless: the official languages of Europe, those of its
// regions and minorities that catalogues name, and what patients speak; the capitals.
const std::vector<std::string> kLanguages = {
    "BUL", "CES", "DAN", "DEU", "ELL", "ENG", "EST", "FIN", "FRA", "GLE", "HRV", "HUN", "ITA",
    "LAV", "LIT", "MLT", "NLD", "POL", "POR", "RON", "SLK", "SLV", "SPA", "SWE", "ISL", "NOR",
    "NOB", "NNO", "SQI", "BOS", "MKD", "SRP", "UKR", "TUR", "KAT", "HYE", "AZE", "BEL", "RUS",
    "LTZ", "GSW", "CAT", "EUS", "GLG", "OCI", "ARG", "AST", "BRE", "COR", "COS", "CYM", "GLA",
    "GLV", "SCO", "FRY", "FRR", "STQ", "LIM", "LTG", "RUE", "FRP", "LLD", "PMS", "BAR", "PCD",
    "FIT", "FKV", "LIV", "VRO", "SGS", "FUR", "SRD", "ROM", "YID", "LAD", "DSB", "HSB", "NDS",
    "SME", "SMA", "SMJ", "SMN", "SMS", "FAO", "KAL", "CRH", "KUR", "ARA", "ARZ", "ARY", "ARQ",
    "AEB", "APC", "ACM", "FAS", "PRS", "PUS", "URD", "HIN", "BEN", "SOM", "TIR", "AMH", "SWA",
    "ZHO", "VIE", "TAM", "ASE", "LAT", "EPO", "MUL", "UND", "ZXX", "MIS"};
const std::vector<std::string> kCapitals = {
    "AUT_VIE", "BEL_BRU", "BGR_SOF", "CYP_NFA", "CZE_PRG", "DEU_BER", "DNK_CPH", "ESP_MAD",
    "EST_TLL", "FIN_HEL", "FRA_PAR", "GRC_ATH", "HRV_ZAG", "HUN_BUD", "IRL_DUB", "ITA_ROM",
    "LTU_VNO", "LUX_LUX", "LVA_RIX", "MLT_MLA", "NLD_AMS", "POL_WAW", "PRT_LIS", "ROU_BUH",
    "SVK_BTS", "SVN_LJU", "SWE_STO", "ISL_REY", "NOR_OSL", "CHE_BRN"};

// Tables of names, which are the same in many languages.
const std::set<std::string> kNames = {"continent", "country", "file-type"};

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
    CHECK(table.size() >= 3);
    for (const std::string& language : kOfficial) {
      CHECK(std::count(table.languages().begin(), table.languages().end(), language) == 1);
    }
  }
  CHECK(names.size() == 20);
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

TEST_CASE("tables: every concept has a label in 24 languages, but for two tables") {
  for (const Vocabulary& table : shipped().all()) {
    INFO(table.name());
    const bool complete = std::all_of(kOfficial.begin(), kOfficial.end(),
                                      [&](const auto& l) { return missing(table, l) == 0; });
    CHECK(complete != kIncomplete.contains(table.name()));
  }
}

TEST_CASE("tables: the languages of Europe and its capitals have every label too") {
  const auto check = [](const char* table_name, const std::vector<std::string>& codes) {
    const Vocabulary* const table = shipped().by_name(table_name);
    REQUIRE(table != nullptr);
    for (const std::string& code : codes) {
      INFO(table_name << " " << code);
      const auto index = table->find(std::string(table->scheme()) + "/" + code);
      REQUIRE(index);
      for (const std::string& language : kOfficial) {
        INFO(language);
        CHECK_FALSE(table->label_at(*index, language).empty());
      }
    }
  };
  check("language", kLanguages);
  check("place", kCapitals);
  const Vocabulary& languages = *shipped().by_name("language");
  CHECK(missing(languages, "en") < languages.size() / 20);
  CHECK(missing(*shipped().by_name("place"), "en") == 0);
}

TEST_CASE("tables: a copy of the English text is no label") {
  for (const Vocabulary& table : shipped().all()) {
    if (kNames.contains(table.name()) || kIncomplete.contains(table.name())) continue;
    for (const std::string& language : kOfficial) {
      if (language == "en") continue;
      std::size_t same = 0;
      for (std::size_t i = 0; i < table.size(); ++i) {
        if (table.label_at(i, language) == table.label_at(i, "en")) ++same;
      }
      INFO(table.name() << " " << language << ": " << same << " of " << table.size());
      CHECK(same <= table.size() / 2);
    }
  }
}

TEST_CASE("tables: names that were taken for those of another language") {
  const auto label = [](const char* code, const char* language) {
    return shipped().label(
        std::string("http://publications.europa.eu/resource/authority/language/") + code,
        {language});
  };
  CHECK(label("HBS", "fr") == "serbo-croate");
  CHECK(label("TGL", "de") == "Tagalog");
  CHECK(label("POL", "pt") == "polaco");  // as in Portugal
  CHECK(label("CMN", "en") == "Mandarin Chinese");
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
  CHECK(shipped().label("http://purl.org/adms/status/UnderDevelopment", {"fr"}) ==
        "en cours d’élaboration");
}

}  // namespace rednode::catalogue
