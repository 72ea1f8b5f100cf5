// The health categories of a record, as its origin signs them with each put, so that whoever takes
// only a part of a catalogue can tell what to take without the content.
//
// Thread rule: pure function.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rednode::catalogue {

// The notations, that is what follows the last '/' or '#' of each concept's IRI, of the record's
// healthdcatap:healthCategory (HealthDCAT-AP Release 8), ascending, each once, of `most` the first.
// `nquads`: the record's canonical N-Quads. A concept whose name is no such word is passed over.
std::vector<std::string> health_categories(std::string_view nquads, std::string_view iri,
                                           std::size_t most);

}  // namespace rednode::catalogue
