// XmlLiteral: the value of rdf:parseType="Literal" as a string: W3C "Exclusive XML
// Canonicalization 1.0" (2002) with comments and without an InclusiveNamespaces list, as W3C
// "RDF 1.1 XML Syntax", section 7.2.17, names it.
//
// Thread rule: one thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalogue/xml_parser.h"

namespace rednode::catalogue {

class XmlLiteral {
 public:
  void clear();

  void start(const XmlName& name, std::span<const XmlAttribute> attributes);
  void end(const XmlName& name);
  void text(std::string_view text);
  void comment(std::string_view text);
  void instruction(std::string_view target, std::string_view data);

  // Elements that are open.
  std::size_t depth() const { return marks_.size(); }
  const std::string& value() const { return value_; }

 private:
  struct Binding {
    std::string prefix;
    std::string space;
  };

  std::string_view bound(std::string_view prefix) const;
  void name(const XmlName& name);

  std::string value_;
  std::vector<Binding> bindings_;   // that were written, innermost last
  std::vector<std::size_t> marks_;  // by open element: how many bindings there were before it
};

}  // namespace rednode::catalogue
