#include "catalogue/older_terms.h"

#include <set>

namespace rednode::catalogue {

std::vector<OlderTerm> older_terms(const Dataset& record, const Aliases& aliases) {
  std::set<OlderTerm> terms;
  for (const Quad& quad : record.quads()) {
    const std::string_view object = record.text(quad.object);
    if (!is_iri(object)) continue;
    const auto now = aliases.present(iri_of(object));
    if (!now) continue;
    terms.insert(
        {std::string(iri_of(record.text(quad.predicate))), std::string(iri_of(object)), *now});
  }
  return {terms.begin(), terms.end()};
}

}  // namespace rednode::catalogue
