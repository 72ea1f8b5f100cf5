// Reading: how a command reads documents, from what the operator says on the command line.
//
// Thread rule: a value.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalogue/format.h"
#include "catalogue/importer.h"
#include "catalogue/rdf_reader.h"

namespace rednode::node {

struct ReadingOptions {
  std::string format;  // a name of catalogue/format.h; empty: detected
  std::string base_iri;
  std::vector<std::string> contexts;  // "URL=FILE", for JSON-LD
  std::string mapping;                // a file, or the name of one that ships; empty: none
};

class Reading {
 public:
  // kInvalid, kNotFound: an option that cannot be meant, a file that cannot be read.
  static base::Result<Reading> from(const ReadingOptions& options);

  // Nothing: what the document says.
  std::optional<catalogue::Format> format() const { return format_; }
  // REQUIRES: the object outlives the use of the options.
  catalogue::ReaderOptions reader() const { return {base_iri_, contexts_, mapping_.get()}; }
  void apply(catalogue::ImportOptions& options) const;

 private:
  std::optional<catalogue::Format> format_;
  std::string base_iri_;
  std::vector<catalogue::NamedContext> contexts_;
  std::shared_ptr<const catalogue::Mapping> mapping_;
};

// "PATH: 12 values were not carried over (no rule takes it), such as ..."
std::string unmapped_text(const catalogue::UnmappedField& field);

}  // namespace rednode::node
