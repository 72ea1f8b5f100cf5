// Terms: IRIs, blank nodes and literals, each held as one string in canonical N-Triples form.
//
//   <http://example.org/a>   _:label   "text"   "text"@nl   "5"^^<http://.../XMLSchema#integer>
//
// Equal terms have equal bytes, so that one hash table interns them and the canonical form of a
// statement is a concatenation. The escapes are those of RDFC-1.0 section 5 (canonical N-Quads): in
// literals \b \t \n \f \r \" \\, every other control character, U+007F, U+FFFE and U+FFFF as
// \uXXXX, nothing else; xsd:string is left unsaid. A language tag stays exactly as it was written.
//
// Thread rule: pure functions. "Text" means such a string throughout this layer.
#pragma once

#include <string>
#include <string_view>

namespace rednode::catalogue {

enum class TermKind { kIri, kBlank, kLiteral };

// The four texts of a statement; an empty graph is the default graph.
struct QuadText {
  std::string_view subject;
  std::string_view predicate;
  std::string_view object;
  std::string_view graph;
};

// REQUIRES (all below): `text` is the text of a term.
inline TermKind kind_of(std::string_view text) {
  if (text.front() == '<') return TermKind::kIri;
  return text.front() == '_' ? TermKind::kBlank : TermKind::kLiteral;
}
inline bool is_iri(std::string_view text) {
  return text.front() == '<';
}
inline bool is_blank(std::string_view text) {
  return text.front() == '_';
}
inline bool is_literal(std::string_view text) {
  return text.front() == '"';
}

// The IRI without its brackets. REQUIRES: is_iri(text).
inline std::string_view iri_of(std::string_view text) {
  return text.substr(1, text.size() - 2);
}
// The label without "_:". REQUIRES: is_blank(text).
inline std::string_view label_of(std::string_view text) {
  return text.substr(2);
}

// REQUIRES (the next four): is_literal(text).
// The lexical form with escapes undone.
std::string lexical_of(std::string_view text);
// The lexical form as it stands in the text, escapes and all.
std::string_view escaped_lexical_of(std::string_view text);
// The language tag as written, or nothing.
std::string_view language_of(std::string_view text);
// The datatype's IRI: xsd:string where none is said, rdf:langString where there is a language.
std::string_view datatype_of(std::string_view text);

// Appends the text of a term. REQUIRES: a checked IRI (iri.h), a valid label, well-formed UTF-8.
void append_iri(std::string& out, std::string_view iri);
void append_blank(std::string& out, std::string_view label);
// With a language the datatype is not looked at; an empty datatype is xsd:string.
void append_literal(std::string& out, std::string_view lexical, std::string_view datatype,
                    std::string_view language);

std::string iri_text(std::string_view iri);
std::string literal_text(std::string_view lexical, std::string_view datatype = {},
                         std::string_view language = {});

// BCP 47 as RDF 1.1 writes it: letters, then groups of letters and digits behind hyphens.
bool is_language_tag(std::string_view tag);

}  // namespace rednode::catalogue
