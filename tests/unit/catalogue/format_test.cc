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
  for (const char* name : {"turtle", "ntriples", "nquads", "trig", "rdfxml", "jsonld", "udata",
                           "ckan", "csv", "mapped", "jsonl"}) {
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

TEST_CASE("formats: JSON is told by its members, tables by their names") {
  CHECK(detected(R"({"help":"h","success":true,"result":{}})") == "ckan");
  CHECK(detected(R"({"title":"t","notes":"n")") == "ckan");
  CHECK(detected(R"([{"title":"t","notes":"n"},)") == "ckan");
  CHECK(detected(R"({"created_at":"","frequency":"","last_modified":"","id":")") == "udata");
  CHECK(detected(R"({"data":[{"created_at":1,"frequency":1,"last_modified":1)") == "udata");
  CHECK(detected(R"({"title":"t","notes":"n","@context":{}})") == "jsonld");
  CHECK(detected("{}") == "jsonld");
  CHECK(detected(R"({"a":1})").find("neither JSON-LD nor") != std::string::npos);
  CHECK(detected("a;b\n1;2\n", "x.csv") == "csv");
  CHECK(detected("@prefix a: <http://a/> .\n", "x.csv") == "turtle");
  CHECK(format_from_file_name("x.jsonl") == Format::kJsonLines);
  CHECK(check_readable(Format::kJsonLines).error().message.find("to write") != std::string::npos);
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
  const std::string tar = "a.nt" + std::string(253, '\0') + "ustar";
  CHECK(detected(tar).find("tar archive") != std::string::npos);
  CHECK(check_readable(Format::kRdfXml).ok());
  CHECK(check_readable(Format::kTrig).ok());
  for (const Format format : {Format::kCkan, Format::kUdata, Format::kMapped}) {
    CHECK(check_readable(format).ok());
    CHECK(check_writable(format).error().message.find("does not write") != std::string::npos);
  }
  CHECK(check_writable(Format::kJsonLines).ok());
}

TEST_CASE("formats: the lists of names are those that pass, each once") {
  for (const auto& [names, passes] : {std::pair(readable_format_names(), &check_readable),
                                      std::pair(writable_format_names(), &check_writable)}) {
    CHECK(names.find("turtle, ") == 0);
    CHECK(names.find(" or ") != std::string::npos);
    for (const Format format : {Format::kTurtle, Format::kNTriples, Format::kNQuads, Format::kTrig,
                                Format::kRdfXml, Format::kJsonLd}) {
      INFO(format_name(format));
      const auto at = names.find(format_name(format));
      CHECK((at != std::string::npos) == passes(format).ok());
    }
  }
}

TEST_CASE("formats: by a file's ending, packed or not") {
  CHECK(format_from_file_name("x/a.ttl") == Format::kTurtle);
  CHECK(format_from_file_name("a.TTL.GZ") == Format::kTurtle);
  CHECK(format_from_file_name("a.b.nq.zst") == Format::kNQuads);
  for (const char* const name : {"a.gz", "gz", ".gz", "a.ttl.xz", "ttl", "a.", "", "a.ttl.gz.gz"}) {
    CHECK_FALSE(format_from_file_name(name));
  }
}

}  // namespace rednode::catalogue
