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

TEST_CASE("formats: a bad line makes N-Triples no Turtle") {
  CHECK(detected("<http://a/> <http://b/> <http://c/> .\n<http://a/> <http://b/> <http://c d> .\n"
                 "<http://a/> <http://b/> <http://e/> .\n",
                 "x.nt") == "ntriples");
}

TEST_CASE("formats: what is none says so") {
  CHECK(detected("<!DOCTYPE html><html>").find("web page") != std::string::npos);
  CHECK(detected(std::string_view("\xff\xfe<\0", 4)).find("UTF-16") != std::string::npos);
  CHECK(detected("\x1f\x8b\x08").find("gzip") != std::string::npos);
  for (const Format format : {Format::kRdfXml}) {
    REQUIRE_FALSE(check_readable(format).ok());
    CHECK(check_readable(format).error().message.find("this release cannot read") !=
          std::string::npos);
  }
  CHECK(check_readable(Format::kTrig).ok());
}

}  // namespace rednode::catalogue
