// Documents of national formats as they really are: each value of each record is used, ignored with
// a reason, or reported. The values are counted a second time here, by another reader of JSON.

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "catalogue/ntriples.h"
#include "catalogue/writer.h"
#include "tests/conformance/documents.h"
#include "tests/conformance/suite.h"
#include "tests/unit/test.h"

namespace rednode::conformance {
namespace {

namespace cat = rednode::catalogue;
using Json = nlohmann::json;

Imported import(const std::string& text, const std::string& name, const char* mapping_name = "") {
  std::shared_ptr<const cat::Mapping> mapping;
  cat::ImportOptions options;
  options.mint_base = "https://mint.example/";
  options.file_name = name;
  if (*mapping_name != '\0') {
    mapping = *cat::shipped_mapping(mapping_name);
    options.mapping = mapping.get();
    options.format = cat::Format::kMapped;
  }
  return imported_from(text, options);
}

bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

// The values that say something. `ckan`: lists and objects in texts are opened, and the keys of
// `extras` name values and are none.
std::uint64_t count_values(const Json& json, bool ckan) {
  if (json.is_null()) return 0;
  if (json.is_string()) {
    const auto& text = json.get_ref<const std::string&>();
    if (ckan && !text.empty() && (text.front() == '[' || text.front() == '{')) {
      const Json inner = Json::parse(text, nullptr, false);
      if (inner.is_structured() && !inner.empty()) return count_values(inner, false);
    }
    return is_blank(text) ? 0 : 1;
  }
  if (!json.is_structured()) return 1;
  std::uint64_t sum = 0;
  for (const auto& [name, value] : json.items()) {
    sum += count_values(value, ckan);
    if (!ckan || name != "extras" || !value.is_array()) continue;
    for (const Json& pair : value) {
      if (pair.contains("key") && pair.contains("value")) --sum;
    }
  }
  return sum;
}

void check_accounts(const Imported& imported, std::uint64_t values) {
  const cat::ValueCounts& counted = imported.counts.values;
  CHECK(counted.values == counted.used + counted.ignored + counted.unmapped);
  std::uint64_t unmapped = 0;
  for (const cat::UnmappedField& field : imported.unmapped) {
    CHECK_FALSE(field.reason.empty());
    CHECK_FALSE(field.example.empty());
    unmapped += field.count;
  }
  CHECK(counted.unmapped == unmapped);
  CHECK(counted.values == values);
  const cat::SplitCounts& split = imported.counts.split;
  CHECK(split.statements == split.in_records + split.refused + split.left_out);
  CHECK(imported.left_out == 0);
  CHECK(split.refusals == 0);
}

std::vector<std::filesystem::path> json_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_CASE("mapped files: data.gouv.fr, API v1 and v2 and pages") {
  const auto root = fixtures("catalogues/fr-udata");
  if (!root) return;
  std::size_t records = 0;
  std::size_t files = 0;
  for (const auto& path : json_files(*root)) {
    if (path.string().find("harvest-samples") != std::string::npos) continue;
    INFO(path);
    const std::string text = read_file(path);
    const Imported imported = import(text, path.string());
    REQUIRE(imported.failure.empty());
    CHECK(imported.counts.format == cat::Format::kUdata);
    CHECK(imported.refusals.empty());
    check_accounts(imported, count_values(Json::parse(text), false));
    records += imported.records.size();
    ++files;
  }
  CHECK(files == 8);
  CHECK(records == 6 + 20 + 15);
}

TEST_CASE("mapped files: CKAN packages, profiles of ckanext-dcat, DKAN") {
  const auto samples = fixtures("healthdcat-ap/ckanext-dcat-examples/ckan");
  const auto harvested = fixtures("catalogues/fr-udata/harvest-samples/ckan");
  if (!samples || !harvested) return;
  auto files = json_files(*samples);
  for (const auto& path : json_files(*harvested)) files.push_back(path);
  std::size_t read = 0;
  for (const auto& path : files) {
    INFO(path);
    const std::string text = read_file(path);
    const Imported imported = import(text, path.string());
    const std::string name = path.filename().string();
    if (name == "dataset.json" || name.starts_with("catalog")) {
      // The older JSON of project-open-data: neither CKAN's nor JSON-LD, and said to be neither.
      CHECK(imported.failure.find("neither JSON-LD nor") != std::string::npos);
      continue;
    }
    REQUIRE(imported.failure.empty());
    CHECK(imported.counts.format == cat::Format::kCkan);
    ++read;
    if (name == "ckan_full_dataset_dcat_ap.json" ||
        name == "ckan_full_dataset_dcat_us_vocabularies.json") {
      REQUIRE(imported.refusals.size() == 1);
      CHECK(imported.refusals[0].reason.find("twice") != std::string::npos);
      continue;
    }
    CHECK(imported.records.size() == 1);
    check_accounts(imported, count_values(Json::parse(text), true));
  }
  CHECK(read == 11);
}

TEST_CASE("mapped files: the answers of a CKAN with the health schema") {
  const auto root = fixtures("healthdcat-ap/gdi-ckan-api-mocks");
  if (!root) return;
  std::size_t records = 0;
  for (const auto& path : json_files(*root)) {
    if (!path.filename().string().starts_with("package_")) continue;
    INFO(path);
    const auto document = open_document(path);
    REQUIRE(document.ok());
    const Json body = Json::parse(document->text);
    const Imported imported = import(document->text, path.string());
    REQUIRE(imported.failure.empty());
    CHECK(imported.counts.format == cat::Format::kCkan);
    records += imported.records.size();
    if (body.contains("error") || body["result"].is_null()) {
      REQUIRE(imported.refusals.size() == 1);
      CHECK(imported.refusals[0].reason.find("it has none of title") != std::string::npos);
    } else {
      CHECK(imported.refusals.empty());
      check_accounts(imported, count_values(body, true));
    }
  }
  CHECK(records > 10);
}

TEST_CASE("mapped files: Health Data Research UK, with tables and variables") {
  const auto root = fixtures("catalogues/uk-hdruk");
  if (!root) return;
  const std::string text = read_file(*root / "datasets-v1.json");
  const Imported imported = import(text, "datasets-v1.json", "hdruk");
  REQUIRE(imported.failure.empty());
  CHECK(imported.refusals.empty());
  CHECK(imported.records.size() == 460);
  check_accounts(imported, count_values(Json::parse(text), false));
  std::map<std::string, std::size_t> classes;
  for (const auto& [iri, content] : imported.records) {
    for (const char* name : {"#TableGroup>", "#Table>", "#Column>"}) {
      for (auto at = content.find(name); at != content.npos; at = content.find(name, at + 1)) {
        ++classes[name];
      }
    }
  }
  CHECK(classes["#TableGroup>"] == 166);
  CHECK(classes["#Table>"] == 604);
  CHECK(classes["#Column>"] == 4791);
}

TEST_CASE("mapped files: a German table, and the tables that are written come back") {
  const auto root = fixtures("catalogues/de");
  if (!root) return;
  const std::string text = read_file(*root / "musterdatenkatalog-500.csv");
  const Imported imported = import(text, "musterdatenkatalog-500.csv", "csv-example");
  REQUIRE(imported.failure.empty());
  CHECK(imported.refusals.empty());
  CHECK(imported.records.size() == 500);
  std::string table;
  cat::Writer writer({.format = cat::Format::kCsv}, [&table](base::BytesView b) -> base::Status {
    table += b;
    return {};
  });
  for (const auto& [iri, content] : imported.records) {
    REQUIRE(writer.write(*cat::parse_nquads(content), iri, "DE").ok());
  }
  REQUIRE(writer.finish().ok());
  const Imported again = import(table, "again.csv");
  REQUIRE(again.failure.empty());
  CHECK(again.counts.format == cat::Format::kCsv);
  CHECK(again.counts.values.unmapped == 0);
  REQUIRE(again.records.size() == 500);
  for (const auto& [iri, content] : imported.records) {
    INFO(iri);
    REQUIRE(again.records.contains(iri));
    for (const char* property :
         {"<http://purl.org/dc/terms/title> ", "<http://www.w3.org/ns/dcat#theme> <"}) {
      const auto at = content.find(property);
      if (at == content.npos) continue;
      const std::string line = content.substr(at, content.find('\n', at) - at);
      CHECK(again.records.at(iri).find(line) != std::string::npos);
    }
  }
}

}  // namespace rednode::conformance
