#include "catalogue/compliance.h"

#include "catalogue/compliance_sums.h"
#include "catalogue/rdf_reader.h"
#include "tests/unit/catalogue/report_fixture.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

const std::string kLists = "https://hdeu-dcat.data.health.europa.eu/resource/authority/";

class Checker {
 public:
  explicit Checker(const std::string& annotations = "")
      : annotations_(std::move(*Annotations::parse("notes.toml", annotations))),
        categories_(std::move(*HealthCategories::shipped())),
        check_(judges().judge, categories_, judges().vocabularies, annotations_) {}

  Standing standing(const std::string& turtle, const char* on,
                    std::optional<Day> logged = std::nullopt) {
    graph_ = graph_of(turtle);
    auto found = check_.check(graph_, {"urn:d", *parse_day(on), logged, false});
    REQUIRE(found.ok());
    return std::move(*found);
  }

  ComplianceCheck& check() { return check_; }

 private:
  Annotations annotations_;
  HealthCategories categories_;
  ComplianceCheck check_;
  Dataset graph_;
};

std::string confirmed(const Standing& standing) {
  return (standing.confirmed ? day_text(*standing.confirmed) : "-") + " " +
         std::string(confirmed_by_name(standing.by));
}

}  // namespace

TEST_CASE("what says when a document's record was last confirmed") {
  Checker checker;
  const std::string dates = "<urn:d> a dcat:Dataset ; dct:issued \"2020-01-01\"^^xsd:date . ";
  CHECK(confirmed(checker.standing(dates, "2026-11-26")) == "2020-01-01 issued");
  const std::string modified =
      dates + "<urn:d> dct:modified \"2026-03-01\"^^xsd:date , \"2026-02-01\"^^xsd:date . ";
  CHECK(confirmed(checker.standing(modified, "2026-11-26")) == "2026-03-01 modified");
  const std::string listed = modified +
                             "<urn:r> a dcat:CatalogRecord ; foaf:primaryTopic <urn:d> ; "
                             "dct:modified \"2025-12-24T00:30:00+02:00\"^^xsd:dateTime . ";
  CHECK(confirmed(checker.standing(listed, "2026-11-26")) == "2025-12-23 catalogue-record");
  // A day to come confirms nothing; what is no date neither.
  CHECK(confirmed(checker.standing(modified, "2026-02-15")) == "2026-02-01 modified");
  CHECK(confirmed(checker.standing(modified, "2025-02-15")) == "2020-01-01 issued");
  const std::string broken = "<urn:d> a dcat:Dataset ; dct:modified \"soon\"^^xsd:date , <urn:x> .";
  CHECK(confirmed(checker.standing(broken, "2026-11-26")) == "- nothing");
  CHECK(checker.standing(broken, "2026-11-26").check == CheckState::kNever);
  // The log goes before everything that the record says.
  const Standing logged = checker.standing(listed, "2027-11-27", *parse_day("2026-11-26"));
  CHECK(confirmed(logged) == "2026-11-26 log");
  CHECK(logged.check == CheckState::kOverdue);
}

TEST_CASE("categories apply from their dates") {
  Checker checker;
  const std::string old =
      "<https://hdeu-dcat.acceptance.data.health.europa.eu/resource/authority/healthcategories/";
  const std::string both = "<urn:d> a dcat:Dataset ; h:healthCategory <" + kLists +
                           "healthcategories/PHDR> , <" + kLists + "healthcategories/HGPD> , " +
                           old + "PHDR> , \"registry\" , <urn:none> . ";
  const Standing standing = checker.standing(both, "2029-03-26");
  REQUIRE(standing.categories.size() == 2);
  CHECK(standing.categories[0]->letter == 'f');
  CHECK(standing.categories[1]->letter == 'k');
  CHECK(standing.applies_now);
  CHECK(standing.unknown_categories == std::vector<std::string>{"registry", "urn:none"});
  CHECK_FALSE(checker.standing(both, "2029-03-25").applies_now);
  const std::string later =
      "<urn:d> a dcat:Dataset ; h:healthCategory <" + kLists + "healthcategories/HGPD> . ";
  CHECK_FALSE(checker.standing(later, "2031-03-25").applies_now);
  CHECK(checker.standing(later, "2031-03-26").applies_now);
  CHECK(checker.standing("<urn:d> a dcat:Dataset .", "2031-03-26").categories.empty());
}

TEST_CASE("the holder is the custodian, else the publisher") {
  Checker checker;
  const std::string named =
      "<urn:d> a dcat:Dataset ; dct:publisher <urn:p> ; geo:custodian <urn:c> . "
      "<urn:c> foaf:name \"Registre\"@fr , \"Register\"@nl . ";
  const Standing custodian = checker.standing(named, "2026-11-26");
  CHECK(custodian.holder.iri == "urn:c");
  CHECK(custodian.holder.name({"nl"}) == "Register");
  CHECK(custodian.holder.name({"fr"}) == "Registre");
  CHECK(checker.standing("<urn:d> a dcat:Dataset ; dct:publisher <urn:p> .", "2026-11-26")
            .holder.name({"nl"}) == "urn:p");
  CHECK(checker.standing("<urn:d> a dcat:Dataset .", "2026-11-26").holder.key.empty());
}

TEST_CASE("holders that are blank nodes are one by their name, whoever reads it") {
  Checker checker;
  const auto key = [&checker](const std::string& publisher) {
    return checker
        .standing("<urn:d> a dcat:Dataset ; dct:publisher " + publisher + " .", "2026-11-26")
        .holder.key;
  };
  const std::string one = key("[ foaf:name \"Cancer Registry\"@en , \"Kankerregister\"@nl ]");
  CHECK(one == "Cancer Registry");
  CHECK(key("[ foaf:name \"  Cancer \\n Registry \"@en-GB ]") == one);
  CHECK(key("\"Cancer Registry\"@en") == one);
  CHECK(key("[ foaf:name \"Kankerregister\"@nl ]") != one);
  CHECK(key("[ a foaf:Agent ]").empty());
  // An IRI never falls together with a name.
  CHECK(key("<urn:Cancer>") == "<urn:Cancer>");
}

TEST_CASE("the way to ask for access, and local annotations") {
  Checker checker(R"(
[[holder]]
name = "Register"
trusted = true
[[record]]
iri = "urn:d"
fees = "https://example.org/fees"
)");
  const Standing standing = checker.standing(R"(
    <urn:d> a dcat:Dataset ; dct:publisher [ foaf:name "Register" ] ; h:hdab <urn:body> ;
      dcat:distribution [ dcat:accessURL <https://example.org/apply> ] ,
        [ dcat:accessURL <urn:x> ] .
    <urn:body> foaf:name "Access Body"@en ; cv:contactPoint [
      cv:email "ask@example.org" ; cv:contactPage <https://example.org/body> ] ;
      foaf:mbox <mailto:old@example.org> .)",
                                             "2026-11-26");
  CHECK(standing.access.body_iri == "urn:body");
  CHECK(best_text(standing.access.body_names, {}) == "Access Body");
  CHECK(standing.access.emails == std::vector<std::string>{"ask@example.org", "old@example.org"});
  CHECK(standing.access.pages == std::vector<std::string>{"https://example.org/body"});
  CHECK(standing.access.access_urls ==
        std::vector<std::string>{"https://example.org/apply", "urn:x"});
  CHECK(standing.trusted);
  REQUIRE(standing.annotation != nullptr);
  CHECK(standing.annotation->fees == "https://example.org/fees");
}

TEST_CASE("the 27 elements of the law, and an access body that is not designated yet") {
  Checker checker;
  const Standing nothing = checker.standing("<urn:d> a dcat:Dataset .", "2026-11-26");
  CHECK(nothing.verdict.elements == 27);
  // Without an access right nobody can say that an access body is missing.
  CHECK(nothing.verdict.missing_elements.size() == 26);
  CHECK(nothing.verdict.as == JudgedAs::kViolations);

  const std::string full = full_dataset();
  const Standing pending = checker.standing(full, "2026-11-26");
  INFO(pending.verdict.violations);
  CHECK(pending.verdict.as == JudgedAs::kPending);
  CHECK(pending.verdict.missing_elements == std::vector<std::string>{"health data access body"});
  CHECK(pending.verdict.elements_as == JudgedAs::kPending);
  const Standing whole = checker.standing(full + "<urn:d> h:hdab <urn:agent> .", "2026-11-26");
  CHECK(whole.verdict.missing_elements.empty());
  CHECK(whole.verdict.as == JudgedAs::kWarnings);
  CHECK(whole.verdict.elements_as == JudgedAs::kConforms);
}

TEST_CASE("only a record's own faults count") {
  Checker checker;
  const std::string of_series =
      full_dataset() + "<urn:d> h:hdab <urn:agent> ; dcat:inSeries <urn:s> .";
  const Dataset alone = graph_of(of_series);
  const Day on = *parse_day("2026-11-26");
  auto seen = checker.check().check(alone, {"urn:d", on, on, true});
  REQUIRE(seen.ok());
  CHECK(seen->verdict.violations == 0);
  seen = checker.check().check(alone, {"urn:d", on, on, false});
  REQUIRE(seen.ok());
  CHECK(seen->verdict.violations == 1);  // in a document the series would be there
  const Dataset beside = graph_of(of_series + "<urn:s> a dcat:DatasetSeries .");
  seen = checker.check().check(beside, {"urn:d", on, on, false});
  REQUIRE(seen.ok());
  CHECK(seen->verdict.violations == 0);  // the series has no title here; that is its own matter
}

TEST_CASE("a series is asked for no elements of datasets") {
  Checker checker;
  const Standing series = checker.standing("<urn:d> a dcat:DatasetSeries .", "2026-11-26");
  CHECK(series.verdict.elements == 0);
  CHECK(series.verdict.as == JudgedAs::kViolations);
  const Dataset empty;
  CHECK_FALSE(checker.check().check(empty, {"urn:d", {}, {}, false}).ok());
}

TEST_CASE("sums of standings") {
  Checker checker;
  ComplianceSums sums;
  sums.add(
      checker.standing("<urn:d> a dcat:Dataset ; dct:modified \"2020-01-01\" .", "2026-11-26"));
  sums.add(checker.standing(full_dataset(), "2030-01-01", *parse_day("2029-12-01")));
  ComplianceSums twice = sums;
  twice.add(sums);
  CHECK(twice.records == 4);
  CHECK(twice.in(CheckState::kOverdue) == 2);
  CHECK(twice.in(CheckState::kOk) == 2);
  CHECK(twice.without_category == 2);
  CHECK(twice.applies_now == 2);
  CHECK(twice.judged(JudgedAs::kPending) == 2);
  CHECK(twice.elements_of == 108);
  CHECK(twice.elements_present == 54);
  CHECK(twice.without_body == 4);
}

}  // namespace rednode::catalogue
