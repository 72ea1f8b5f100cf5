// What went in comes out: everything that was read from a file of anybody's, in any format, is
// written in every syntax, read back, and has the same canonical form, byte for byte. What a syntax
// cannot say is an error of its writer, and counted in unsayable.tsv.
#include <array>

#include "catalogue/canonical.h"
#include "catalogue/ntriples.h"
#include "catalogue/rdf_reader.h"
#include "catalogue/writer.h"
#include "tests/conformance/documents.h"
#include "tests/conformance/round_trip.h"
#include "tests/unit/test.h"

namespace rednode::conformance {
namespace {

namespace cat = rednode::catalogue;

constexpr std::array<const char*, 6> kCatalogues = {"catalogues",       "healthdcat-ap", "dcat-ap",
                                                    "authority-tables", "hostile",       "seed-fr"};

cat::Dataset dataset_of(const std::string& content) {
  auto dataset = cat::parse_nquads(content);
  REQUIRE(dataset.ok());
  return std::move(*dataset);
}

// All records in one document, but for those that the syntax cannot say: they leave `records`.
std::string exported(std::map<std::string, std::string>& records, cat::Format syntax) {
  std::string out;
  cat::Writer writer({.format = syntax, .merge_shared = true},
                     [&out](base::BytesView bytes) -> base::Status {
                       out += bytes;
                       return {};
                     });
  for (auto record = records.begin(); record != records.end();) {
    const auto written = writer.write(dataset_of(record->second), record->first);
    if (!written.ok()) CHECK(kind_of_unsayable(written.error().message) != "");
    record = written.ok() ? std::next(record) : records.erase(record);
  }
  REQUIRE(writer.finish().ok());
  return out;
}

void check_export(const Imported& imported, cat::Format syntax) {
  INFO("exported as " << cat::format_name(syntax));
  auto expected = imported.records;
  const std::string text = exported(expected, syntax);
  cat::ImportOptions options;
  options.format = syntax;
  const Imported again = imported_from(text, options);
  INFO(again.failure << (again.refusals.empty() ? "" : again.refusals.front().reason));
  REQUIRE(again.failure.empty());
  CHECK(again.refusals.empty());
  CHECK(again.left_out == 0);
  CHECK(again.records.size() == expected.size());
  for (const auto& [iri, content] : expected) {
    const auto found = again.records.find(iri);
    INFO(iri);
    CHECK((found != again.records.end() && found->second == content));
  }
}

void check_records(const Document& document, const Imported& imported, Unsayable& unsayable) {
  for (const auto& [iri, content] : imported.records) {
    const cat::Dataset dataset = dataset_of(content);
    for (const cat::Format syntax : kSyntaxes) {
      const RoundTrip trip = round_trip(dataset, syntax, content, iri);
      if (!trip.unsayable.empty()) unsayable.add(document.name, syntax, trip.unsayable);
      INFO(cat::format_name(syntax) << " of " << iri << ": " << trip.fault);
      CHECK(trip.fault.empty());
    }
  }
}

// By the file; of a suite of thousands of small files by the suite.
std::string place_of(const Document& document) {
  constexpr std::string_view kSuites = "conformance/";
  if (!document.name.starts_with(kSuites)) return document.name;
  return document.name.substr(0, document.name.find('/', kSuites.size()));
}

}  // namespace

TEST_CASE("nothing lost: every record of every file, alone and exported with the others") {
  Unsayable unsayable;
  std::size_t documents = 0;
  std::size_t records = 0;
  for (const char* const folder : kCatalogues) {
    for (const auto& file : files_below(folder)) {
      const auto document = open_document(file);
      if (!document.ok()) continue;
      const Imported imported = imported_from(*document);
      if (imported.records.empty()) continue;
      INFO(document->name);
      check_records(*document, imported, unsayable);
      for (const cat::Format syntax : kSyntaxes) check_export(imported, syntax);
      ++documents;
      records += imported.records.size();
    }
  }
  WARN(records << " records of " << documents << " documents");
  if (documents == 0) return;
  unsayable.check("records");
  CHECK(documents > 300);
  CHECK(records > 3500);
}

TEST_CASE("nothing lost: whole documents, with what is in no record") {
  Unsayable unsayable;
  std::size_t documents = 0;
  std::size_t statements = 0;
  std::vector<std::string> without_form;
  for (const auto& file : files_below("")) {
    const auto document = open_document(file);
    if (!document.ok()) continue;
    const cat::Dataset dataset = statements_of(*document);
    if (dataset.empty()) continue;
    const auto form = cat::canonicalize(dataset);
    if (!form.ok()) {
      without_form.push_back(document->name);
      continue;
    }
    INFO(document->name);
    for (const cat::Format syntax : kSyntaxes) {
      const RoundTrip trip = round_trip(dataset, syntax, *form);
      if (!trip.unsayable.empty()) unsayable.add(place_of(*document), syntax, trip.unsayable);
      INFO(cat::format_name(syntax) << ": " << trip.fault);
      CHECK(trip.fault.empty());
    }
    ++documents;
    statements += dataset.quads().size();
  }
  WARN(statements << " statements of " << documents << " documents");
  if (documents == 0) return;
  unsayable.check("documents");
  // The poisoned graph of its suite, which is to be refused.
  CHECK(without_form == std::vector<std::string>{"conformance/rdf-canon/rdfc10/test074-in.nq"});
  CHECK(documents > 4000);
}

}  // namespace rednode::conformance
