// Datasets as one document of JSON-LD 1.1, for people and programs: the context that ships as
// contexts/healthdcat-ap.jsonld stands in the document itself, so that nothing has to be fetched to
// read it. For catalogue/writer.cc; docs/formats/jsonld.md says how it looks.
//
// Thread rule: one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "catalogue/dataset.h"
#include "catalogue/jsonld_context.h"

namespace rednode::catalogue {

class JsonLdWriter {
 public:
  JsonLdWriter();

  // {"@context": {...}, "@graph": [
  base::Bytes begin() const;
  // The elements that say what the dataset says. `labels` by term (blank_labels.h); `first`: the
  // IRI described first, or "". REQUIRES: dataset.indexed().
  base::Bytes elements(const Dataset& dataset, const std::vector<std::string>& labels,
                       std::string_view first);
  // ]}
  base::Bytes end() const;

 private:
  ContextPtr context_;
  bool any_ = false;
};

}  // namespace rednode::catalogue
