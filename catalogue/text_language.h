// What a language tag (BCP 47, RFC 5646) says to a report on languages.
//
// Thread rule: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace rednode::catalogue {

// "nl" of "nl-BE" and of "NL"; "" of no tag.
std::string primary_language(std::string_view tag);

// The text was made out of another language by a machine or otherwise: the extension T of RFC 6497,
// as in "fr-t-nl".
bool is_transformed(std::string_view tag);

// One of the 24 official languages of the European Union (Regulation No 1 of 1958, as amended), by
// its primary subtag. Irish is "ga"; a tag such as "ger" is none, since BCP 47 wants "de".
bool is_official_language(std::string_view primary);

}  // namespace rednode::catalogue
