// The words of the mapping language, and how a lookup compares texts.
//
// Thread rule: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "catalogue/mapping.h"

namespace rednode::catalogue {

// "text", "iri", "url", "mail", "date", "json".
std::optional<As> kind_from_word(std::string_view word);
// All of them, for messages.
std::string kind_words();

// Trimmed, with ASCII letters in lower case.
std::string lookup_key(std::string_view text);
std::string_view trimmed(std::string_view text);

}  // namespace rednode::catalogue
