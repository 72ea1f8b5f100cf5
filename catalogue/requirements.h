// Requirements: what a profile asks of a record, read from its shapes, so that a new release needs
// no new code: which properties a class of records must or should have, and which of them, or of
// what they lead to, take their values from a list.
//
// A property is asked for by a property shape (SHACL, section 2.1.2) of a shape that targets the
// class, where its sh:minCount is 1 or more: as mandatory at the severity of a violation, else as
// recommended. It is bound to a list where sh:node leads to a shape that asks for skos:inScheme,
// over at most one property in between (the format of a distribution). What only other records can
// fulfil (inverse paths) is not the record's to supply, and is left out.
//
// Thread rule: value types and pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/shapes.h"

namespace rednode::catalogue {

struct RequiredProperty {
  std::string property;  // an IRI
  bool mandatory = false;
};

struct BoundProperty {
  std::vector<std::string> steps;    // IRIs of properties, from the record on
  std::vector<std::string> schemes;  // IRIs of the lists, one of which must have the value
};

// A shape with a sh:name that asks for something to be there.
struct NamedElement {
  std::string shape;  // text of the term that results name as their source
  std::string name;
};

struct Requirements {
  std::vector<RequiredProperty> properties;  // each once, by IRI
  std::vector<BoundProperty> bound;          // each once, by steps
  std::vector<NamedElement> elements;        // by name
};

// `record_class`: an IRI, dcat:Dataset for example.
Requirements requirements_of(const Shapes& shapes, std::string_view record_class);

}  // namespace rednode::catalogue
