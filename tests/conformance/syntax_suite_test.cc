// The W3C RDF 1.1 suites of Turtle, TriG, N-Triples, N-Quads and RDF/XML: what must be read, what
// must be refused, and what each document says; and the canonical N-Triples of RDF 1.2.

#include <algorithm>
#include <array>

#include "catalogue/canonical.h"
#include "catalogue/ntriples.h"
#include "catalogue/rdf_reader.h"
#include "tests/conformance/suite.h"
#include "tests/unit/test.h"

namespace rednode::conformance {
namespace {

namespace cat = rednode::catalogue;

// Tests that we are known to fail, and why. One that passes must leave the table.
struct Known {
  std::string_view test;
  std::string_view why;
};
constexpr std::array<Known, 0> kKnown = {};

bool is_known(std::string_view name) {
  return std::any_of(kKnown.begin(), kKnown.end(),
                     [name](const Known& k) { return k.test == name; });
}

std::string canonical(const cat::Dataset& dataset) {
  auto bytes = cat::canonicalize(dataset);
  return bytes.ok() ? *bytes : "not canonical: " + bytes.error().message;
}

// "" where the test passes, else what went wrong.
std::string run(const Manifest& manifest, const Case& test, cat::Format format,
                cat::Format result) {
  const std::string base = manifest.base + test.action;
  const std::string text = read_file(manifest.folder / test.action);
  const auto dataset = cat::read_dataset(text, format, base);
  const bool negative = test.type.find("Negative") != std::string::npos;
  if (negative) return dataset.ok() ? "was read, and must be refused" : "";
  if (!dataset.ok()) return "was refused: " + dataset.error().message;
  if (test.result.empty()) return "";
  const auto expected = cat::read_dataset(read_file(manifest.folder / test.result), result);
  if (!expected.ok()) return "its result was refused: " + expected.error().message;
  if (canonical(*dataset) == canonical(*expected)) return "";
  return "says " + canonical(*dataset) + "and not " + canonical(*expected);
}

void run_suite(std::string_view name, cat::Format format, cat::Format result) {
  const auto folder = fixtures("conformance/rdf-tests/rdf/rdf11/rdf-" + std::string(name));
  if (!folder) return;
  Manifest manifest = read_manifest(*folder / "manifest.ttl");
  if (manifest.base.empty()) {
    manifest.base = "https://w3c.github.io/rdf-tests/rdf/rdf11/rdf-" + std::string(name) + "/";
  }
  std::size_t passed = 0;
  for (const Case& test : manifest.cases) {
    const std::string wrong = run(manifest, test, format, result);
    INFO(name << " " << test.name << " (" << test.action << "): " << wrong);
    CHECK(wrong.empty() != is_known(test.name));
    if (wrong.empty()) ++passed;
  }
  WARN(name << ": " << passed << " of " << manifest.cases.size());
}

}  // namespace

TEST_CASE("RDF 1.1: the W3C N-Triples suite") {
  run_suite("n-triples", cat::Format::kNTriples, cat::Format::kNTriples);
}

TEST_CASE("RDF 1.1: the W3C N-Quads suite") {
  run_suite("n-quads", cat::Format::kNQuads, cat::Format::kNQuads);
}

TEST_CASE("RDF 1.1: the W3C Turtle suite") {
  run_suite("turtle", cat::Format::kTurtle, cat::Format::kNTriples);
}

TEST_CASE("RDF 1.1: the W3C TriG suite") {
  run_suite("trig", cat::Format::kTrig, cat::Format::kNQuads);
}

TEST_CASE("RDF 1.1: the W3C RDF/XML suite") {
  run_suite("xml", cat::Format::kRdfXml, cat::Format::kNTriples);
}

TEST_CASE("RDF 1.2: canonical N-Triples, where RDF 1.1 has the terms") {
  const auto folder = fixtures("conformance/rdf-tests/rdf/rdf12/rdf-n-triples/c14n");
  if (!folder) return;
  std::size_t compared = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    const std::string stem = entry.path().stem().string();
    if (entry.path().extension() != ".nt" || stem.ends_with("-c14n")) continue;
    const std::string text = read_file(entry.path());
    if (text.find("<<") != std::string::npos || text.find("--") != std::string::npos)
      continue;                                 // 1.2 only
    if (stem == "langtagged_string") continue;  // RDF 1.2 folds language tags, RDFC-1.0 does not
    const auto expected = *folder / (stem + "-c14n.nt");
    if (!std::filesystem::exists(expected)) continue;
    INFO(stem);
    const auto dataset = cat::read_dataset(text, cat::Format::kNTriples);
    REQUIRE(dataset.ok());
    CHECK(cat::to_nquads(*dataset) == read_file(expected));
    ++compared;
  }
  CHECK(compared >= 25);
}

}  // namespace rednode::conformance
