#include "catalogue/categories.h"

#include <algorithm>

#include "catalogue/names.h"
#include "schema/update.h"

namespace rednode::catalogue {
// Canonical N-Quads have one statement a line, the subject first, and one space between the terms:
// what is looked for is found without reading the rest.
std::vector<std::string> health_categories(std::string_view nquads, std::string_view iri,
                                           std::size_t most) {
  const std::string head =
      "<" + std::string(iri) + "> <" + std::string(names::kHealthCategory) + "> <";
  std::vector<std::string> found;
  for (auto at = nquads.find(head); at != nquads.npos; at = nquads.find(head, at + head.size())) {
    if (at > 0 && nquads[at - 1] != '\n') continue;
    const std::string_view rest = nquads.substr(at + head.size());
    const std::string_view concept_iri = rest.substr(0, rest.find('>'));
    const auto cut = concept_iri.find_last_of("/#");
    const std::string_view notation =
        cut == concept_iri.npos ? concept_iri : concept_iri.substr(cut + 1);
    if (schema::is_category(std::string(notation))) found.emplace_back(notation);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  if (found.size() > most) found.resize(most);
  return found;
}

}  // namespace rednode::catalogue
