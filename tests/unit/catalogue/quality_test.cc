#include "catalogue/quality.h"

#include <algorithm>

#include "base/limits.h"
#include "catalogue/quality_texts.h"
#include "catalogue/text_language.h"
#include "tests/unit/catalogue/report_fixture.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

const std::string kDct = "http://purl.org/dc/terms/";
const std::string kDcat = "http://www.w3.org/ns/dcat#";
const std::string kHealth = "http://healthdataportal.eu/ns/health#";

QualitySums measure(const std::string& turtle) {
  static const Placeholders placeholders = std::move(*Placeholders::shipped());
  static QualityCheck check(judges().judge, judges().vocabularies, placeholders);
  const Dataset graph = graph_of(turtle);
  auto sums = check.measure(graph, "urn:d", false);
  REQUIRE(sums.ok());
  return std::move(*sums);
}

// The state of one field of a dataset with these statements.
std::string state(const std::string& property, const std::string& statements) {
  const QualitySums sums = measure("<urn:d> a dcat:Dataset . " + statements);
  const auto found = sums.fields.find("<" + property + ">");
  REQUIRE(found != sums.fields.end());
  for (std::size_t i = 0; i < kFieldStates; ++i) {
    if (found->second.states[i] == 1) return std::string(field_state_name(FieldState(i)));
  }
  return "";
}

}  // namespace

TEST_CASE("what a profile asks for comes from its shapes") {
  const Requirements asked = requirements_of(judges().judge.profile().shapes(2), kDcat + "Dataset");
  std::size_t mandatory = 0;
  for (const RequiredProperty& property : asked.properties) mandatory += property.mandatory ? 1 : 0;
  CHECK(mandatory == 14);  // of the non-public level; ten of the public one
  const auto is_asked = [&asked](const std::string& property) {
    return std::any_of(asked.properties.begin(), asked.properties.end(),
                       [&](const RequiredProperty& p) { return p.property == property; });
  };
  CHECK(is_asked(kHealth + "hdab"));
  CHECK(is_asked(kDct + "temporal"));
  CHECK_FALSE(is_asked(kDct + "creator"));
  const Requirements open = requirements_of(judges().judge.profile().shapes(0), kDcat + "Dataset");
  CHECK(std::count_if(open.properties.begin(), open.properties.end(),
                      [](const RequiredProperty& p) { return p.mandatory; }) == 10);

  const auto schemes = [&asked](const std::vector<std::string>& steps) {
    for (const BoundProperty& bound : asked.bound) {
      if (bound.steps == steps) return bound.schemes;
    }
    return std::vector<std::string>{};
  };
  CHECK(schemes({kHealth + "healthCategory"}) ==
        std::vector<std::string>{
            "https://hdeu-dcat.data.health.europa.eu/resource/authority/healthcategories"});
  CHECK(schemes({kDct + "spatial"}).size() == 4);
  CHECK(schemes({kDcat + "distribution", kDct + "format"}).size() == 1);
  CHECK(schemes({kDct + "publisher", kDct + "type"}).size() == 1);
  CHECK(schemes({kDct + "title"}).empty());

  const Requirements law = requirements_of(judges().judge.elements().shapes(0), kDcat + "Dataset");
  CHECK(law.elements.size() == 27);
  CHECK(requirements_of(judges().judge.profile().shapes(0), "urn:no-class").properties.empty());
  const Requirements series =
      requirements_of(judges().judge.profile().shapes(0), kDcat + "DatasetSeries");
  CHECK(series.properties.size() == 5);  // its members are other records'
}

TEST_CASE("three failures are kept apart") {
  const std::string title = kDct + "title";
  CHECK(state(title, "") == "absent");
  CHECK(state(title, "<urn:d> dct:title \"Cancer register\"@en .") == "supplied");
  CHECK(state(title, "<urn:d> dct:title \"Registre\"@fr-t-nl , \"Register\"@de-T-nl .") ==
        "machine-only");
  CHECK(state(title, "<urn:d> dct:title \"Registre\"@fr-t-nl , \"Register\"@nl .") == "supplied");
  CHECK(state(title, "<urn:d> dct:title \" N/A. \"@en , \"\" .") == "placeholder");
  CHECK(state(title, "<urn:d> dct:title \"N/A\" , \"Registre\"@fr-t-nl .") == "placeholder");
  CHECK(state(title, "<urn:d> dct:title \"unbekannt\"@de , \"Register\"@nl .") == "supplied");

  const std::string category = kHealth + "healthCategory";
  CHECK(state(category, "<urn:d> h:healthCategory list:healthcategories\\/PHDR .") == "supplied");
  CHECK(state(category,
              "<urn:d> h:healthCategory <https://hdeu-dcat.acceptance.data.health.europa.eu/"
              "resource/authority/healthcategories/PHDR> .") == "old-list");
  CHECK(state(category, "<urn:d> h:healthCategory list:healthcategories\\/NONE .") == "unbound");
  CHECK(state(category, "<urn:d> h:healthCategory \"registry\" .") == "unbound");
  CHECK(state(category, "<urn:d> h:healthCategory \"unknown\" .") == "placeholder");
  // One value that no list knows spoils the field for whoever filters by it.
  CHECK(state(category, "<urn:d> h:healthCategory list:healthcategories\\/PHDR , <urn:x> .") ==
        "unbound");

  CHECK(state(kHealth + "hdab", "<urn:d> h:hdab [ a foaf:Agent ; foaf:name \"TBD\" ] .") ==
        "placeholder");
  CHECK(state(kHealth + "hdab", "<urn:d> h:hdab [ foaf:name \"Agency\" ] .") == "supplied");
  CHECK(state(kHealth + "hdab", "<urn:d> h:hdab <urn:body> .") == "supplied");
}

TEST_CASE("a list that does not ship counts where the record says whose term it is") {
  const std::string place = "<urn:d> dct:spatial <https://sws.geonames.org/3337388/> . ";
  const auto tally = [](const std::string& statements) {
    return measure("<urn:d> a dcat:Dataset . " + statements).lists.at("<" + kDct + "spatial>");
  };
  CHECK(tally(place).unbound == 1);
  CHECK(
      tally(place + "<https://sws.geonames.org/3337388/> skos:inScheme <http://sws.geonames.org> .")
          .bound == 1);
  CHECK(tally("<urn:d> dct:spatial eu:country\\/BEL .").bound == 1);
  CHECK(tally("").absent == 1);
  const QualitySums nested = measure(
      "<urn:d> a dcat:Dataset ; dcat:distribution [ dct:format eu:file-type\\/CSV ] , "
      "[ dct:format \"csv\" ] .");
  CHECK(nested.lists.at("<" + kDcat + "distribution>/<" + kDct + "format>").unbound == 1);
}

TEST_CASE("languages, and what a machine translated, counted apart") {
  const QualitySums sums = measure(
      "<urn:d> a dcat:Dataset ; dct:title \"T\"@nl-BE , \"T\"@NL , \"T\"@fr-t-nl , \"T\"@ger ; "
      "dct:description \"D\"@en-t-nl ; dcat:keyword \"k\" , \"k\"@no .");
  const LanguageTally& title = sums.languages.at("<" + kDct + "title>");
  CHECK(title.records == 1);
  CHECK(title.official == 1);
  CHECK(title.languages.at("nl").supplied == 1);
  CHECK(title.languages.at("fr").supplied == 0);
  CHECK(title.languages.at("fr").machine == 1);
  CHECK(title.languages.at("ger").supplied == 1);
  const LanguageTally& description = sums.languages.at("<" + kDct + "description>");
  CHECK(description.machine_only == 1);
  CHECK(description.official == 0);
  const LanguageTally& keyword = sums.languages.at("<" + kDcat + "keyword>");
  CHECK(keyword.untagged == 1);
  CHECK(keyword.official == 0);
  CHECK(keyword.machine_only == 0);
  CHECK(sums.official_language == 0);  // a description nobody wrote
  CHECK(measure(full_dataset()).official_language == 1);
}

TEST_CASE("quality: machine translation is told by the language tag") {
  CHECK(is_transformed("fr-t-nl"));
  CHECK(is_transformed("de-Latn-T-nl-m0-x"));
  CHECK_FALSE(is_transformed("fr"));
  CHECK_FALSE(is_transformed("t"));
  CHECK_FALSE(is_transformed("fr-x-t"));
  CHECK(primary_language("PT-br") == "pt");
  CHECK(is_official_language("ga"));
  CHECK_FALSE(is_official_language("ger"));
  CHECK_FALSE(is_official_language(""));
}

TEST_CASE("languages beyond the limit are counted together") {
  LanguageTally sum;
  for (std::size_t i = 0; i < 2 * base::limits::kLanguagesCountedMax; ++i) {
    LanguageTally one;
    one.records = 1;
    one.languages["l" + std::to_string(i)].supplied = 1;
    add_languages(sum, one);
  }
  CHECK(sum.records == 2 * base::limits::kLanguagesCountedMax);
  CHECK(sum.languages.size() == base::limits::kLanguagesCountedMax + 1);
  CHECK(sum.languages.at("other").supplied == base::limits::kLanguagesCountedMax);
}

TEST_CASE("forms of links") {
  for (const char* text :
       {"<https://example.org/a?b=c%20d#e>", "<HTTP://EXAMPLE.ORG>", "<http://user@h:8080/>",
        "<http://[2001:db8::1]:80/>", "<http://[2001:db8::1]>", "<http://bücher.example/>"}) {
    INFO(text);
    CHECK(link_form(text) == LinkForm::kWeb);
  }
  for (const char* text :
       {"<http:/example.org>", "<http:example.org>", "<http://>", "<http:///path>",
        "<https://http://example.org>", "<http://example.org/%zz>", "<http://example.org/%4>",
        "<http://example.org:port/>", "<http://.example.org>", "<https://a,b/>"}) {
    INFO(text);
    CHECK(link_form(text) == LinkForm::kMalformed);
  }
  CHECK(link_form("<ftp://example.org/>") == LinkForm::kOtherScheme);
  CHECK(link_form("<mailto:a@example.org>") == LinkForm::kOtherScheme);
  CHECK(link_form("<httpx://example.org/>") == LinkForm::kOtherScheme);
  CHECK(link_form("\"https://example.org/\"") == LinkForm::kText);
  CHECK(link_form("_:b") == LinkForm::kNested);
}

TEST_CASE("sums of several records") {
  QualitySums sums = measure(full_dataset());
  CHECK(sums.mandatory.of == 14);
  CHECK(sums.mandatory.have == 13);  // no access body
  CHECK(sums.elements.have == 26);
  CHECK(sums.elements.of == 27);
  sums.add(measure("<urn:d> a dcat:Dataset ; dct:title \"tbd\" ."));
  CHECK(sums.records == 2);
  CHECK(sums.mandatory.of == 24);
  CHECK(sums.mandatory.have == 14);
  CHECK(sums.mandatory_supplied.have == 13);
  const FieldTally& title = sums.fields.at("<" + kDct + "title>");
  CHECK(title.mandatory == 2);
  CHECK(title.element == 2);
  CHECK(title.states[static_cast<std::size_t>(FieldState::kPlaceholder)] == 1);
  CHECK(sums.failures()[static_cast<std::size_t>(FieldState::kPlaceholder)] == 1);
  CHECK(sums.links.at("<" + kDcat + "distribution>/<" + kDcat + "accessURL>")[0] == 1);
}

TEST_CASE("placeholders are data") {
  const auto placeholders = Placeholders::shipped();
  REQUIRE(placeholders.ok());
  for (const char* text : {"n/a", " N/A ", "-", "Unknown", "TBD.", "", " ... ", "non renseigné"}) {
    INFO(text);
    CHECK(placeholders->contains(text));
  }
  for (const char* text : {"n/a until 2027", "Unknown pathogens", "A", "tbd-registry"}) {
    INFO(text);
    CHECK_FALSE(placeholders->contains(text));
  }
  CHECK_FALSE(Placeholders::parse("tbd\t\n").ok());
  CHECK_FALSE(Placeholders::parse("text\tlanguage\ntbd\n").ok());
}

}  // namespace rednode::catalogue
