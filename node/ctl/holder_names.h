// What holders are called in a report.
//
// Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "catalogue/holder.h"

namespace rednode::node {

struct HolderName {
  std::string name;
  std::size_t index = 0;  // of the holder
};

// In alphabetical order, as far as ASCII has one. Holders of one name are told apart by the ends of
// their IRIs; one without a name or IRI is "(no holder)". REQUIRES: no null pointer.
std::vector<HolderName> holder_names(const std::vector<const catalogue::Holder*>& holders,
                                     const std::vector<std::string>& languages);

// The name of one alone.
std::string holder_name(const catalogue::Holder& holder, const std::vector<std::string>& languages);

}  // namespace rednode::node
