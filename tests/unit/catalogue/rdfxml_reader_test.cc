// RDF/XML: what the W3C suite (tests/conformance) leaves open: errors and what they cost, limits,
// encodings, streams.

#include <algorithm>

#include "base/limits.h"
#include "catalogue/ntriples.h"
#include "catalogue/rdf_reader.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

constexpr std::string_view kHead =
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://e/'>\n";

struct Outcome {
  std::string quads;
  std::vector<SyntaxError> errors;
  std::vector<std::uint64_t> lines;  // of the quads
  std::string failure;
};

Outcome read(std::string_view text, std::size_t step = 1 << 20, std::string base = {}) {
  Outcome outcome;
  ReaderEvents events;
  events.on_quad = [&outcome](const QuadText& quad, Position at) -> base::Status {
    append_nquad(outcome.quads, quad);
    outcome.lines.push_back(at.line);
    return {};
  };
  events.on_error = [&outcome](SyntaxError&& error) -> base::Status {
    outcome.errors.push_back(std::move(error));
    return {};
  };
  const ByteSource whole = source_of(text);
  const ByteSource source = [&whole, step](char* to, std::size_t room) {
    return whole(to, std::min(room, step));
  };
  const auto counts = read_rdf(source, Format::kRdfXml, {std::move(base)}, events);
  if (!counts.ok()) outcome.failure = counts.error().message;
  return outcome;
}

// Inside rdf:RDF; the body begins in line 2.
Outcome body(const std::string& text) {
  return read(std::string(kHead) + text + "\n</rdf:RDF>");
}

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string reason(const std::string& text) {
  const Outcome outcome = body(text);
  return outcome.errors.size() == 1 ? outcome.errors[0].reason : "not one error";
}

std::string utf16(std::string_view ascii, bool big_endian, bool mark) {
  std::string out = !mark ? "" : big_endian ? "\xfe\xff" : "\xff\xfe";
  for (const char c : ascii) {
    if (big_endian) out.push_back('\0');
    out.push_back(c);
    if (!big_endian) out.push_back('\0');
  }
  return out;
}

}  // namespace

TEST_CASE("RDF/XML: what it says, and where") {
  const Outcome outcome = body(
      "<e:D rdf:about='urn:d' e:a='v'>\n"
      "  <e:p xml:lang='nl'> t </e:p>\n"
      "  <e:q><e:O rdf:about='urn:o'>\n<e:r rdf:resource='urn:x'/></e:O></e:q>\n"
      "  <e:s rdf:parseType='Resource'><e:t rdf:datatype='urn:t'>5</e:t></e:s>\n"
      "  <e:l rdf:parseType='Collection'><rdf:Description rdf:about='urn:m'/></e:l>\n"
      "</e:D>");
  REQUIRE(outcome.errors.empty());
  CHECK(outcome.quads ==
        "<urn:o> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/O> .\n"
        "<urn:o> <http://e/r> <urn:x> .\n"
        "<urn:d> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/D> .\n"
        "<urn:d> <http://e/a> \"v\" .\n"
        "<urn:d> <http://e/p> \" t \"@nl .\n"
        "<urn:d> <http://e/q> <urn:o> .\n"
        "<urn:d> <http://e/s> _:anon-0000000001 .\n"
        "_:anon-0000000001 <http://e/t> \"5\"^^<urn:t> .\n"
        "<urn:d> <http://e/l> _:anon-0000000002 .\n"
        "_:anon-0000000002 <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> <urn:m> .\n"
        "_:anon-0000000002 <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> "
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .\n");
  CHECK(outcome.lines == std::vector<std::uint64_t>{4, 5, 2, 2, 3, 4, 6, 6, 7, 7, 7});
}

// One parser loses the language here.
TEST_CASE("RDF/XML: xml:lang on a property element is that of its property attributes") {
  const Outcome outcome = body(
      "<rdf:Description rdf:about='urn:d' xml:lang='fr'>"
      "<e:p xml:lang='nl' e:q='x'/><e:r e:q='y'/><e:s xml:lang='' e:q='z'/></rdf:Description>");
  REQUIRE(outcome.errors.empty());
  CHECK(holds(outcome.quads, "<http://e/q> \"x\"@nl"));
  CHECK(holds(outcome.quads, "<http://e/q> \"y\"@fr"));
  CHECK(holds(outcome.quads, "<http://e/q> \"z\" ."));
}

TEST_CASE("RDF/XML: XML literals are canonical") {
  const Outcome outcome = body(
      "<e:D rdf:about='urn:d'><e:p rdf:parseType='Literal' xmlns='urn:n' xmlns:u='urn:u'>"
      "a &amp;&gt;&#13;\n<b u:z='&lt;\"&#9;' a=\"'\"><e:c xmlns:e='urn:other'/><?pi  some ?></b>"
      "<!-- c --><d xmlns=''/><![CDATA[<]]></e:p></e:D>");
  REQUIRE(outcome.errors.empty());
  CHECK(holds(outcome.quads,
              R"("a &amp;&gt;&#xD;\n<b xmlns=\"urn:n\" xmlns:u=\"urn:u\" a=\"'\" )"
              R"(u:z=\"&lt;&quot;&#x9;\"><e:c xmlns:e=\"urn:other\"></e:c><?pi some ?></b>)"
              R"(<!-- c --><d></d>&lt;"^^)"));
}

TEST_CASE("RDF/XML: blank labels meet no made-up ones") {
  const Outcome outcome = body(
      "<e:D rdf:nodeID='anon-0000000001'><e:p rdf:nodeID='a.'/><e:p rdf:nodeID='a'/>"
      "<e:p><e:X/></e:p></e:D>");
  REQUIRE(outcome.errors.empty());
  CHECK(holds(outcome.quads, "_:anon-x-anon-0000000001 <http://e/p> _:anon-y-a.x ."));
  CHECK(holds(outcome.quads, "<http://e/p> _:a .\n"));
  CHECK(holds(outcome.quads, "<http://e/p> _:anon-0000000001 .\n"));
}

TEST_CASE("RDF/XML: the source may give any number of bytes at a time") {
  std::string text = "\xef\xbb\xbf<?xml version='1.0'?>\n<!-- \xc3\xa9 -->" + std::string(kHead);
  for (int i = 0; i < 40; ++i) {
    text += "<e:D rdf:about='urn:" + std::to_string(i) +
            "' e:a='&#xe9;'>\r\n<e:p>t\xc3\xa9xt &amp; <![CDATA[<more>]]></e:p>"
            "<e:q><e:O><e:r bad='1'/></e:O></e:q></e:D><e:D rdf:about='urn:x'><e:p>1</e:p></e:D>";
  }
  text += "</rdf:RDF>";
  const Outcome all = read(text);
  REQUIRE(all.errors.size() == 40);
  for (const std::size_t step : {1u, 2u, 3u, 7u, 64u, 1000u}) {
    INFO(step);
    const Outcome some = read(text, step);
    CHECK(some.quads == all.quads);
    REQUIRE(some.errors.size() == all.errors.size());
    CHECK(some.errors[7].original == all.errors[7].original);
    CHECK(some.errors[7].at.column == all.errors[7].at.column);
  }
}

TEST_CASE("RDF/XML: an error costs the resource that it stands in, and is placed") {
  const Outcome outcome = body(
      "<e:C rdf:about='urn:c'>\n"
      " <e:has><e:D rdf:about='urn:good1'><e:p>1</e:p></e:D></e:has>\n"
      " <e:has><e:D rdf:about='urn:bad'>\n"
      "   <e:p>2</e:p><e:q><e:O><e:r rdf:resource='has space'/></e:O></e:q>\n"
      "   <e:has><e:D rdf:about='urn:within'/></e:has></e:D></e:has>\n"
      " <e:has><e:D rdf:about='urn:good2'/></e:has>\n</e:C>");
  REQUIRE(outcome.errors.size() == 1);
  const SyntaxError& error = outcome.errors[0];
  CHECK(error.at.line == 5);
  CHECK(error.at.column == 26);
  CHECK(error.statement.line == 4);
  CHECK(error.statement.column == 9);
  CHECK(error.subject == "<urn:bad>");
  CHECK(error.type == "<http://e/D>");
  CHECK(holds(error.reason, "relative and the document has no base"));
  CHECK(error.original.starts_with("<e:D rdf:about='urn:bad'>"));
  CHECK(error.original.ends_with("<e:has><e:D rdf:about='urn:within'/></e:has></e:D>"));
  CHECK_FALSE(holds(outcome.quads, "\"2\""));
  CHECK_FALSE(holds("\n" + outcome.quads, "\n<urn:bad> "));
  // The link to it was good, and so is all else.
  CHECK(holds(outcome.quads, "<urn:c> <http://e/has> <urn:bad> ."));
  CHECK(holds(outcome.quads, "<urn:c> <http://e/has> <urn:good2> ."));
  CHECK(holds(outcome.quads, "<urn:good1> <http://e/p> \"1\""));
  CHECK(holds(outcome.quads, "<urn:within> "));
}

TEST_CASE("RDF/XML: who links to what has no readable name is lost with it") {
  const Outcome outcome = body(
      "<e:D rdf:about='urn:d'><e:p><e:O rdf:about='http://x y'><e:q>1</e:q><e:has>"
      "<e:D rdf:about='urn:within'/></e:has></e:O></e:p></e:D><e:D rdf:about='urn:next'/>");
  REQUIRE(outcome.errors.size() == 1);
  CHECK(outcome.errors[0].subject == "<urn:d>");
  CHECK(holds(outcome.errors[0].reason, "holds a space"));
  CHECK(outcome.quads ==
        "<urn:within> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/D> .\n"
        "<urn:next> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/D> .\n");
}

TEST_CASE("RDF/XML: every error says what is wrong") {
  const auto in_node = [](const std::string& property) {
    return reason("<e:D rdf:about='urn:d'>" + property + "</e:D>");
  };
  CHECK(holds(in_node("<e:p timestamp='1'/>"), "'timestamp' has no namespace"));
  CHECK(holds(in_node("<e:p><e:A/><e:B/></e:p>"), "an object already"));
  CHECK(holds(in_node("<e:p>text<e:A/></e:p>"), "both a text and an element"));
  CHECK(holds(in_node("<e:p><e:A/>text</e:p>"), "has its object already"));
  CHECK(holds(in_node("<e:p rdf:resource='urn:x'>text</e:p>"), "has its object already"));
  CHECK(holds(in_node("<e:p rdf:resource='urn:x' rdf:nodeID='a'/>"), "only one of"));
  CHECK(holds(in_node("<e:p rdf:parseType='Literal' rdf:resource='urn:x'><e:Q/></e:p>"),
              "no other attribute"));
  CHECK(holds(in_node("<e:p rdf:datatype='urn:t'><e:Q/></e:p>"), "holds an element"));
  CHECK(holds(in_node("stray"), "'stray' stands where only elements may"));
  CHECK(holds(in_node("<rdf:Description rdf:about='urn:x'><e:p>1</e:p></rdf:Description>"),
              "where a property is expected"));
  CHECK(holds(in_node("<e:Agent rdf:about='urn:x'><e:p>1</e:p></e:Agent>"),
              "where a property is expected"));
  CHECK(holds(in_node("<p>1</p>"), "'p' has no namespace"));
  CHECK(holds(in_node("<e:p xml:lang='en_US'>1</e:p>"), "'en_US' is no language tag"));
  CHECK(holds(in_node("<e:p rdf:nodeID='http://x'/>"), "no rdf:nodeID"));
  CHECK(holds(in_node("<e:p rdf:ID='x'/>"), "no base"));
  CHECK(holds(in_node("<e:p xmlns:e='http://e /'/>"), "holds a space"));
  CHECK(holds(in_node("<e:p xml:base='../x'>1</e:p>"), "is relative"));
  CHECK(holds(reason("stray"), "'stray' stands where only elements may"));
  CHECK(holds(reason("<e:D rdf:about='urn:x' rdf:nodeID='a'/>"), "only one of"));
  CHECK(holds(reason("<e:D rdf:resource='urn:x'/>"), "cannot stand at the element of a resource"));
  CHECK(holds(reason("<rdf:li/>"), "cannot stand where a resource is described"));
  const Outcome twice = read(std::string(kHead) +
                                 "<e:D rdf:ID='a'/><e:D rdf:ID='b'/><e:D rdf:ID='a'><e:p/></e:D>"
                                 "<e:D xml:base='http://b2/' rdf:ID='a'/></rdf:RDF>",
                             1000, "http://b1/");
  REQUIRE(twice.errors.size() == 1);
  CHECK(holds(twice.errors[0].reason, "'a' is given twice"));
  CHECK(twice.errors[0].subject == "<http://b1/#a>");
  CHECK(twice.lines.size() == 3);
}

TEST_CASE("RDF/XML: an envelope, or other XML, is called what it is") {
  const Outcome outcome = read(
      "<c:Answer xmlns:c='urn:c/' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><c:in>"
      "<rdf:RDF><rdf:Description rdf:about='urn:x' rdf:value='1'/></rdf:RDF></c:in></c:Answer>");
  REQUIRE(outcome.errors.size() == 1);
  CHECK(holds(outcome.errors[0].reason, "this is an envelope around RDF"));
  CHECK(holds(outcome.errors[0].reason, "outermost element is 'c:Answer' and not rdf:RDF"));
  CHECK(outcome.quads.empty());
}

TEST_CASE("RDF/XML: behind what is not well-formed nothing is read, and nothing half read counts") {
  const Outcome outcome = body(
      "<e:D rdf:about='urn:1'/><e:C rdf:about='urn:c'><e:p>\n<e:D rdf:about='urn:2'><e:p>1</e:p>\n"
      "<e:p>a & b</e:p></e:D></e:p></e:C><e:D rdf:about='urn:3'/>");
  CHECK(outcome.quads ==
        "<urn:1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/D> .\n");
  REQUIRE(outcome.errors.size() == 2);
  CHECK(outcome.errors[0].subject == "<urn:2>");
  CHECK(holds(outcome.errors[0].reason, "not well-formed"));
  CHECK(holds(outcome.errors[0].remedy, "&amp;"));
  CHECK(outcome.errors[0].at.line == 4);
  CHECK(outcome.errors[0].at.column == 9);
  CHECK(outcome.errors[1].subject == "<urn:c>");
  CHECK(holds(outcome.errors[1].reason, "reading ended in line 4"));
  const Outcome cut = read(std::string(kHead) + "<e:D rdf:about='urn:1'><e:p>x");
  REQUIRE(cut.errors.size() == 1);
  CHECK(cut.errors[0].subject == "<urn:1>");
  CHECK(holds(cut.errors[0].remedy, "cut off"));
  CHECK(read("").errors.size() == 1);
  CHECK(holds(body("<f:D/>").errors.at(0).remedy, "declare the prefix"));
}

TEST_CASE("RDF/XML: entities are never read") {
  const auto refusal = [](const std::string& doctype, const std::string& use) {
    const Outcome outcome = read(doctype + std::string(kHead) + "<e:D rdf:about='urn:1" + use +
                                 "'><e:p>" + use + "</e:p></e:D></rdf:RDF>");
    CHECK(outcome.quads.empty());
    REQUIRE(outcome.errors.size() == 1);
    return outcome.errors[0].reason + " | " + outcome.errors[0].remedy;
  };
  const std::string declared =
      refusal("<!DOCTYPE rdf:RDF [\n<!ENTITY xsd 'http://x#'>]>\n", "&xsd;");
  CHECK(holds(declared, "declares the entity 'xsd'"));
  CHECK(holds(declared, "write in full what &xsd; stands for"));
  CHECK(holds(refusal("<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", ""),
              "the entity 'x'"));
  CHECK(holds(refusal("<!DOCTYPE r [<!ENTITY % x 'y'> %x;]>", ""), "the entity 'x'"));
  CHECK(holds(refusal("<!DOCTYPE r [%x;]>", "&y;"), "parameter entity"));
  CHECK(holds(refusal("<!DOCTYPE r SYSTEM 'http://x/y.dtd'>", "&y;"), "names a file"));
  CHECK(holds(refusal("<!DOCTYPE r PUBLIC 'a' 'b'>", ""), "names a file"));
  CHECK(holds(refusal("<!DOCTYPE r [<!ATTLIST r a CDATA 'b'>]>", ""), "'a' a default value"));
  CHECK(holds(refusal("", "&y;"), "undefined entity"));
  CHECK(
      holds(refusal("<?xml version='1.0' standalone='yes'?><!DOCTYPE r [%x;]>", "&y;"), "entity"));
  const Outcome plain = read("<?xml version='1.0'?>\n<!-- c -->\n<!DOCTYPE rdf:RDF>" +
                             std::string(kHead) + "<e:D rdf:about='urn:1&amp;&#65;'/></rdf:RDF>");
  CHECK(plain.errors.empty());
  CHECK(holds(plain.quads, "<urn:1&A>"));
}

TEST_CASE("RDF/XML: encodings") {
  const std::string text = std::string(kHead) + "<e:D rdf:about='urn:1'/></rdf:RDF>";
  const std::string expected = read(text).quads;
  REQUIRE_FALSE(expected.empty());
  for (const bool big_endian : {false, true}) {
    CHECK(read(utf16(text, big_endian, true)).quads == expected);
    CHECK(read(utf16("<?xml version='1.0' encoding='UTF-16'?>" + text, big_endian, true)).quads ==
          expected);
  }
  const std::string latin =
      "<?xml version='1.0' encoding='ISO-8859-1'?>" + std::string(kHead) +
      "<e:D rdf:about='urn:1' e:p='\xe9'><e:q bad=''/></e:D><e:D e:p='\xe9'/></rdf:RDF>";
  CHECK(holds(read(latin).quads, "\"\xc3\xa9\""));
  const Outcome other = read("<?xml version='1.0' encoding='EBCDIC'?>" + text);
  REQUIRE(other.errors.size() == 1);
  CHECK(holds(other.errors[0].remedy, "UTF-8"));
  CHECK(read(std::string(kHead) + "<e:D e:p='\xe9'/></rdf:RDF>").errors.size() == 1);
}

TEST_CASE("RDF/XML: limits") {
  const auto repeat = [](std::string_view text, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += text;
    return out;
  };
  CHECK(body(repeat("<e:D><e:p>", 127) + repeat("</e:p></e:D>", 127)).errors.empty());
  CHECK(holds(body(repeat("<e:D><e:p>", 128)).errors.at(0).reason, "nest deeper than 256"));
  const std::string long_text(limits::kRdfTermBytesMax + 1, 'x');
  const std::string next = "<e:D rdf:about='urn:next'/>";
  for (const std::string& bad :
       {"<e:D><e:p>" + long_text + "</e:p></e:D>", "<e:D e:p='" + long_text + "'/>",
        "<e:D><e:p rdf:parseType='Literal'><b>" + long_text + "<c><d/></c></b></e:p></e:D>",
        "<e:D><e:p rdf:parseType='Literal'>" +
            repeat("<!--" + std::string(10'000, 'x') + "-->", 110) + "</e:p></e:D>",
        "<e:D rdf:about='urn:" + std::string(limits::kRdfIriBytesMax, 'x') + "'/>"}) {
    const Outcome outcome = body(bad + next);
    REQUIRE(outcome.errors.size() == 1);
    CHECK(holds(outcome.errors[0].reason, "of more than"));
    CHECK(outcome.errors[0].original.size() <= limits::kQuarantineBytesMax);
    CHECK(outcome.lines.size() == 1);
  }
  std::string attributes;
  for (std::size_t i = 0; i <= limits::kXmlAttributesMax; ++i) {
    attributes += " e:a" + std::to_string(i) + "=''";
  }
  CHECK(holds(body("<e:D" + attributes + "/>").errors.at(0).reason, "attributes"));
  const std::string closed = "<!--" + std::string(limits::kXmlTokenBytesMax, 'x') + "-->";
  CHECK(holds(body(closed).errors.at(0).reason, "a tag or comment of more than"));
  const Outcome comment = body("<!--" + std::string(limits::kXmlTokenBytesMax * 3, 'x'));
  CHECK(holds(comment.errors.at(0).reason, "a tag or comment of more than"));
  std::string names;
  const std::string filler(4000, 'n');
  for (std::size_t i = 0; i < limits::kXmlNamesBytesMax / filler.size() + 10; ++i) {
    names += "<e:" + filler + std::to_string(i) + "/>";
  }
  CHECK(holds(body(names).errors.at(0).reason, "too many different names"));
}

TEST_CASE("RDF/XML: a catalogue around its datasets is read in little memory") {
  // The outer element's own triples pass the limit, and are delivered before it ends.
  const std::size_t count = limits::kXmlHeldBytesMax / 50;
  std::string text = std::string(kHead) + "<e:C rdf:about='urn:c'>";
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < count; ++i) {
    text += "<e:has><e:D rdf:about='urn:dataset-number-" + std::to_string(i) + "'/></e:has>\n";
  }
  const std::uint64_t whole = text.size();
  text += "<e:p bad=''/></e:C></rdf:RDF>";
  ReaderEvents events;
  std::uint64_t links = 0;
  std::uint64_t first_link_at = 0;
  events.on_progress = [&seen](std::uint64_t bytes) { seen = bytes; };
  events.on_quad = [&](const QuadText& quad, Position) -> base::Status {
    if (quad.predicate != "<http://e/has>") return {};
    if (links++ == 0) first_link_at = seen;
    return {};
  };
  std::vector<SyntaxError> errors;
  events.on_error = [&errors](SyntaxError&& error) -> base::Status {
    errors.push_back(std::move(error));
    return {};
  };
  REQUIRE(read_rdf(source_of(text), Format::kRdfXml, {}, events).ok());
  CHECK(links > count / 2);
  CHECK(links < count);
  CHECK(first_link_at < whole);
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].subject == "<urn:c>");
  CHECK(holds(errors[0].original, "<e:p bad=''/>"));
}

TEST_CASE("RDF/XML: a document may not stand for far more than it says") {
  std::string text = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='" +
                     ("http://e/" + std::string(16'000, 'x')) + "'><rdf:Description>";
  for (int i = 0; i < 20'000; ++i) text += "<e:p/>";
  const Outcome outcome = read(text + "</rdf:Description></rdf:RDF>");
  CHECK(holds(outcome.failure, "far more than it says"));
}

TEST_CASE("RDF/XML: reading stops where a callback fails, or nobody hears of errors") {
  const std::string text = std::string(kHead) + "<e:D rdf:about='urn:1'/><e:D bad=''/></rdf:RDF>";
  ReaderEvents events;
  events.on_quad = [](const QuadText&, Position) -> base::Status {
    return base::unavailable("full");
  };
  auto counts = read_rdf(source_of(text), Format::kRdfXml, {}, events);
  REQUIRE_FALSE(counts.ok());
  CHECK(counts.error().code == base::Code::kUnavailable);
  events.on_quad = [](const QuadText&, Position) -> base::Status { return {}; };
  counts = read_rdf(source_of(text), Format::kRdfXml, {}, events);
  REQUIRE_FALSE(counts.ok());
  CHECK(counts.error().code == base::Code::kInvalid);
  CHECK(holds(counts.error().message, "line 2, column 25: the attribute 'bad'"));
}

}  // namespace rednode::catalogue
