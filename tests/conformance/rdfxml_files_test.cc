// RDF/XML as catalogues write it, found by content: every file is read or says clearly why not.

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "catalogue/canonical.h"
#include "catalogue/rdf_reader.h"
#include "tests/conformance/suite.h"
#include "tests/unit/test.h"

namespace rednode::conformance {
namespace {

namespace cat = rednode::catalogue;
namespace fs = std::filesystem;

constexpr const char* kBase = "http://base.example/document";

struct Outcome {
  cat::Dataset dataset;
  std::vector<cat::SyntaxError> errors;
};

Outcome read(const std::string& text, cat::Format format) {
  Outcome outcome;
  cat::ReaderEvents events;
  events.on_quad = [&outcome](const cat::QuadText& quad, cat::Position at) -> base::Status {
    CHECK(at.line > 0);
    outcome.dataset.add(quad);
    return {};
  };
  events.on_error = [&outcome](cat::SyntaxError&& error) -> base::Status {
    outcome.errors.push_back(std::move(error));
    return {};
  };
  REQUIRE(cat::read_rdf(cat::source_of(text), format, {kBase}, events).ok());
  outcome.dataset.index();
  return outcome;
}

bool is_rdfxml(const std::string& text, const fs::path& path) {
  const auto format = cat::detect_format(base::BytesView(text).substr(0, cat::kDetectBytes),
                                         path.filename().string());
  return format.ok() && *format == cat::Format::kRdfXml;
}

// Files below the folder that are RDF/XML, or other XML.
std::vector<fs::path> xml_files(const fs::path& root) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file() || entry.path().extension() == ".gz") continue;
    if (is_rdfxml(read_file(entry.path()), entry.path())) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string canonical(const std::string& text, cat::Format format) {
  const auto dataset = cat::read_dataset(text, format, kBase);
  INFO((dataset.ok() ? "" : dataset.error().message));
  REQUIRE(dataset.ok());
  return *cat::canonicalize(*dataset);
}

std::string with_plain_spaces(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool no_break = text.substr(i, 2) == "\xc2\xa0";
    out.push_back(no_break ? ' ' : text[i]);
    if (no_break) ++i;
  }
  return out;
}

}  // namespace

TEST_CASE("RDF/XML files: every one is read, or says clearly why not") {
  std::size_t files = 0;
  std::size_t whole = 0;
  std::size_t statements = 0;
  for (const char* folder :
       {"catalogues", "healthdcat-ap", "dcat-ap", "hostile", "authority-tables"}) {
    const auto root = fixtures(folder);
    if (!root) continue;
    for (const fs::path& path : xml_files(*root)) {
      INFO(path.string());
      const Outcome outcome = read(read_file(path), cat::Format::kRdfXml);
      for (const cat::SyntaxError& error : outcome.errors) {
        CHECK_FALSE(error.reason.empty());
        CHECK(error.at.line > 0);
        CHECK(error.at.line >= error.statement.line);
        CHECK_FALSE(error.original.empty());
      }
      CHECK((!outcome.dataset.empty() || !outcome.errors.empty()));
      ++files;
      if (outcome.errors.empty()) ++whole;
      statements += outcome.dataset.quads().size();
    }
  }
  WARN(files << " files, " << whole << " without an error, " << statements << " statements");
}

TEST_CASE("RDF/XML files: the catalogue of Brandenburg says the same in Turtle") {
  const auto root = fixtures("catalogues/de");
  if (!root) return;
  const std::string xml =
      canonical(read_file(*root / "brandenburg-catalog.rdf"), cat::Format::kRdfXml);
  const std::string turtle =
      canonical(read_file(*root / "brandenburg-catalog.ttl"), cat::Format::kTurtle);
  CHECK(with_plain_spaces(xml) == with_plain_spaces(turtle));
}

TEST_CASE("RDF/XML files: broken ones say where and why, and keep what is whole") {
  const auto root = fixtures("hostile");
  if (!root) return;
  struct Expected {
    const char* file;
    std::uint64_t line;
    const char* reason;
    const char* subject;
  };
  const Expected all[] = {
      {"02-dcat-ap__dcat-ap-es__examples__rdf__E1_Catalog_Dataset-DataService-HVD.rdf", 80,
       "describes a resource where a property is expected",
       "<http://dcat-ap-es.ejemplo.org/catalogo>"},
      {"03-catalogues__fr-udata__harvest-samples__csw_dcat__geonetwork-dcat-page-1.xml", 3,
       "'csw:GetRecordsResponse' and not rdf:RDF", "_:anon-0000000001"},
      {"be-brussels-repeat-node-elements.xml", 14, "'gmd:MD_Metadata' and not rdf:RDF",
       "_:anon-0000000001"},
  };
  for (const Expected& expected : all) {
    INFO(expected.file);
    const Outcome outcome = read(read_file(*root / expected.file), cat::Format::kRdfXml);
    REQUIRE(outcome.errors.size() == 1);
    const cat::SyntaxError& error = outcome.errors.front();
    CHECK(error.at.line == expected.line);
    INFO(error.reason);
    CHECK(error.reason.find(expected.reason) != std::string::npos);
    CHECK(error.subject == expected.subject);
  }
}

}  // namespace rednode::conformance
