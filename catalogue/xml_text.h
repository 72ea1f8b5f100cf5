// Text and names as XML 1.0 writes them (W3C, fifth edition of 2008). For
// catalogue/rdfxml_writer.cc.
//
// Thread rule: pure functions. REQUIRES (all): well-formed UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rednode::catalogue {

// The first character that no document of XML 1.0 can hold, not even by a reference (section 2.2):
// most controls, U+FFFE and U+FFFF. npos: none.
std::size_t forbidden_in_xml(std::string_view text);

// Appends the text of an element, or the value of an attribute in double quotes, so that a parser
// gives exactly these characters back: also carriage returns, and white space in attributes.
void append_xml_text(std::string& out, std::string_view text);
void append_xml_value(std::string& out, std::string_view value);

// Where the longest local name at the end of the IRI begins, with characters that all editions of
// XML 1.0 allow in names, so that the rest can be a namespace. npos: there is none.
std::size_t local_name_of(std::string_view iri);

}  // namespace rednode::catalogue
