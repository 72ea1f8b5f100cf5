// Real catalogues, good and broken: an import never crashes, every statement is accounted for, and
// what is exported comes back as the same contents.

#include <cstdio>
#include <filesystem>
#include <map>
#include <set>

#include "base/digest.h"
#include "catalogue/canonical.h"
#include "catalogue/importer.h"
#include "catalogue/ntriples.h"
#include "catalogue/summary.h"
#include "catalogue/writer.h"
#include "tests/conformance/suite.h"
#include "tests/unit/test.h"

namespace rednode::conformance {
namespace {

namespace cat = rednode::catalogue;

struct Imported {
  std::map<std::string, std::string> records;
  cat::ImportCounts counts;
  std::uint64_t left_out = 0;
  std::string failure;
};

Imported import(const std::string& text, const std::string& name) {
  Imported imported;
  cat::ImportEvents events;
  events.on_record = [&imported](cat::RecordContent&& record) -> base::Status {
    imported.records[record.iri] = std::move(record.content);
    return {};
  };
  events.on_refusal = [](cat::Refusal&& refusal) -> base::Status {
    CHECK_FALSE(refusal.reason.empty());
    CHECK(refusal.at.line > 0);
    return {};
  };
  events.on_left_out = [&imported](cat::LeftOut&& left_out) -> base::Status {
    imported.left_out += left_out.statements;
    return {};
  };
  cat::ImportOptions options;
  options.base_iri = "http://base.example/";
  options.mint_base = "https://mint.example/";
  options.file_name = name;
  const auto counts = cat::import_document(cat::source_of(text), options, events);
  if (counts.ok()) {
    imported.counts = *counts;
  } else {
    imported.failure = counts.error().message;
  }
  return imported;
}

// All records in one document.
std::string exported(const Imported& imported, cat::Format format) {
  std::string out;
  cat::Writer writer({.format = format, .merge_shared = true},
                     [&out](base::BytesView b) -> base::Status {
                       out += b;
                       return {};
                     });
  for (const auto& [iri, content] : imported.records) {
    const auto dataset = cat::parse_nquads(content);
    REQUIRE(dataset.ok());
    CHECK(*cat::canonicalize(*dataset) == content);
    CHECK(cat::summarise(*dataset, iri).ok());
    REQUIRE(writer.write(*dataset, iri).ok());
  }
  REQUIRE(writer.finish().ok());
  return out;
}

void check_accounts(const std::string& text, const Imported& imported) {
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
  REQUIRE(
      cat::read_rdf(cat::source_of(text), imported.counts.format, {"http://base.example/"}, events)
          .ok());
  CHECK(split.statements == distinct.size());
}

void check_file(const std::string& text, const std::string& name) {
  INFO(name);
  const Imported imported = import(text, name);
  REQUIRE(imported.failure.empty());
  check_accounts(text, imported);
  for (const cat::Format format :
       {cat::Format::kTrig, cat::Format::kNQuads, cat::Format::kJsonLd}) {
    const Imported again =
        import(exported(imported, format), "again." + std::string(cat::format_name(format)));
    REQUIRE(again.failure.empty());
    CHECK(again.counts.syntax_errors == 0);
    CHECK(again.counts.split.refusals == 0);
    CHECK(again.records.size() == imported.records.size());
    for (const auto& [iri, content] : imported.records) {
      INFO(iri);
      REQUIRE(again.records.contains(iri));
      CHECK(again.records.at(iri) == content);
    }
  }
}

std::string unpacked(const std::filesystem::path& path) {
  std::string out;
  std::FILE* pipe = ::popen(("gzip -dc '" + path.string() + "'").c_str(), "r");
  if (pipe == nullptr) return out;
  std::string buffer(1 << 16, '\0');
  for (std::size_t got = 1; got > 0;) {
    got = std::fread(buffer.data(), 1, buffer.size(), pipe);
    out.append(buffer, 0, got);
  }
  ::pclose(pipe);
  return out;
}

bool is_rdf(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  // The Czech catalogue needs a context that cannot be had: jsonld_files_test.cc.
  if (extension == ".jsonld") return path.string().find("/cz/") == std::string::npos;
  return extension == ".ttl" || extension == ".nt" || extension == ".trig" || extension == ".nq" ||
         extension == ".rdf";
}

}  // namespace

TEST_CASE("real files: every statement is accounted for and comes back") {
  std::size_t files = 0;
  std::size_t records = 0;
  for (const char* folder :
       {"catalogues", "healthdcat-ap", "dcat-ap", "hostile", "authority-tables"}) {
    const auto root = fixtures(folder);
    if (!root) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(*root)) {
      if (!entry.is_regular_file() || !is_rdf(entry.path())) continue;
      const std::string text = read_file(entry.path());
      check_file(text, entry.path().string());
      records += import(text, entry.path().string()).records.size();
      ++files;
    }
  }
  WARN(files << " files, " << records << " records");
}

TEST_CASE("real files: the health datasets of Belgium") {
  const auto root = fixtures("catalogues/be");
  if (!root) return;
  const std::string text = unpacked(*root / "health-2025-02-10.ttl.gz");
  if (text.empty()) {
    std::fprintf(stderr, "*** SKIPPED: no gzip to unpack the Belgian catalogue\n");
    return;
  }
  check_file(text, "health-2025-02-10.ttl");
  const Imported imported = import(text, "health-2025-02-10.ttl");
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
    const Imported imported = import(read_file(*root / expected.file), expected.file);
    CHECK(imported.counts.syntax_errors == expected.errors);
    if (expected.statements > 0) CHECK(imported.counts.split.statements == expected.statements);
  }
}

}  // namespace rednode::conformance
