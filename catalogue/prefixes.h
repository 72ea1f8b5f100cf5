// The prefixes under which people know the vocabularies of dataset catalogues. Written documents
// declare all of them, so that they can be written as streams.
//
// Thread rule: pure functions.
#pragma once

#include <span>
#include <string_view>

namespace rednode::catalogue {

struct Prefix {
  std::string_view name;
  std::string_view iri;
};

std::span<const Prefix> usual_prefixes();

// "dct:title" in its two parts, where the IRI has such a form that needs no escapes.
struct ShortName {
  std::string_view prefix;  // without the colon
  std::string_view local;
};
bool shorten(std::string_view iri, ShortName& name);

}  // namespace rednode::catalogue
