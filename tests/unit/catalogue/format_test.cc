#include "catalogue/format.h"

#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

std::string detected(std::string_view head, std::string_view file = "") {
  const auto format = detect_format(head, file);
  return format.ok() ? std::string(format_name(*format)) : "error: " + format.error().message;
}

}  // namespace

TEST_CASE("formats: names and files") {
  for (const char* name : {"turtle", "ntriples", "nquads", "trig", "rdfxml", "jsonld"}) {
    REQUIRE(format_from_name(name));
    CHECK(format_name(*format_from_name(name)) == name);
  }
  CHECK_FALSE(format_from_name("Turtle"));
  CHECK(format_from_file_name("a/b.TTL") == Format::kTurtle);
  CHECK(format_from_file_name("x.nq") == Format::kNQuads);
  CHECK(format_from_file_name("x.json") == Format::kJsonLd);
  CHECK_FALSE(format_from_file_name("x."));
  CHECK_FALSE(format_from_file_name("x.tl"));
  CHECK_FALSE(format_from_file_name("ttl"));
}

TEST_CASE("formats: content decides, not the name") {
  CHECK(detected("@prefix a: <http://a/> .\na:b a:c a:d .", "x.rdf") == "turtle");
  CHECK(detected("<http://a/> <http://b/> <http://c/> .\n") == "ntriples");
  CHECK(detected("<http://a/> <http://b/> <http://c/> .\n", "x.ttl") == "turtle");
  CHECK(detected("<http://a/> <http://b/> <http://c/> <http://g/> .\n") == "nquads");
  CHECK(detected("<http://a/> <http://b/> <http://c/> .\n", "x.nq") == "nquads");
  CHECK(detected("# nothing\n<http://a/> <http://b/> \"c\" ; <http://d/> 5 .") == "turtle");
  CHECK(detected("<http://g/> { <http://a/> <http://b/> <http://c/> }") == "trig");
  CHECK(detected("@prefix : <http://a/> . { :a :b :c }") == "trig");
  CHECK(detected("[] a <http://b/> .") == "turtle");
  CHECK(detected("[ <http://a/> 5 ] .") == "turtle");
  CHECK(detected("", "x.trig") == "trig");
  CHECK(detected("  \n") == "turtle");
  CHECK(detected("<?xml version='1.0'?><rdf:RDF/>", "x.ttl") == "rdfxml");
  CHECK(detected("\xef\xbb\xbf <rdf:RDF xmlns:rdf='x'></rdf:RDF>") == "rdfxml");
  CHECK(detected("<catalog><x></x></catalog>") == "rdfxml");
  CHECK(detected("{ \"@id\": \"x\" }", "x.xml") == "jsonld");
  CHECK(detected("[{\"@id\":1}]") == "jsonld");
}

TEST_CASE("formats: XML in all its beginnings") {
  for (const char* head :
       {"<!-- a comment, <urn:x> --><rdf:RDF xmlns:rdf='x'/>", "<!DOCTYPE rdf:RDF []><rdf:RDF/>",
        "\n<rdf:RDF\nxmlns:rdf='x'>", "<?xml-stylesheet href='x'?>\n<a:b/>", "<a:b\txmlns:a='x'/>",
        "<rdf:RDF></rdf:RDF>"}) {
    INFO(head);
    CHECK(detected(head) == "rdfxml");
    CHECK(detected("\xef\xbb\xbf" + std::string(head), "x.ttl") == "rdfxml");
  }
  const std::string_view little("\xff\xfe<\0a\0 \0b\0=\0", 12);
  CHECK(detected(little) == "rdfxml");
  CHECK(detected(little.substr(2)) == "rdfxml");
  CHECK(detected(std::string_view("\xfe\xff\0<\0?\0x\0m\0l", 12)) == "rdfxml");
  CHECK(detected(std::string_view("\xff\xfe<\0u\0r\0n\0:\0a\0>\0 \0<\0", 20)).find("UTF-16") !=
        std::string::npos);
  CHECK(detected("<urn:a> <urn:b> <urn:c> .", "x.rdf") != "rdfxml");
}

TEST_CASE("formats: a bad line makes N-Triples no Turtle") {
  CHECK(detected("<http://a/> <http://b/> <http://c/> .\n<http://a/> <http://b/> <http://c d> .\n"
                 "<http://a/> <http://b/> <http://e/> .\n",
                 "x.nt") == "ntriples");
}

TEST_CASE("formats: what is none says so") {
  CHECK(detected("<!DOCTYPE html><html>").find("web page") != std::string::npos);
  CHECK(detected(std::string_view("\xff\xfe<\0", 4)).find("UTF-16") != std::string::npos);
  CHECK(detected("\x1f\x8b\x08").find("gzip") != std::string::npos);
  CHECK(detected("\xfd"
                 "7zXZ")
            .find("xz") != std::string::npos);
}

}  // namespace rednode::catalogue
