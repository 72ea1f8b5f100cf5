#include "node/ctl/reading.h"

#include <unistd.h>

#include <algorithm>

#include "base/limits.h"
#include "catalogue/iri.h"
#include "catalogue/mapping.h"
#include "node/ctl/document.h"
#include "node/ctl/text_file.h"

namespace rednode::node {
namespace {

// A file goes first, so that an operator may adapt a mapping under the name of the one that ships.
base::Result<std::shared_ptr<const catalogue::Mapping>> read_mapping(const std::string& name) {
  const auto shipped = catalogue::shipped_mappings();
  const bool ships = std::find(shipped.begin(), shipped.end(), name) != shipped.end();
  if (ships && access(name.c_str(), R_OK) != 0) return catalogue::shipped_mapping(name);
  REDNODE_TRY(const std::string text, read_text_file(name, base::limits::kConfigBytesMax));
  REDNODE_TRY(auto mapping, catalogue::parse_mapping(text, name));
  return std::shared_ptr<const catalogue::Mapping>(
      std::make_shared<catalogue::Mapping>(std::move(mapping)));
}

}  // namespace

base::Result<Reading> Reading::from(const ReadingOptions& options) {
  Reading reading;
  REDNODE_TRY(reading.format_, readable_format(options.format));
  if (!options.base_iri.empty() && !catalogue::is_absolute_iri(options.base_iri)) {
    return base::invalid("--base " + options.base_iri + " is not an absolute IRI");
  }
  reading.base_iri_ = options.base_iri;
  REDNODE_TRY(reading.contexts_, read_contexts(options.contexts));
  if (options.mapping.empty()) return reading;
  REDNODE_TRY(reading.mapping_, read_mapping(options.mapping));
  if (!reading.format_.has_value()) {
    const bool table = reading.mapping_->source == catalogue::Mapping::Source::kTable;
    reading.format_ = table ? catalogue::Format::kCsv : catalogue::Format::kMapped;
  } else if (!catalogue::is_mapped(*reading.format_)) {
    return base::invalid("--mapping belongs to JSON and tables, and not to --format " +
                         options.format);
  }
  return reading;
}

void Reading::apply(catalogue::ImportOptions& options) const {
  options.format = format_;
  options.base_iri = base_iri_;
  options.contexts = contexts_;
  options.mapping = mapping_.get();
}

std::string unmapped_text(const catalogue::UnmappedField& field) {
  std::string text = field.path.empty() ? "further fields" : field.path;
  text += ": " + std::to_string(field.count) + (field.count == 1 ? " value was" : " values were") +
          " not carried over (" + field.reason + ")";
  if (!field.example.empty()) text += ", such as " + field.example;
  return text;
}

}  // namespace rednode::node
