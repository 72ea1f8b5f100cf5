#include "tests/conformance/suite.h"

#include <cstdio>
#include <fstream>
#include <sstream>

#include "catalogue/rdf_reader.h"
#include "tests/unit/test.h"

namespace rednode::conformance {
namespace {

namespace cat = rednode::catalogue;

constexpr std::string_view kManifestBase = "http://suite.invalid/";
constexpr std::string_view kAction =
    "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#action";
constexpr std::string_view kResult =
    "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#result";

std::string fragment(std::string_view iri) {
  return std::string(iri.substr(iri.find_last_of("#/") + 1));
}

std::string object_of(const cat::Dataset& dataset, cat::TermId subject,
                      std::string_view predicate) {
  const auto id = dataset.find_iri(predicate);
  if (!id) return {};
  const auto found = dataset.about(subject, *id);
  if (found.empty()) return {};
  const std::string_view text = dataset.text(found.front().object);
  if (cat::is_literal(text)) return cat::lexical_of(text);
  std::string iri(cat::iri_of(text));
  return iri.starts_with(kManifestBase) ? iri.substr(kManifestBase.size()) : iri;
}

}  // namespace

std::optional<std::filesystem::path> fixtures(std::string_view folder) {
  const auto path = std::filesystem::path(REDNODE_SOURCE_DIR) / "../shared/data" / folder;
  if (std::filesystem::exists(path)) return path;
  std::fprintf(stderr, "*** SKIPPED: no fixtures in %s\n", path.c_str());
  return std::nullopt;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}

Manifest read_manifest(const std::filesystem::path& file) {
  Manifest manifest;
  manifest.folder = file.parent_path();
  const std::string text = read_file(file);
  const auto dataset = cat::read_dataset(text, cat::Format::kTurtle, kManifestBase);
  INFO(file.string() << ": " << (dataset.ok() ? "" : dataset.error().message));
  REQUIRE(dataset.ok());
  const auto action = dataset->find_iri(kAction);
  REQUIRE(action);
  for (const cat::Quad& quad : dataset->quads()) {
    const std::string_view predicate = cat::iri_of(dataset->text(quad.predicate));
    if (predicate.ends_with("#assumedTestBase")) {
      manifest.base = cat::iri_of(dataset->text(quad.object));
    }
    if (quad.predicate != *action) continue;
    Case test;
    test.name = fragment(cat::iri_of(dataset->text(quad.subject)));
    test.action = object_of(*dataset, quad.subject, kAction);
    test.result = object_of(*dataset, quad.subject, kResult);
    test.type = fragment(
        object_of(*dataset, quad.subject, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"));
    test.hash = object_of(*dataset, quad.subject,
                          "https://w3c.github.io/rdf-canon/tests/vocab#hashAlgorithm");
    manifest.cases.push_back(std::move(test));
  }
  REQUIRE_FALSE(manifest.cases.empty());
  return manifest;
}

}  // namespace rednode::conformance
