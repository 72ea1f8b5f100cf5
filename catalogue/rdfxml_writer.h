// One dataset as node elements of RDF/XML (W3C "RDF 1.1 XML Syntax", 2014), for people and for
// programs of other makers. For catalogue/writer.cc.
//
// Thread rule: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "catalogue/dataset.h"

namespace rednode::catalogue {

// What stands before the first dataset and after the last one of a document.
base::Bytes rdfxml_head();
base::Bytes rdfxml_tail();

// `labels` by term (blank_labels.h); `first`: the IRI described first, or "". REQUIRES:
// dataset.indexed(), and no named graphs.
// Errors: kInvalid where RDF/XML cannot say it: a property that does not end in a name of XML or is
// a word of RDF/XML itself, a character that XML cannot hold. Nothing is ever altered instead.
base::Result<base::Bytes> to_rdfxml(const Dataset& dataset, const std::vector<std::string>& labels,
                                    std::string_view first);

}  // namespace rednode::catalogue
