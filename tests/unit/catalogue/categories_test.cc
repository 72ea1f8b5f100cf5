// The health categories that an origin signs with each put.

#include "catalogue/categories.h"

#include "tests/unit/test.h"

using namespace rednode;

namespace {

const std::string kProperty = "<http://healthdataportal.eu/ns/health#healthCategory>";

std::string line(const std::string& subject, const std::string& concept_iri) {
  return "<" + subject + "> " + kProperty + " <" + concept_iri + "> .\n";
}

}  // namespace

TEST_CASE("the categories of a record are the notations of its concepts, in order, each once") {
  const std::string base = "https://data.example.eu/categories/";
  const std::string nquads = line("urn:r", base + "EHRS") + line("urn:r", base + "CLAIMS") +
                             line("urn:r", "urn:scheme#EHRS") + line("urn:other", base + "WRONG") +
                             "<urn:r> " + kProperty + " \"a text\" .\n" +
                             line("urn:r", base + "with%20space") + line("urn:r", base);
  CHECK(catalogue::health_categories(nquads, "urn:r", 32) ==
        std::vector<std::string>{"CLAIMS", "EHRS"});
  CHECK(catalogue::health_categories(nquads, "urn:r", 1) == std::vector<std::string>{"CLAIMS"});
  CHECK(catalogue::health_categories("", "urn:r", 32).empty());
  // The beginning of a line, and not the middle of a literal.
  CHECK(
      catalogue::health_categories("<urn:r> <urn:p> \"" + line("urn:r", base + "EHRS"), "urn:r", 9)
          .empty());
}
