// Datatypes of XML Schema 1.1 Part 2 (W3C, 2012), as RDF 1.1 uses them: whether a lexical form
// belongs to its type, and how two values compare.
//
// Comparison is that of SPARQL 1.1 section 17.3 (numbers, strings, booleans, dateTime), and in the
// same manner that of the other date and time types, each with its own kind. Integers and decimals
// of any length compare exactly. Two times of which only one has a time zone compare where fourteen
// hours either way make no difference, and not otherwise (XSD 1.1 Part 2, section 3.3.7).
//
// Thread rule: pure functions.
#pragma once

#include <string_view>

namespace rednode::catalogue {

inline constexpr std::string_view kXsd = "http://www.w3.org/2001/XMLSchema#";

enum class LexicalForm { kValid, kInvalid, kUnknownType };

// `datatype`: an IRI. White space around a value is not part of any form (RDF 1.1 section 5.1).
LexicalForm check_lexical(std::string_view lexical, std::string_view datatype);

enum class Order { kLess, kEqual, kGreater, kNone };

// REQUIRES: the texts (catalogue/term.h) of two literals. kNone where they cannot be compared: of
// different kinds, or ill-formed.
Order compare_literals(std::string_view a, std::string_view b);

}  // namespace rednode::catalogue
