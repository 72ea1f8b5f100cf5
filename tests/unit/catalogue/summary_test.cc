#include "catalogue/summary.h"

#include "catalogue/rdf_reader.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {

TEST_CASE("a record's summary") {
  const auto dataset = read_dataset(R"(
    @prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
    @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    <urn:d> a dcat:Dataset ; dct:title "Titel"@nl, "Title"@en ;
      dct:description "D" ; dct:publisher <urn:p> ;
      dcat:landingPage <http://l/> ; dcat:keyword "b"@en, "a"@en, "a"@en ; dct:identifier "7" ;
      dct:accessRights <urn:r> ; dcat:theme <urn:t2>, <urn:t1> ; dct:title <urn:no-text> .
    <urn:p> foaf:name "Sciensano"@en .)",
                                    Format::kTurtle);
  REQUIRE(dataset.ok());
  const auto summary = summarise(*dataset, "urn:d");
  REQUIRE(summary.ok());
  CHECK(summary->type == "http://www.w3.org/ns/dcat#Dataset");
  CHECK(summary->titles == std::vector<LocalText>{{"en", "Title"}, {"nl", "Titel"}});
  CHECK(summary->descriptions == std::vector<LocalText>{{"", "D"}});
  CHECK(summary->publisher_names == std::vector<LocalText>{{"en", "Sciensano"}});
  CHECK(summary->publishers == std::vector<std::string>{"urn:p"});
  CHECK(summary->landing_pages == std::vector<std::string>{"http://l/"});
  CHECK(summary->keywords == std::vector<LocalText>{{"en", "a"}, {"en", "b"}});
  CHECK(summary->access_rights == std::vector<std::string>{"urn:r"});
  CHECK(summary->themes == std::vector<std::string>{"urn:t1", "urn:t2"});
  CHECK(summary->identifiers == std::vector<std::string>{"7"});
  CHECK_FALSE(summarise(*dataset, "urn:x").ok());
  CHECK_FALSE(summarise(*dataset, "urn:r").ok());
}

TEST_CASE("the best of several languages") {
  const std::vector<LocalText> texts = {
      {"", "plain"}, {"en-GB", "English"}, {"fr-t-nl", "machine"}, {"nl", "Dutch"}};
  CHECK(best_text(texts, {"nl"}) == "Dutch");
  CHECK(best_text(texts, {"de", "fr"}) == "machine");
  CHECK(best_text(texts, {"NL"}) == "Dutch");
  CHECK(best_text(texts, {"de"}) == "English");
  CHECK(best_text(texts, {}) == "English");
  CHECK(best_text({{"", "plain"}, {"de", "x"}}, {"f"}) == "plain");
  CHECK(best_text({{"de", "x"}}, {"fr"}) == "x");
  CHECK(best_text({}, {"fr"}).empty());
}

}  // namespace rednode::catalogue
