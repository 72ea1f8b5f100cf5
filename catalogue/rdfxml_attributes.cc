#include "catalogue/rdfxml_attributes.h"

#include <array>
#include <utility>

#include "catalogue/names.h"
#include "catalogue/utf8.h"

namespace rednode::catalogue {
namespace {

constexpr std::array<std::pair<std::string_view, RdfXmlTerm>, 12> kTerms = {{
    {"RDF", RdfXmlTerm::kRdf},
    {"Description", RdfXmlTerm::kDescription},
    {"li", RdfXmlTerm::kLi},
    {"ID", RdfXmlTerm::kId},
    {"about", RdfXmlTerm::kAbout},
    {"nodeID", RdfXmlTerm::kNodeId},
    {"resource", RdfXmlTerm::kResource},
    {"datatype", RdfXmlTerm::kDatatype},
    {"parseType", RdfXmlTerm::kParseType},
    {"aboutEach", RdfXmlTerm::kWithdrawn},
    {"aboutEachPrefix", RdfXmlTerm::kWithdrawn},
    {"bagID", RdfXmlTerm::kWithdrawn},
}};

// Names that XML keeps for itself say nothing in RDF: xml:space, and what begins with "xml".
bool is_reserved(const XmlName& name) {
  const std::string_view text = name.prefix.empty() ? name.local : name.prefix;
  if (text.size() < 3) return false;
  return (text[0] | 0x20) == 'x' && (text[1] | 0x20) == 'm' && (text[2] | 0x20) == 'l';
}

// Old documents leave the prefix of these away.
bool stands_without_prefix(std::string_view local) {
  return local == "ID" || local == "about" || local == "resource" || local == "parseType" ||
         local == "type";
}

std::string quoted(const XmlName& name) {
  std::string text = "'";
  if (!name.prefix.empty()) text.append(name.prefix.substr(0, 100)).push_back(':');
  return text.append(name.local.substr(0, 200)).append("'");
}

void take(const XmlName& name, std::string iri, std::string_view value, RdfXmlAttributes& out) {
  switch (rdfxml_term(iri)) {
    case RdfXmlTerm::kId:
      out.id = value;
      break;
    case RdfXmlTerm::kAbout:
      out.about = value;
      break;
    case RdfXmlTerm::kNodeId:
      out.node_id = value;
      break;
    case RdfXmlTerm::kResource:
      out.resource = value;
      break;
    case RdfXmlTerm::kDatatype:
      out.datatype = value;
      break;
    case RdfXmlTerm::kParseType:
      out.parse_type = value;
      break;
    case RdfXmlTerm::kWithdrawn:
      out.fault.set("RDF has no attribute " + quoted(name) + " any more");
      break;
    case RdfXmlTerm::kRdf:
    case RdfXmlTerm::kDescription:
    case RdfXmlTerm::kLi:
      out.fault.set("the name " + quoted(name) + " cannot stand as an attribute");
      break;
    case RdfXmlTerm::kNone:
      out.properties.push_back({std::move(iri), value});
      break;
  }
}

}  // namespace

RdfXmlTerm rdfxml_term(std::string_view iri) {
  if (!iri.starts_with(names::kRdfNamespace)) return RdfXmlTerm::kNone;
  const std::string_view local = iri.substr(names::kRdfNamespace.size());
  for (const auto& [name, term] : kTerms) {
    if (name == local) return term;
  }
  return RdfXmlTerm::kNone;
}

RdfXmlAttributes sort_attributes(std::span<const XmlAttribute> attributes) {
  RdfXmlAttributes out;
  for (const auto& [name, value] : attributes) {
    if (name.space == names::kXmlNamespace) {
      if (name.local == "lang") out.language = value;
      if (name.local == "base") out.base = value;
      continue;
    }
    if (is_reserved(name)) continue;
    std::string_view space = name.space;
    if (space.empty()) {
      if (!stands_without_prefix(name.local)) {
        out.fault.set("the attribute " + quoted(name) + " has no namespace",
                      "give it the prefix of a vocabulary, or delete it");
        continue;
      }
      space = names::kRdfNamespace;
    }
    take(name, std::string(space).append(name.local), value, out);
  }
  return out;
}

bool is_xml_name(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    const bool first = is_name_base(c.code) || c.code == '_';
    if (!first && (at == 0 || (!is_name_character(c.code) && c.code != '.'))) return false;
    at += c.length;
  }
  return !text.empty();
}

}  // namespace rednode::catalogue
