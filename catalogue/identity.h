// Identity: by what a dataset is known again when its IRI has changed: its holder together with its
// identifier. Catalogues that mint IRIs from blank nodes change them with every export, while the
// identifier stays (docs/formats/records.md).
//
// Thread rule: pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/dataset.h"

namespace rednode::catalogue {

// 128 bits of a SHA-256: enough to tell millions apart.
using IdentityKey = std::array<std::uint64_t, 2>;

// One for each holder (geodcatap:custodian and dct:publisher, by IRI, or by name where it is a
// blank node) with each identifier (dct:identifier, and the notations of adms:identifier, where a
// hop that rewrote it keeps the earlier one). A record without a holder has keys for identifiers
// that are web addresses only: others name nothing by themselves. Sorted, each once. REQUIRES:
// record.indexed().
std::vector<IdentityKey> identity_keys(const Dataset& record, std::string_view record_iri);

// The identifiers alone, as written. Sorted, each once. REQUIRES: record.indexed().
std::vector<std::string> identifiers_of(const Dataset& record, std::string_view record_iri);

}  // namespace rednode::catalogue
