// RDF/XML: bytes become events of XML (xml_parser.h), those become triples (rdfxml_grammar.h), and
// these wait until the element that they stand in has ended well (rdfxml_units.h).

#include <algorithm>

#include "catalogue/input_buffer.h"
#include "catalogue/raw_window.h"
#include "catalogue/rdfxml_grammar.h"
#include "catalogue/rdfxml_units.h"
#include "catalogue/xml_parser.h"

namespace rednode::catalogue {
namespace {

constexpr std::size_t kStepBytes = 64 << 10;

class RdfXmlReader {
 public:
  RdfXmlReader(InputBuffer& input, const ReaderOptions& options, const ReaderEvents& events)
      : input_(input),
        window_(input),
        units_(window_, events),
        grammar_(parser_, units_, options.base_iri),
        parser_(grammar_) {}

  base::Result<ReadCounts> run() {
    for (bool more = true; more;) {
      // As much again as is unfinished: a long tag would else be read once for each small step.
      const std::size_t step = std::max(kStepBytes, parser_.unfinished());
      while (!input_.at_eof() && window_.unread().size() < step) REDNODE_CHECK(input_.more());
      REDNODE_TRY(const bool good, parser_.parse(window_.unread(), input_.at_eof()));
      if (!good) REDNODE_CHECK(give_up());
      more = good && !input_.at_eof();
      window_.read_all();
    }
    ReadCounts counts = units_.counts();
    counts.bytes = input_.bytes_read();
    return counts;
  }

 private:
  base::Status give_up() {
    const XmlParser::Fault& fault = parser_.fault();
    const RdfXmlUnits::Place place{fault.at, parser_.begin(), parser_.begin()};
    return units_.abandon(place, fault.reason, fault.remedy);
  }

  InputBuffer& input_;
  RawWindow window_;
  RdfXmlUnits units_;
  RdfXmlGrammar grammar_;
  XmlParser parser_;
};

}  // namespace

base::Result<ReadCounts> read_rdfxml(InputBuffer& input, const ReaderOptions& options,
                                     const ReaderEvents& events) {
  return RdfXmlReader(input, options, events).run();
}

}  // namespace rednode::catalogue
