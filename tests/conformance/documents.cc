#include "tests/conformance/documents.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "catalogue/decompress.h"
#include "tests/conformance/suite.h"

namespace rednode::conformance {
namespace {

namespace cat = rednode::catalogue;
namespace fs = std::filesystem;

// Files that no content tells from others of their kind: the operator names the mapping.
struct NamedMapping {
  std::string_view file;
  const char* mapping;
};
// Each file there is a request and, within it, the answer that a CKAN gave.
constexpr std::string_view kRecorded = "healthdcat-ap/gdi-ckan-api-mocks/package_";

constexpr const char* kBase = "http://base.example/";

constexpr std::array<NamedMapping, 2> kMappings = {{
    {"catalogues/uk-hdruk/datasets-v1.json", "hdruk"},
    {"catalogues/de/musterdatenkatalog-500.csv", "csv-example"},
}};

base::Result<std::string> unpacked(const std::string& bytes) {
  const cat::ByteSource source = cat::decompressed(cat::source_of(bytes));
  std::string out;
  std::array<char, 1 << 16> buffer{};
  for (;;) {
    REDNODE_TRY(const std::size_t count, source(buffer.data(), buffer.size()));
    if (count == 0) return out;
    out.append(buffer.data(), count);
  }
}

fs::path root() {
  return fs::path(REDNODE_SOURCE_DIR) / "../shared/data";
}

}  // namespace

std::vector<fs::path> files_below(std::string_view folder) {
  std::vector<fs::path> files;
  const auto found = fixtures(folder);
  if (!found) return files;
  for (const auto& entry : fs::recursive_directory_iterator(*found)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

base::Result<Document> open_document(const fs::path& file) {
  Document document;
  document.name = file.lexically_relative(root()).string();
  REDNODE_TRY(document.text, unpacked(read_file(file)));
  if (document.name.starts_with(kRecorded) && document.name.ends_with(".json")) {
    document.text = nlohmann::json::parse(document.text)["response"]["jsonBody"].dump(1);
  }
  for (const NamedMapping& named : kMappings) {
    if (document.name != named.file) continue;
    REDNODE_TRY(document.mapping, cat::shipped_mapping(named.mapping));
    document.format = cat::Format::kMapped;
    return document;
  }
  const auto head = base::BytesView(document.text).substr(0, cat::kDetectBytes);
  REDNODE_TRY(document.format, cat::detect_format(head, file.filename().string()));
  return document;
}

Imported imported_from(std::string_view text, const cat::ImportOptions& options) {
  Imported imported;
  cat::ImportEvents events;
  events.on_record = [&imported](cat::RecordContent&& record) -> base::Status {
    imported.records[record.iri] = std::move(record.content);
    return {};
  };
  events.on_refusal = [&imported](cat::Refusal&& refusal) -> base::Status {
    imported.refusals.push_back(std::move(refusal));
    return {};
  };
  events.on_left_out = [&imported](cat::LeftOut&& left_out) -> base::Status {
    imported.left_out += left_out.statements;
    return {};
  };
  events.on_unmapped = [&imported](cat::UnmappedField&& field) -> base::Status {
    imported.unmapped.push_back(std::move(field));
    return {};
  };
  const auto counts = cat::import_document(cat::source_of(text), options, events);
  if (counts.ok()) {
    imported.counts = *counts;
  } else {
    imported.failure = counts.error().message;
  }
  return imported;
}

Imported imported_from(const Document& document) {
  cat::ImportOptions options;
  options.base_iri = kBase;
  options.mint_base = "https://mint.example/";
  options.file_name = document.name;
  options.format = document.format;
  options.mapping = document.mapping.get();
  return imported_from(document.text, options);
}

cat::Dataset statements_of(const Document& document) {
  cat::Dataset dataset;
  cat::ReaderEvents events;
  events.on_quad = [&dataset](const cat::QuadText& quad, cat::Position) -> base::Status {
    dataset.add(quad);
    return {};
  };
  events.on_error = [](cat::SyntaxError&&) -> base::Status { return {}; };
  // A document that is refused in the middle has said what stands before.
  [[maybe_unused]] const auto counts = cat::read_rdf(cat::source_of(document.text), document.format,
                                                     {kBase, {}, document.mapping.get()}, events);
  dataset.index();
  return dataset;
}

}  // namespace rednode::conformance
