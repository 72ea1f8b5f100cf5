// W3C RDF Dataset Canonicalization: every test of the suite, also those that must be refused.

#include <map>

#include "catalogue/canonical.h"
#include "catalogue/rdf_reader.h"
#include "tests/conformance/suite.h"
#include "tests/unit/test.h"

namespace rednode::conformance {
namespace {

namespace cat = rednode::catalogue;

// {"e0": "c14n0", ...}: flat, so no JSON library is needed to compare it.
std::map<std::string, std::string> read_map(const std::string& json) {
  std::vector<std::string> strings;
  for (std::size_t at = json.find('"'); at != std::string::npos; at = json.find('"', at)) {
    const std::size_t end = json.find('"', at + 1);
    strings.push_back(json.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  std::map<std::string, std::string> map;
  for (std::size_t i = 0; i + 1 < strings.size(); i += 2) map[strings[i]] = strings[i + 1];
  return map;
}

}  // namespace

TEST_CASE("RDFC-1.0: the W3C suite passes") {
  const auto folder = fixtures("conformance/rdf-canon");
  if (!folder) return;
  const Manifest manifest = read_manifest(*folder / "manifest.ttl");
  std::size_t passed = 0;
  for (const Case& test : manifest.cases) {
    INFO(test.name << " " << test.type << " " << test.action);
    const auto dataset =
        cat::read_dataset(read_file(manifest.folder / test.action), cat::Format::kNQuads);
    REQUIRE(dataset.ok());
    cat::CanonicalOptions options;
    if (test.hash == "SHA384") options.hash = cat::CanonicalOptions::Hash::kSha384;
    const auto form = cat::canonical_form(*dataset, options);
    if (test.type == "RDFC10NegativeEvalTest") {
      REQUIRE_FALSE(form.ok());
      CHECK(form.error().code == base::Code::kExhausted);
    } else if (test.type == "RDFC10MapTest") {
      REQUIRE(form.ok());
      const auto expected = read_map(read_file(manifest.folder / test.result));
      CHECK(std::map<std::string, std::string>(form->labels.begin(), form->labels.end()) ==
            expected);
    } else {
      REQUIRE(test.type == "RDFC10EvalTest");
      INFO((form.ok() ? "" : form.error().message));
      REQUIRE(form.ok());
      CHECK(form->bytes == read_file(manifest.folder / test.result));
    }
    ++passed;
  }
  CHECK(passed == manifest.cases.size());
  CHECK(passed >= 80);
}

}  // namespace rednode::conformance
