// Real catalogues, good and broken: an import never crashes, and every statement is accounted for.
// That nothing is lost on the way out is nothing_lost_test.cc.

#include <map>
#include <set>

#include "catalogue/canonical.h"
#include "catalogue/ntriples.h"
#include "catalogue/summary.h"
#include "tests/conformance/documents.h"
#include "tests/conformance/suite.h"
#include "tests/unit/test.h"

namespace rednode::conformance {
namespace {

namespace cat = rednode::catalogue;

void check_accounts(const Document& document, const Imported& imported) {
  const cat::SplitCounts& split = imported.counts.split;
  CHECK(split.statements == split.in_records + split.refused + split.left_out);
  CHECK(imported.left_out == split.left_out);
  CHECK(split.records == imported.records.size());
  // Counted once more, another way.
  std::set<std::string> distinct;
  cat::ReaderEvents events;
  events.on_quad = [&distinct](const cat::QuadText& quad, cat::Position) -> base::Status {
    std::string line;
    cat::append_nquad(line, quad);
    distinct.insert(std::move(line));
    return {};
  };
  events.on_error = [](cat::SyntaxError&&) -> base::Status { return {}; };
  REQUIRE(cat::read_rdf(cat::source_of(document.text), document.format, {"http://base.example/"},
                        events)
              .ok());
  CHECK(split.statements == distinct.size());
}

void check_refusals(const Imported& imported) {
  for (const cat::Refusal& refusal : imported.refusals) {
    CHECK_FALSE(refusal.reason.empty());
    CHECK(refusal.at.line > 0);
  }
}

void check_file(const Document& document, const Imported& imported) {
  INFO(document.name << ": " << imported.failure);
  REQUIRE(imported.failure.empty());
  check_refusals(imported);
  check_accounts(document, imported);
  for (const auto& [iri, content] : imported.records) {
    const auto dataset = cat::parse_nquads(content);
    REQUIRE(dataset.ok());
    CHECK(*cat::canonicalize(*dataset) == content);
    CHECK(cat::summarise(*dataset, iri).ok());
  }
}

}  // namespace

TEST_CASE("real files: every statement is accounted for") {
  std::size_t files = 0;
  std::size_t records = 0;
  for (const char* folder :
       {"catalogues", "healthdcat-ap", "dcat-ap", "hostile", "authority-tables"}) {
    for (const auto& path : files_below(folder)) {
      const auto document = open_document(path);
      if (!document.ok() || cat::is_mapped(document->format)) continue;
      const Imported imported = imported_from(*document);
      // Contexts that cannot be had are the matter of jsonld_files_test.cc.
      if (imported.failure.find("nothing is fetched") != std::string::npos) continue;
      check_file(*document, imported);
      records += imported.records.size();
      ++files;
    }
  }
  WARN(files << " files, " << records << " records");
}

TEST_CASE("real files: the health datasets of Belgium") {
  const auto root = fixtures("catalogues/be");
  if (!root) return;
  const auto document = open_document(*root / "health-2025-02-10.ttl.gz");
  REQUIRE(document.ok());
  const Imported imported = imported_from(*document);
  std::map<std::string, std::size_t> types;
  std::size_t machine_translated = 0;
  for (const auto& [iri, content] : imported.records) {
    const auto dataset = cat::parse_nquads(content);
    REQUIRE(dataset.ok());
    ++types[cat::summarise(*dataset, iri)->type];
    if (content.find("\"@fr-t-nl") != std::string::npos) ++machine_translated;
  }
  CHECK(types["http://www.w3.org/ns/dcat#Dataset"] == 485);
  CHECK(imported.counts.syntax_errors == 0);
  CHECK(machine_translated > 0);
}

TEST_CASE("real files: broken ones say where and why, and keep what is whole") {
  const auto root = fixtures("hostile");
  if (!root) return;
  struct Expected {
    const char* file;
    std::uint64_t errors;
    std::uint64_t statements;
  };
  const Expected all[] = {
      {"02-dcat-ap__semic__3.0.0-hvd__html__examples__example-bees_wasps_dataset.ttl", 1, 0},
      {"02-dcat-ap__dcat-ap-es__examples__ttl__NTI-RISPv1_Dataset.ttl", 1, 0},
      {"01-healthdcat-ap__health-ri-nl__ReusedCommunityStandards__dash.ttl", 0, 1368},
      {"01-healthdcat-ap__ckanext-dcat-examples__dcat__dataset.ttl", 2, 205},
      {"02-dcat-ap__semic__3.0.1__html__examples__example-bee-population-dataset-series-api.ttl", 2,
       10},
  };
  for (const Expected& expected : all) {
    INFO(expected.file);
    const auto document = open_document(*root / expected.file);
    REQUIRE(document.ok());
    const Imported imported = imported_from(*document);
    CHECK(imported.counts.syntax_errors == expected.errors);
    if (expected.statements > 0) CHECK(imported.counts.split.statements == expected.statements);
  }
}

}  // namespace rednode::conformance
