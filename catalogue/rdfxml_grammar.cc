#include "catalogue/rdfxml_grammar.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/limits.h"
#include "catalogue/iri.h"
#include "catalogue/names.h"
#include "catalogue/reader_labels.h"
#include "catalogue/term.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;
using base::Status;

constexpr std::string_view kType = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";
constexpr std::string_view kFirst = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#first>";
constexpr std::string_view kRest = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>";
constexpr std::string_view kNil = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>";
constexpr std::string_view kStatement = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement>";
constexpr std::string_view kSubject = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#subject>";
constexpr std::string_view kPredicate = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate>";
constexpr std::string_view kObject = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#object>";

constexpr const char* kEncodeIt = "percent-encode what no IRI may hold (a space is %20)";

bool is_space(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string quoted(std::string_view text) {
  return "'" + std::string(text.substr(0, 200)) + (text.size() > 200 ? "...'" : "'");
}

std::string spelled(const XmlName& name) {
  std::string text(name.prefix.substr(0, 100));
  if (!text.empty()) text.push_back(':');
  return text.append(name.local.substr(0, 200));
}

// The IRI of an element, or a fault.
std::string iri_of_element(const XmlName& name, RdfXmlFault& fault) {
  if (name.space.empty()) {
    fault.set("the element " + quoted(spelled(name)) + " has no namespace",
              "declare its vocabulary with xmlns, and give it that prefix");
    return {};
  }
  std::string iri = std::string(name.space).append(name.local);
  if (auto wrong = iri_fault(iri); !wrong.empty()) {
    fault.set("the element " + quoted(spelled(name)) + " names no IRI: " + wrong,
              "correct the IRI of its namespace");
    return {};
  }
  if (iri.size() > limits::kRdfIriBytesMax) {
    fault.set("an IRI of more than " + std::to_string(limits::kRdfIriBytesMax) + " bytes");
    return {};
  }
  return iri;
}

// Elements that are a mistake of the document's structure, and so is all that is in them.
bool is_misplaced_node(RdfXmlTerm term) {
  return term != RdfXmlTerm::kNone && term != RdfXmlTerm::kDescription;
}
bool is_misplaced_property(RdfXmlTerm term) {
  return term != RdfXmlTerm::kNone && term != RdfXmlTerm::kLi;
}

}  // namespace

RdfXmlGrammar::RdfXmlGrammar(const XmlParser& parser, RdfXmlUnits& units, std::string base_iri)
    : parser_(parser), units_(units) {
  bases_.push_back(std::move(base_iri));
  frames_.emplace_back();
  depth_ = 1;
}

RdfXmlUnits::Place RdfXmlGrammar::here() const {
  return {parser_.position(), parser_.begin(), parser_.end()};
}

Status RdfXmlGrammar::blame(RdfXmlFault& fault) {
  if (!fault) return {};
  std::string reason = std::exchange(fault.reason, {});
  if (!outermost_.empty()) {
    reason += " (the document's outermost element is " + outermost_ +
              " and not rdf:RDF: is this another kind of XML, or an envelope around RDF/XML?)";
  }
  return units_.fault(here(), std::move(reason), std::exchange(fault.remedy, {}));
}

// The element that begins here is passed over with all that it holds.
Status RdfXmlGrammar::skip(RdfXmlFault& fault) {
  skipped_ = 1;
  return blame(fault);
}

RdfXmlGrammar::Frame& RdfXmlGrammar::push(Kind kind, const RdfXmlAttributes& attributes,
                                          RdfXmlFault& fault) {
  if (depth_ == frames_.size()) frames_.emplace_back();
  ++depth_;
  Frame& frame = top();
  frame.kind = kind;
  frame.unit = frame.full = frame.own_base = false;
  frame.at = parser_.position();
  frame.language = attributes.language ? *attributes.language : below().language;
  for (std::string* text :
       {&frame.subject, &frame.predicate, &frame.datatype, &frame.statement, &frame.cell}) {
    text->clear();
  }
  frame.members = 0;
  if (attributes.base) {
    // Resolved against the base around it (W3C "XML Base"). Where that fails the new base is none,
    // so that relative IRIs are not read against a wrong one.
    const std::string text = resolved(*attributes.base, fault);
    bases_.emplace_back(text.empty() ? std::string_view{} : iri_of(text));
    frame.own_base = true;
  }
  return frame;
}

void RdfXmlGrammar::pop() {
  if (top().own_base) bases_.pop_back();
  --depth_;
}

Status RdfXmlGrammar::on_start(const XmlName& name, std::span<const XmlAttribute> attributes) {
  text_refused_ = false;
  if (skipped_ > 0) {
    ++skipped_;
    return {};
  }
  if (top().kind == Kind::kLiteral) {
    if (takes_xml()) {
      xml_.start(name, attributes);
      return {};
    }
    RdfXmlFault none;
    return skip(none);
  }
  const RdfXmlAttributes sorted = sort_attributes(attributes);
  switch (top().kind) {
    case Kind::kDocument:
      return root(name, sorted);
    case Kind::kNode:
    case Kind::kResource:
      return property_element(name, sorted);
    default:
      return node_element(name, sorted);
  }
}

Status RdfXmlGrammar::on_end(const XmlName& name) {
  text_refused_ = false;
  if (skipped_ > 0) {
    --skipped_;
    return {};
  }
  if (top().kind == Kind::kLiteral && xml_.depth() > 0) {
    xml_.end(name);
    return {};
  }
  Status status;
  if (top().kind == Kind::kProperty) status = end_property();
  if (top().kind == Kind::kCollection) status = end_collection();
  if (top().kind == Kind::kLiteral) status = end_literal();
  if (top().unit) status = units_.close(parser_.end());
  pop();
  return status;
}

Status RdfXmlGrammar::on_text(std::string_view text) {
  if (skipped_ > 0) return {};
  if (top().kind == Kind::kLiteral) {
    if (takes_xml()) xml_.text(text);
    return {};
  }
  if (top().kind != Kind::kProperty || top().full) return stray_text(text);
  if (text_.size() <= limits::kRdfTermBytesMax) text_.append(text);
  return {};
}

Status RdfXmlGrammar::on_comment(std::string_view text) {
  if (skipped_ == 0 && takes_xml()) xml_.comment(text);
  return {};
}

Status RdfXmlGrammar::on_instruction(std::string_view target, std::string_view data) {
  if (skipped_ == 0 && takes_xml()) xml_.instruction(target, data);
  return {};
}

// A literal of XML that is too long is not collected further: end_literal() speaks of it.
bool RdfXmlGrammar::takes_xml() {
  return top().kind == Kind::kLiteral && xml_.value().size() <= limits::kRdfTermBytesMax;
}

Status RdfXmlGrammar::stray_text(std::string_view text) {
  if (is_space(text) || text_refused_) return {};
  text_refused_ = true;
  const auto begin = text.find_first_not_of(" \t\r\n");
  RdfXmlFault fault;
  const bool full = top().kind == Kind::kProperty;
  fault.set("the text " + quoted(text.substr(begin)) +
                (full ? " stands in a property that has its object already"
                      : " stands where only elements may"),
            full ? "delete it, or the object" : "put it into a property element, or delete it");
  return blame(fault);
}

// doc, RDF: rdf:RDF may be left out around a single node element.
Status RdfXmlGrammar::root(const XmlName& name, const RdfXmlAttributes& attributes) {
  if (rdfxml_term(std::string(name.space).append(name.local)) != RdfXmlTerm::kRdf) {
    outermost_ = quoted(spelled(name));
    return node_element(name, attributes);
  }
  RdfXmlFault fault = attributes.fault;
  if (!attributes.properties.empty()) {
    fault.set("rdf:RDF takes no attribute of a vocabulary, such as <" +
                  attributes.properties.front().iri.substr(0, 200) + ">",
              "delete the attribute");
  }
  if (attributes.id || attributes.about || attributes.node_id || attributes.resource ||
      attributes.datatype || attributes.parse_type) {
    fault.set("rdf:RDF describes nothing: it takes no attribute of RDF", "delete the attribute");
  }
  push(Kind::kRdf, attributes, fault);
  return blame(fault);
}

// nodeElement.
Status RdfXmlGrammar::node_element(const XmlName& name, const RdfXmlAttributes& attributes) {
  RdfXmlFault fault;
  if (top().kind == Kind::kProperty && (!is_space(text_) || top().full)) {
    fault.set(top().full ? "the property has an object already, and here is another"
                         : "the property holds both a text and an element",
              "repeat the property element for each of its values");
    REDNODE_CHECK(blame(fault));
  }
  const std::string type = iri_of_element(name, fault);
  const RdfXmlTerm term = rdfxml_term(type);
  if (is_misplaced_node(term)) {
    if (term == RdfXmlTerm::kRdf) {
      fault.set("rdf:RDF stands inside another element: this is an envelope around RDF",
                "take the element rdf:RDF out of it");
    }
    fault.set(quoted(spelled(name)) + " cannot stand where a resource is described");
    return skip(fault);
  }
  RdfXmlFault unknown;
  Frame& frame = push(Kind::kNode, attributes, fault);
  frame.subject = subject_of(attributes, unknown);
  if (!frame.subject.empty()) REDNODE_CHECK(join(frame.subject));
  if (!units_.any_open() || (!frame.subject.empty() && is_iri(frame.subject))) {
    frame.unit = true;
    units_.open(frame.subject, here());
  }
  // Where the subject has no readable name, who links to it is wrong as well: no unit was opened
  // for it then, and the fault is that of the unit around.
  REDNODE_CHECK(blame(unknown));
  if (!type.empty() && term != RdfXmlTerm::kDescription) {
    REDNODE_CHECK(add(frame.subject, kType, iri_text(type)));
  }
  if (attributes.fault) fault.set(attributes.fault.reason, attributes.fault.remedy);
  if (attributes.resource || attributes.datatype || attributes.parse_type) {
    fault.set(
        "rdf:resource, rdf:datatype and rdf:parseType cannot stand at the element of a "
        "resource",
        "name the resource with rdf:about");
  }
  REDNODE_CHECK(property_attributes(attributes, frame.subject, fault));
  return blame(fault);
}

std::string RdfXmlGrammar::subject_of(const RdfXmlAttributes& attributes, RdfXmlFault& fault) {
  const int names = int{attributes.id.has_value()} + int{attributes.about.has_value()} +
                    int{attributes.node_id.has_value()};
  if (names > 1) {
    fault.set("a resource has only one of rdf:about, rdf:ID and rdf:nodeID", "delete the others");
    return {};
  }
  if (attributes.about) return resolved(*attributes.about, fault);
  if (attributes.id) return identified(*attributes.id, fault);
  if (attributes.node_id) return labelled(*attributes.node_id, fault);
  return anonymous();
}

// propertyAttr, of node elements and of empty property elements.
Status RdfXmlGrammar::property_attributes(const RdfXmlAttributes& attributes,
                                          std::string_view subject, RdfXmlFault& fault) {
  for (const auto& [iri, value] : attributes.properties) {
    if (iri == names::kRdfType) {
      const std::string type = resolved(value, fault);
      if (!type.empty()) REDNODE_CHECK(add(subject, kType, type));
      continue;
    }
    if (auto wrong = iri_fault(iri); !wrong.empty() || iri.size() > limits::kRdfIriBytesMax) {
      fault.set("an attribute names no IRI: " + (wrong.empty() ? "it is too long" : wrong),
                "correct the IRI of its namespace");
      continue;
    }
    const std::string object = literal(value, {}, top().language, fault);
    if (!object.empty()) REDNODE_CHECK(add(subject, iri_text(iri), object));
  }
  return {};
}

// What has been described is the object of the property that it stands in, or a member of it.
Status RdfXmlGrammar::join(std::string_view object) {
  Frame& around = below();
  if (around.kind == Kind::kProperty) {
    if (around.full) return {};
    if (!around.datatype.empty()) {
      RdfXmlFault fault;
      fault.set("a property with rdf:datatype holds an element", "it can only hold a text");
      return blame(fault);
    }
    around.full = true;
    text_.clear();
  }
  if (around.kind != Kind::kProperty && around.kind != Kind::kCollection) return {};
  // The property is then the innermost open element, and its subject stands right below.
  --depth_;
  Status status;
  if (around.kind == Kind::kProperty) {
    status = say(object);
  } else {
    const std::string cell = anonymous();
    status = around.cell.empty() ? say(cell) : add(around.cell, kRest, cell);
    if (status.ok()) status = add(cell, kFirst, object);
    around.cell = cell;
  }
  ++depth_;
  return status;
}

// The triple of the innermost element, which is a property, and the four that reify it.
Status RdfXmlGrammar::say(std::string_view object) {
  const Frame& property = top();
  const std::string& subject = below().subject;
  REDNODE_CHECK(add(subject, property.predicate, object));
  if (property.statement.empty()) return {};
  REDNODE_CHECK(add(property.statement, kType, kStatement));
  REDNODE_CHECK(add(property.statement, kSubject, subject));
  REDNODE_CHECK(add(property.statement, kPredicate, property.predicate));
  return add(property.statement, kObject, object);
}

Status RdfXmlGrammar::add(std::string_view subject, std::string_view predicate,
                          std::string_view object) {
  return units_.add({subject, predicate, object, {}}, top().at);
}

std::string RdfXmlGrammar::resolved(std::string_view reference, RdfXmlFault& fault) const {
  std::string iri(reference);
  if (!is_absolute_iri(reference)) {
    if (bases_.back().empty()) {
      fault.set("the IRI <" + iri.substr(0, 200) + "> is relative and the document has no base",
                "give the address of the document with --base");
      return {};
    }
    iri = resolve_iri(bases_.back(), reference);
  }
  if (iri.size() > limits::kRdfIriBytesMax) {
    fault.set("an IRI of more than " + std::to_string(limits::kRdfIriBytesMax) + " bytes");
    return {};
  }
  if (auto wrong = iri_fault(iri); !wrong.empty()) {
    fault.set(std::move(wrong), kEncodeIt);
    return {};
  }
  return iri_text(iri);
}

// rdf:ID: a name that the document gives once for each base.
std::string RdfXmlGrammar::identified(std::string_view id, RdfXmlFault& fault) {
  if (!is_xml_name(id)) {
    fault.set(quoted(id) + " is no rdf:ID",
              "an ID is a name: it begins with a letter or _, and "
              "holds letters, digits, '.', '-' and _");
    return {};
  }
  std::string text = resolved("#" + std::string(id), fault);
  if (text.empty()) return {};
  const std::size_t hash = std::hash<std::string>{}(text);
  if (ids_.contains(hash)) {
    fault.set("the rdf:ID " + quoted(id) + " is given twice", "use rdf:about for the second one");
  } else if (ids_.size() < limits::kXmlIdsMax) {
    ids_.insert(hash);
  }
  return text;
}

std::string RdfXmlGrammar::labelled(std::string_view label, RdfXmlFault& fault) const {
  if (!is_xml_name(label)) {
    fault.set(quoted(label) + " is no rdf:nodeID",
              "a label is a name: it begins with a letter or "
              "_, and holds letters, digits, '.', '-' and _");
    return {};
  }
  std::string text;
  append_document_label(text, label);
  return text;
}

std::string RdfXmlGrammar::anonymous() {
  std::string text;
  append_anonymous(text, ++anonymous_);
  return text;
}

std::string RdfXmlGrammar::literal(std::string_view value, std::string_view datatype,
                                   std::string_view language, RdfXmlFault& fault) const {
  if (value.size() > limits::kRdfTermBytesMax) {
    fault.set("a literal of more than " + std::to_string(limits::kRdfTermBytesMax) + " bytes");
    return {};
  }
  if (datatype.empty() && !language.empty() && !is_language_tag(language)) {
    fault.set(quoted(language) + " is no language tag", "correct xml:lang");
    return {};
  }
  return literal_text(value, datatype, datatype.empty() ? language : std::string_view{});
}

std::string RdfXmlGrammar::predicate_of(const XmlName& name, Frame& node, RdfXmlFault& fault) {
  const std::string iri = iri_of_element(name, fault);
  if (iri.empty()) return {};
  if (rdfxml_term(iri) == RdfXmlTerm::kLi) {
    return iri_text(std::string(names::kRdfNamespace) + "_" + std::to_string(++node.members));
  }
  return iri_text(iri);
}

// propertyElt.
Status RdfXmlGrammar::property_element(const XmlName& name, const RdfXmlAttributes& attributes) {
  RdfXmlFault fault;
  const RdfXmlTerm term = rdfxml_term(std::string(name.space).append(name.local));
  if (is_misplaced_property(term) || attributes.about) {
    fault.set(quoted(spelled(name)) + " describes a resource where a property is expected",
              "put it into the property that leads to it");
    return skip(fault);
  }
  std::string predicate = predicate_of(name, top(), fault);
  Frame& frame = push(Kind::kProperty, attributes, fault);
  frame.predicate = std::move(predicate);
  text_.clear();
  if (attributes.id) frame.statement = identified(*attributes.id, fault);
  if (attributes.fault) fault.set(attributes.fault.reason, attributes.fault.remedy);
  REDNODE_CHECK(blame(fault));
  if (attributes.parse_type) {
    REDNODE_CHECK(parse_type(attributes, fault));
  } else if (attributes.resource || attributes.node_id || !attributes.properties.empty()) {
    REDNODE_CHECK(empty_property(attributes, fault));
  } else if (attributes.datatype) {
    const std::string text = resolved(*attributes.datatype, fault);
    if (!text.empty()) frame.datatype = iri_of(text);
  }
  return blame(fault);
}

// parseTypeLiteralPropertyElt, parseTypeResourcePropertyElt, parseTypeCollectionPropertyElt,
// parseTypeOtherPropertyElt.
Status RdfXmlGrammar::parse_type(const RdfXmlAttributes& attributes, RdfXmlFault& fault) {
  Frame& frame = top();
  if (attributes.resource || attributes.node_id || attributes.datatype ||
      !attributes.properties.empty()) {
    fault.set("with rdf:parseType no other attribute may stand than rdf:ID", "delete the others");
  }
  REDNODE_CHECK(blame(fault));
  if (attributes.parse_type == "Resource") {
    frame.kind = Kind::kResource;
    std::string object = anonymous();
    REDNODE_CHECK(say(object));
    frame.subject = std::move(object);
  } else if (attributes.parse_type == "Collection") {
    frame.kind = Kind::kCollection;
  } else {
    frame.kind = Kind::kLiteral;
    xml_.clear();
  }
  return {};
}

// emptyPropertyElt, where it has an object that is no literal.
Status RdfXmlGrammar::empty_property(const RdfXmlAttributes& attributes, RdfXmlFault& fault) {
  Frame& frame = top();
  frame.full = true;
  if (attributes.datatype || (attributes.resource && attributes.node_id)) {
    fault.set(
        "a property has only one of rdf:resource, rdf:nodeID and rdf:datatype, and the last "
        "without other properties",
        "delete the others");
  }
  REDNODE_CHECK(blame(fault));
  const std::string object = attributes.resource  ? resolved(*attributes.resource, fault)
                             : attributes.node_id ? labelled(*attributes.node_id, fault)
                                                  : anonymous();
  REDNODE_CHECK(blame(fault));
  REDNODE_CHECK(say(object));
  return property_attributes(attributes, object, fault);
}

// literalPropertyElt, and emptyPropertyElt where its object is an empty literal.
Status RdfXmlGrammar::end_property() {
  if (top().full) return {};
  RdfXmlFault fault;
  const std::string object = literal(text_, top().datatype, top().language, fault);
  text_.clear();
  REDNODE_CHECK(blame(fault));
  return say(object);
}

Status RdfXmlGrammar::end_collection() {
  return top().cell.empty() ? say(kNil) : add(top().cell, kRest, kNil);
}

Status RdfXmlGrammar::end_literal() {
  RdfXmlFault fault;
  const std::string object = literal(xml_.value(), names::kRdfXmlLiteral, {}, fault);
  xml_.clear();
  REDNODE_CHECK(blame(fault));
  return say(object);
}

}  // namespace rednode::catalogue
