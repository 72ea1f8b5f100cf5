// The attributes of one element of RDF/XML, sorted into those that are syntax and those that are
// properties (W3C "RDF 1.1 XML Syntax", sections 6.1.2, 6.1.4 and 7.2.2 to 7.2.11), and the names
// that may stand in each place. For catalogue/rdfxml_grammar.cc.
//
// Thread rule: pure functions. Views are those of the parser's event.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/xml_parser.h"

namespace rednode::catalogue {

// What a name of the RDF namespace is to the grammar; the namespace's other names are just names.
enum class RdfXmlTerm {
  kNone,
  kRdf,
  kDescription,
  kLi,
  kId,
  kAbout,
  kNodeId,
  kResource,
  kDatatype,
  kParseType,
  kWithdrawn,  // aboutEach, aboutEachPrefix, bagID
};
RdfXmlTerm rdfxml_term(std::string_view iri);

// An error that is not yet known to belong to a unit. No reason: none.
struct RdfXmlFault {
  std::string reason;
  std::string remedy;
  // The first of several counts.
  void set(std::string why, std::string what_to_do = {}) {
    if (!reason.empty()) return;
    reason = std::move(why);
    remedy = std::move(what_to_do);
  }
  explicit operator bool() const { return !reason.empty(); }
};

struct RdfXmlAttributes {
  struct Property {
    std::string iri;
    std::string_view value;
  };

  std::optional<std::string_view> id, about, node_id, resource, datatype, parse_type;
  std::optional<std::string_view> language, base;  // xml:lang, xml:base
  std::vector<Property> properties;
  RdfXmlFault fault;  // an attribute that may stand nowhere; the others are sorted all the same
};

RdfXmlAttributes sort_attributes(std::span<const XmlAttribute> attributes);

// NCName of Namespaces in XML 1.0. REQUIRES: well-formed UTF-8.
bool is_xml_name(std::string_view text);

}  // namespace rednode::catalogue
