// Documents that nobody here wrote, as an operator has them: of any format, told by its content,
// packed or not; and what an import makes of one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/importer.h"
#include "catalogue/mapping.h"

namespace rednode::conformance {

struct Document {
  std::string name;  // its path below ../shared/data
  std::string text;  // unpacked
  catalogue::Format format = catalogue::Format::kTurtle;
  // Null: the shipped one of the format, where that needs a mapping.
  std::shared_ptr<const catalogue::Mapping> mapping;
};

// Every file below ../shared/data/FOLDER, in the order of their names; none where it is absent.
std::vector<std::filesystem::path> files_below(std::string_view folder);

// Of the recorded answers of a CKAN the answer. Errors: why it is no document, as `redctl import`
// says it; damaged compression.
base::Result<Document> open_document(const std::filesystem::path& file);

struct Imported {
  std::map<std::string, std::string> records;  // content by IRI
  std::vector<catalogue::Refusal> refusals;
  std::vector<catalogue::UnmappedField> unmapped;
  std::uint64_t left_out = 0;  // statements
  catalogue::ImportCounts counts;
  std::string failure;  // why there are no counts
};

Imported imported_from(std::string_view text, const catalogue::ImportOptions& options);
// With bases for relative IRIs and for datasets without one.
Imported imported_from(const Document& document);

// What could be read of the document, in records or not, indexed.
catalogue::Dataset statements_of(const Document& document);

}  // namespace rednode::conformance
