// RdfXmlGrammar: the events of an XML document become triples, by the grammar of W3C "RDF 1.1 XML
// Syntax" (2014), section 7. Complete; the names of its productions stand at the functions.
//
// Wrong statements become faults of the unit that they stand in (catalogue/rdfxml_units.h), and the
// grammar goes on with what follows.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "catalogue/rdfxml_attributes.h"
#include "catalogue/rdfxml_units.h"
#include "catalogue/xml_literal.h"
#include "catalogue/xml_parser.h"

namespace rednode::catalogue {

class RdfXmlGrammar final : public XmlHandler {
 public:
  // `parser`: whose events come in; it need not have begun. REQUIRES: both outlive the grammar.
  RdfXmlGrammar(const XmlParser& parser, RdfXmlUnits& units, std::string base_iri);

  base::Status on_start(const XmlName& name, std::span<const XmlAttribute> attributes) override;
  base::Status on_end(const XmlName& name) override;
  base::Status on_text(std::string_view text) override;
  base::Status on_comment(std::string_view text) override;
  base::Status on_instruction(std::string_view target, std::string_view data) override;

 private:
  enum class Kind : std::uint8_t {
    kDocument,
    kRdf,         // rdf:RDF: holds node elements
    kNode,        // holds property elements
    kProperty,    // holds a text or one node element
    kCollection,  // a property element that holds node elements
    kResource,    // a property element that holds property elements
    kLiteral,     // a property element that holds XML
  };
  // An open element. A property element stands right above the element that has its subject.
  struct Frame {
    Kind kind = Kind::kDocument;
    bool unit = false;          // this node element is one
    bool full = false;          // the property has its object: no text and no node may come
    bool own_base = false;      // the last of bases_ ends with it
    Position at;                // where it begins
    std::string language;       // in force
    std::string subject;        // text; empty where it could not be read, and the unit is lost
    std::string predicate;      // text
    std::string datatype;       // an IRI
    std::string statement;      // text of what reifies the property's triple
    std::string cell;           // the collection's last
    std::uint64_t members = 0;  // rdf:li
  };

  Frame& top() { return frames_[depth_ - 1]; }
  Frame& below() { return frames_[depth_ - 2]; }
  Frame& push(Kind kind, const RdfXmlAttributes& attributes, RdfXmlFault& fault);
  void pop();

  base::Status root(const XmlName& name, const RdfXmlAttributes& attributes);
  base::Status node_element(const XmlName& name, const RdfXmlAttributes& attributes);
  base::Status property_element(const XmlName& name, const RdfXmlAttributes& attributes);
  base::Status parse_type(const RdfXmlAttributes& attributes, RdfXmlFault& fault);
  base::Status empty_property(const RdfXmlAttributes& attributes, RdfXmlFault& fault);
  base::Status end_property();
  base::Status end_collection();
  base::Status end_literal();

  std::string subject_of(const RdfXmlAttributes& attributes, RdfXmlFault& fault);
  std::string predicate_of(const XmlName& name, Frame& node, RdfXmlFault& fault);
  base::Status property_attributes(const RdfXmlAttributes& attributes, std::string_view subject,
                                   RdfXmlFault& fault);
  base::Status join(std::string_view object);
  base::Status say(std::string_view object);
  base::Status add(std::string_view subject, std::string_view predicate, std::string_view object);

  std::string resolved(std::string_view reference, RdfXmlFault& fault) const;
  std::string identified(std::string_view id, RdfXmlFault& fault);
  std::string labelled(std::string_view label, RdfXmlFault& fault) const;
  std::string anonymous();
  std::string literal(std::string_view value, std::string_view datatype, std::string_view language,
                      RdfXmlFault& fault) const;

  bool takes_xml();
  base::Status stray_text(std::string_view text);
  base::Status blame(RdfXmlFault& fault);
  base::Status skip(RdfXmlFault& fault);
  RdfXmlUnits::Place here() const;

  const XmlParser& parser_;
  RdfXmlUnits& units_;
  std::vector<Frame> frames_;  // the first depth_ are open; the others keep their memory
  std::size_t depth_ = 0;
  std::size_t skipped_ = 0;  // elements open in a part that is passed over
  std::vector<std::string> bases_;
  std::string outermost_;      // how the outermost element is called, where it is not rdf:RDF
  std::string text_;           // of the innermost property
  bool text_refused_ = false;  // since the last tag
  XmlLiteral xml_;
  std::uint64_t anonymous_ = 0;
  std::unordered_set<std::size_t> ids_;  // hashes of the IRIs that rdf:ID has made
};

}  // namespace rednode::catalogue
