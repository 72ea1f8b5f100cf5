#include "catalogue/law.h"

#include "catalogue/term.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

Day day(const char* text) {
  const auto parsed = parse_day(text);
  REQUIRE(parsed.ok());
  return *parsed;
}

std::string day_in(const std::string& literal) {
  const auto found = day_of_literal(literal);
  return found ? day_text(*found) : "";
}

}  // namespace

TEST_CASE("a day is read strictly and written back") {
  for (const char* text : {"2029-03-26", "2028-02-29", "0001-01-01", "9999-12-31"}) {
    CHECK(day_text(day(text)) == text);
  }
  for (const char* text : {"", "2029", "2029-3-26", "2027-02-29", "2029-13-01", "2029-03-26Z",
                           "29-03-2026", "2029-03-26T00:00:00Z", "12029-03-2"}) {
    INFO(text);
    const auto parsed = parse_day(text);
    REQUIRE_FALSE(parsed.ok());
    CHECK(parsed.error().message.find("write it as 2029-03-26") != std::string::npos);
  }
}

TEST_CASE("a literal's day is the one in UTC on which it begins") {
  const std::string date = "\"^^<http://www.w3.org/2001/XMLSchema#date>";
  const std::string time = "\"^^<http://www.w3.org/2001/XMLSchema#dateTime>";
  CHECK(day_in("\"2026-11-26" + date) == "2026-11-26");
  CHECK(day_in("\"2026-11-26T23:59:59.9Z" + time) == "2026-11-26");
  CHECK(day_in("\"2026-11-26T00:30:00+02:00" + time) == "2026-11-25");
  CHECK(day_in("\"2026-11-26T23:30:00-02:00" + time) == "2026-11-27");
  CHECK(day_in("\"2026-11-26T23:30:00" + time) == "2026-11-26");
  CHECK(day_in("\"2026-11-26+02:00" + date) == "2026-11-25");
  CHECK(day_in("\"2026-11\"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>") == "2026-11-01");
  CHECK(day_in("\"2026\"^^<http://www.w3.org/2001/XMLSchema#gYear>") == "2026-01-01");
  // As catalogues write them.
  CHECK(day_in("\"2021-12-20T00:00:00" + date) == "2021-12-20");
  CHECK(day_in("\"2021-12-20\"") == "2021-12-20");
  CHECK(day_in("\"last spring\"").empty());
  CHECK(day_in("\"2021-02-30" + date).empty());
  CHECK(day_in("\"999999999-01-01" + date).empty());
}

TEST_CASE("a year ends with the day of the same date") {
  CHECK(check_due(day("2025-11-26")) == day("2026-11-26"));
  CHECK(check_due(day("2027-02-28")) == day("2028-02-28"));
  CHECK(check_due(day("2027-03-01")) == day("2028-03-01"));
  CHECK(check_due(day("2028-02-29")) == day("2029-02-28"));
}

TEST_CASE("the state of the yearly check") {
  const Day confirmed = day("2025-11-26");
  CHECK(check_state(confirmed, day("2025-11-26")) == CheckState::kOk);
  CHECK(check_state(confirmed, day("2026-10-26")) == CheckState::kOk);
  CHECK(check_state(confirmed, day("2026-10-27")) == CheckState::kDueSoon);
  CHECK(check_state(confirmed, day("2026-11-26")) == CheckState::kDueSoon);
  CHECK(check_state(confirmed, day("2026-11-27")) == CheckState::kOverdue);
  CHECK(check_state(confirmed, day("2025-01-01")) == CheckState::kOk);
  CHECK(check_state(std::nullopt, day("2025-01-01")) == CheckState::kNever);
}

TEST_CASE("the categories of Article 51 and their dates") {
  const auto categories = HealthCategories::shipped();
  REQUIRE(categories.ok());
  const auto vocabularies = Vocabularies::shipped();
  REQUIRE(vocabularies.ok());
  const Vocabulary* const list = vocabularies->by_name("healthcategories");
  REQUIRE(list != nullptr);
  CHECK(categories->all().size() == 17);
  CHECK(categories->all().size() == list->size());
  std::string letters, later;
  for (const HealthCategory& category : categories->all()) {
    letters.push_back(category.letter);
    CHECK(list->find(category.iri));
    if (category.applies == day("2031-03-26")) {
      later.push_back(category.letter);
    } else {
      CHECK(category.applies == day("2029-03-26"));
    }
  }
  CHECK(letters == "abcdefghijklmnopq");
  CHECK(later == "bfgmp");
}

TEST_CASE("a category is found under the IRIs of older releases") {
  const auto categories = HealthCategories::shipped();
  const auto vocabularies = Vocabularies::shipped();
  REQUIRE((categories.ok() && vocabularies.ok()));
  const Aliases& aliases = vocabularies->aliases();
  for (const char* base :
       {"https://hdeu-dcat.data.health.europa.eu/resource/authority/healthcategories/",
        "https://hdeu-dcat.acceptance.data.health.europa.eu/resource/authority/healthcategories/",
        "http://13.81.34.152:1101/resource/authority/healthcategories/"}) {
    INFO(base);
    const auto* const found = categories->find(std::string(base) + "EHRS", aliases);
    REQUIRE(found != nullptr);
    CHECK(found->letter == 'a');
  }
  CHECK(categories->find("http://example.org/EHRS", aliases) == nullptr);
  CHECK(categories->find("EHRS", aliases) == nullptr);
}

TEST_CASE("a damaged table of categories names its line") {
  const std::string titles = "letter\tcode\tiri\tapplies\n";
  for (const std::string& table :
       {std::string("a\tEHRS\turn:a\t2029-03-26\n"), titles + "a\tEHRS\turn:a\t2029-02-30\n",
        titles + "a\tEHRS\turn:a\n", titles + "A\tEHRS\turn:a\t2029-03-26\n",
        titles + "b\tX\turn:b\t2029-03-26\na\tY\turn:a\t2029-03-26\n"}) {
    const auto parsed = HealthCategories::parse(table);
    REQUIRE_FALSE(parsed.ok());
    CHECK(parsed.error().message.find(", line ") != std::string::npos);
  }
}

}  // namespace rednode::catalogue
