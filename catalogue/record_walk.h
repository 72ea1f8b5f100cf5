// Steps over the graph of a record, for the files that read facts from it.
//
// Thread rule: pure functions. REQUIRES: an indexed dataset.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/dataset.h"
#include "catalogue/summary.h"

namespace rednode::catalogue {

// Calls visit(object) for each object of the property.
template <typename Visit>
void visit_objects(const Dataset& graph, TermId subject, std::string_view property, Visit&& visit) {
  const auto predicate = graph.find_iri(property);
  if (!predicate) return;
  for (const Quad& quad : graph.about(subject, *predicate)) visit(quad.object);
}

// The names of something: foaf:name, skos:prefLabel, vcard:fn and rdfs:label; of a literal itself.
inline std::vector<LocalText> names_of(const Dataset& graph, TermId node) {
  std::vector<LocalText> names;
  const auto add = [&](TermId object) {
    const std::string_view text = graph.text(object);
    if (is_literal(text)) names.push_back({std::string(language_of(text)), lexical_of(text)});
  };
  add(node);
  for (const std::string_view property :
       {"http://xmlns.com/foaf/0.1/name", "http://www.w3.org/2004/02/skos/core#prefLabel",
        "http://www.w3.org/2006/vcard/ns#fn", "http://www.w3.org/2000/01/rdf-schema#label"}) {
    visit_objects(graph, node, property, add);
  }
  return names;
}

}  // namespace rednode::catalogue
