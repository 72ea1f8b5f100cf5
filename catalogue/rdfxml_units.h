// RdfXmlUnits: what an error in a document of RDF/XML costs. For catalogue/rdfxml_reader.cc; the
// rule for people is in docs/formats/rdfxml.md.
//
// The unit is a node element whose subject is an IRI, with the blank nodes that are described in
// it; a node element without an IRI is a unit only where no other is open around it. Units nest. A
// unit's triples are held until it ends: then they are delivered, or, where anything in it was
// wrong, it is reported, once. Units within it stand for themselves.
//
// Where more than limits::kXmlHeldBytesMax is held, units deliver what they have so far, the
// outermost first (a catalogue around its datasets). What is delivered in parts is far larger than
// a record may be.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/expansion_budget.h"
#include "catalogue/raw_window.h"
#include "catalogue/rdf_reader.h"
#include "catalogue/term.h"

namespace rednode::catalogue {

class RdfXmlUnits {
 public:
  struct Place {
    Position at;
    std::uint64_t begin = 0;  // bytes into the document
    std::uint64_t end = 0;
  };

  // REQUIRES: both outlive the object.
  RdfXmlUnits(const RawWindow& window, const ReaderEvents& events)
      : window_(window), events_(events) {}

  bool any_open() const { return depth_ > 0; }

  // `subject`: its text, or "" where it is not known, which must then be followed by a fault.
  void open(std::string_view subject, const Place& place);
  // `end`: of its bytes. Errors (all below): what a callback returned, and kInvalid where the
  // statements are out of proportion to the document.
  base::Status close(std::uint64_t end);

  // A triple of the innermost open unit. REQUIRES: any_open(). The texts are not looked at where
  // the unit is lost already.
  base::Status add(const QuadText& triple, Position at);

  // The innermost open unit is lost; where none is open, the error stands for itself. Of the errors
  // of a unit the first is reported.
  base::Status fault(const Place& place, std::string reason, std::string remedy);

  // Reading ends here, and with it all units that are open.
  base::Status abandon(const Place& place, const std::string& reason, const std::string& remedy);

  const ReadCounts& counts() const { return counts_; }

 private:
  struct Span {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };
  struct Triple {
    Span subject, predicate, object;
    Position at;
  };
  struct Unit {
    Place place;
    std::string subject;
    std::string type;
    std::string texts;
    std::vector<Triple> triples;
    bool lost = false;
    SyntaxError error;
  };

  Unit& innermost() { return units_[depth_ - 1]; }
  static std::string_view text_of(const Unit& unit, Span span) {
    return std::string_view(unit.texts).substr(span.begin, span.size);
  }
  Span keep(Unit& unit, std::string_view text, Span last);
  static std::size_t size_of(const Unit& unit);
  void empty(Unit& unit);
  base::Status deliver(Unit& unit);
  base::Status relieve();
  base::Status report_unit(Unit& unit, std::uint64_t end);

  const RawWindow& window_;
  const ReaderEvents& events_;
  std::vector<Unit> units_;  // the first depth_ are open; the others keep their memory
  std::size_t depth_ = 0;
  std::size_t held_ = 0;
  ExpansionBudget expansion_;
  ReadCounts counts_;
};

}  // namespace rednode::catalogue
