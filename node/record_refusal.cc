#include "node/record_refusal.h"

#include "catalogue/canonical.h"
#include "catalogue/ntriples.h"

namespace rednode::node {

std::optional<RecordRefusal> refusal_of(std::string_view nquads, const std::string& iri) {
  const auto graph = catalogue::parse_nquads(nquads);
  if (!graph.ok()) return RecordRefusal{"not-nquads", graph.error().message};
  const auto subject = graph->find_iri(iri);
  if (!subject.has_value() || graph->about(*subject).empty()) {
    return RecordRefusal{"not-about-its-iri", "the content has no statement about the record"};
  }
  const auto canonical = catalogue::canonical_form(*graph);
  if (!canonical.ok()) return RecordRefusal{"too-complex", canonical.error().message};
  // Where the form is not determined (catalogue/canonical.h), another may be right too.
  if (canonical->bytes != nquads && canonical->stable) {
    return RecordRefusal{"not-canonical",
                         "the content is not the canonical form (RDFC-1.0) of what it says"};
  }
  return std::nullopt;
}

}  // namespace rednode::node
