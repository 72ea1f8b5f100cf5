#include "catalogue/mapping.h"

#include "catalogue/format.h"
#include "catalogue/vocabulary.h"
#include "tests/unit/catalogue/mapping_fixture.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

constexpr const char* kP = " <http://purl.org/dc/terms/title> ";

// What a rule for dct:title makes of the value of "v", without subject and property.
std::string made(const std::string& rule, const std::string& value, const std::string& rest = "",
                 const std::string& source = "format = \"json\"\nrecords = \".\"\n") {
  const Mapping mapping = mapping_with(
      "{ from = \"v\", to = \"dct:title\", " + rule + " }, { to = \"dct:type\", value = \"x\" },",
      rest, source);
  const auto outcome =
      read_mapped_text("{\"id\": 1, \"v\": " + value + "}", Format::kMapped, &mapping);
  std::string out;
  std::string_view lines = outcome.quads;
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end + 1);
    if (line.find(kP) == std::string_view::npos) continue;
    line.remove_prefix(line.find(kP) + std::string_view(kP).size());
    out += std::string(out.empty() ? "" : " | ") + std::string(line.substr(0, line.size() - 2));
  }
  for (const auto& field : outcome.unmapped) out += "(" + field.path + ": " + field.reason + ")";
  return out;
}

std::string fault(const std::string& toml) {
  const auto mapping = parse_mapping(toml, "m.toml");
  return mapping.ok() ? "" : mapping.error().message;
}

std::string xsd(const char* text, const char* type) {
  return std::string("\"") + text + "\"^^<http://www.w3.org/2001/XMLSchema#" + type + ">";
}

}  // namespace

TEST_CASE("mapping: texts and their languages") {
  CHECK(made("as = \"text\"", "\"a\"") == "\"a\"");
  CHECK(made("language = \"fr\"", "\"a\"") == "\"a\"@fr");
  CHECK(made("language = [\"{lang}\", \"fr\"]", "\"a\"") == "\"a\"@fr");
  CHECK(made("language = \"fr\"", "5") == "\"5\"");
  CHECK(made("language = \"no tag\"", "\"a\"") == "\"a\"");
  CHECK(made("split = \";\"", "\" a ;b;; c\"") == "\"a\" | \"b\" | \"c\"");
  CHECK(made("as = \"text\"", "[\"a\", [\"b\"], null, \" \"]") == "\"a\" | \"b\"");
  CHECK(made("form = \"v{.}/{id}\"", "\"a\"") == "\"va/1\"");
}

TEST_CASE("mapping: IRIs, web addresses, e-mail") {
  CHECK(made("as = \"iri\"", "\" urn:x \"") == "<urn:x>");
  CHECK(made("as = \"iri\"", "\"x\"") == "(v: it is no absolute IRI)");
  CHECK(made("as = \"iri\"", "\"http://a b\"") == "(v: it is no absolute IRI)");
  CHECK(made("as = \"iri\", otherwise = \"text\"", "\"x\"") == "\"x\"");
  CHECK(made("as = \"url\"", "\"http://a/b c|d\"") == "<http://a/b%20c%7Cd>");
  CHECK(made("as = \"url\"", "\"/a\"") == "(v: it is no web address)");
  CHECK(made("as = \"mail\"", "\"a@b.eu\"") == "<mailto:a@b.eu>");
  CHECK(made("as = \"mail\"", "\"mailto:a@b.eu\"") == "<mailto:a@b.eu>");
  CHECK(made("as = \"mail\"", "\"nobody\"") == "(v: it is no e-mail address)");
  CHECK(made("as = \"iri\", form = \"http://x/{.}/{+.}\"", "\"a b\"") ==
        "(v: it is no absolute IRI)");
  CHECK(made("as = \"iri\", form = \"http://x/{.}\"", "\"a b/é\"") == "<http://x/a%20b%2F%C3%A9>");
  CHECK(made("as = \"iri\", form = \"http://x/{+.}\"", "\"a/b\"") == "<http://x/a/b>");
}

TEST_CASE("mapping: dates and other types") {
  CHECK(made("as = \"date\"", "\"2024-02-29\"") == xsd("2024-02-29", "date"));
  CHECK(made("as = \"date\"", "\"2024-02-29 10:30\"") == xsd("2024-02-29T10:30:00", "dateTime"));
  CHECK(made("as = \"date\"", "\"2024-02-29T10:30:00.5+01:00\"") ==
        xsd("2024-02-29T10:30:00.5+01:00", "dateTime"));
  CHECK(made("as = \"date\"", "\"2024-02\"") == xsd("2024-02", "gYearMonth"));
  CHECK(made("as = \"date\"", "2024") == xsd("2024", "gYear"));
  CHECK(made("as = \"date\"", "\"2023-02-29\"") == "\"2023-02-29\"");
  CHECK(made("as = \"date\", otherwise = \"report\"", "\"2023-02-29\"") ==
        "(v: it is no date; write 2024-12-31)");
  CHECK(made("as = \"date\"", "\"1.2.2024\"") == "\"1.2.2024\"");
  const std::string source = "format = \"json\"\nrecords = \".\"\ndates = \"day-first\"\n";
  CHECK(made("as = \"date\"", "\"1.2.2024\"", "", source) == xsd("2024-02-01", "date"));
  CHECK(made("as = \"date\"", "\"31/12/2024\"", "", source) == xsd("2024-12-31", "date"));
  CHECK(made("as = \"date\"", "\"31/13/2024\"", "", source) == "\"31/13/2024\"");
  CHECK(made("as = \"xsd:nonNegativeInteger\"", "12") == xsd("12", "nonNegativeInteger"));
  CHECK(made("as = \"xsd:nonNegativeInteger\"", "-1") == "\"-1\"");
  CHECK(made("as = \"xsd:boolean\"", "true") == xsd("true", "boolean"));
  CHECK(made("as = \"xsd:duration\"", "\"P1D\"") == xsd("P1D", "duration"));
  CHECK(
      made("as = \"json\"", "{\"a\": [1, \"b\\n\"]}") ==
      "\"{\\\"a\\\":[1,\\\"b\\\\n\\\"]}\"^^<http://www.opengis.net/ont/geosparql#geoJSONLiteral>");
}

TEST_CASE("mapping: lookup tables and defaults") {
  const std::string table = "[table.t]\nYes = \"urn:yes\"\n\"a b\" = \"dct:title\"\nnil = \"\"\n";
  CHECK(made("as = \"iri\", table = \"t\"", "\" YES \"", table) == "<urn:yes>");
  CHECK(made("as = \"iri\", table = \"t\"", "\"A B\"", table) ==
        "<http://purl.org/dc/terms/title>");
  CHECK(made("as = \"iri\", table = \"t\"", "\"nil\"", table).empty());
  CHECK(made("as = \"iri\", table = \"t\"", "\"urn:other\"", table) == "<urn:other>");
  CHECK(made("as = \"iri\", table = \"t\"", "\"other\"", table) ==
        "(v: the table 't' has no row for it, and it is no IRI)");
  CHECK(made("as = \"iri\", table = \"t\"", "\"other\"", table + "\"*\" = \"urn:any\"\n") ==
        "<urn:any>");
  CHECK(made("as = \"iri\", value = \"urn:d\"", "null") == "<urn:d>");
  CHECK(made("as = \"iri\", value = \"urn:d\"", "\"urn:x\"") == "<urn:x>");
}

TEST_CASE("mapping: the first path that gives something is taken, the others are told") {
  const Mapping mapping = mapping_with(
      "{ from = [\"a\", \"b\", \"c\"], to = \"dct:title\", as = \"iri\", otherwise = \"text\" },");
  const auto read = [&mapping](const std::string& members) {
    return read_mapped_text("{\"id\":1," + members + "}", Format::kMapped, &mapping);
  };
  CHECK(read(R"("a":"x","b":"urn:y","c":"urn:y")").quads.find("<urn:y>") != std::string::npos);
  CHECK(listed(read(R"("a":"x","b":"urn:y","c":"urn:y")").unmapped) ==
        std::vector<std::string>{"a: it is no absolute IRI (1)"});
  CHECK(listed(read(R"("b":"urn:y","c":"urn:z")").unmapped) ==
        std::vector<std::string>{"c: b was taken instead (1)"});
  CHECK(read(R"("a":"x")").quads.find("\"x\"") != std::string::npos);
}

TEST_CASE("mapping: nodes, their IRIs, and what is not worth one") {
  const Mapping mapping = mapping_with(
      "{ from = \"p\", to = \"dct:publisher\", node = \"agent\" },\n"
      "{ from = \"k\", to = \"dct:license\", as = \"iri\", otherwise = \"licence\" },",
      "[node.agent]\nclass = \"foaf:Agent\"\niri = \"{+uri}\"\nneeds = [\"name\", \"uri\"]\nrules "
      "= "
      "[{ from = \"name\", to = \"foaf:name\" }, { from = \"$.id\", to = \"dct:identifier\" }, "
      "{ from = \"boss\", to = \"org:reportsTo\", node = \"agent\" }]\n"
      "[node.licence]\nrules = [{ from = \".\", to = \"rdfs:label\" }]\n");
  const auto read = [&mapping](const std::string& members) {
    return read_mapped_text("{\"id\":1," + members + "}", Format::kMapped, &mapping).quads;
  };
  CHECK(read(R"("p":[{"name":"A","boss":{"name":"B"}},{"mail":"x"}])") ==
        "_:m1n1 <http://xmlns.com/foaf/0.1/name> \"A\" .\n"
        "_:m1n1 <http://purl.org/dc/terms/identifier> \"1\" .\n"
        "_:m1n2 <http://xmlns.com/foaf/0.1/name> \"B\" .\n"
        "_:m1n2 <http://purl.org/dc/terms/identifier> \"1\" .\n"
        "_:m1n2 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<http://xmlns.com/foaf/0.1/Agent> .\n"
        "_:m1n1 <http://www.w3.org/ns/org#reportsTo> _:m1n2 .\n"
        "_:m1n1 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<http://xmlns.com/foaf/0.1/Agent> .\n"
        "<urn:r:1> <http://purl.org/dc/terms/publisher> _:m1n1 .\n");
  CHECK(read(R"("p":{"uri":"urn:a"},"k":"urn:l")")
            .find("<http://purl.org/dc/terms/publisher> <urn:a>") != std::string::npos);
  CHECK(read(R"("k":"free")") ==
        "_:m1n1 <http://www.w3.org/2000/01/rdf-schema#label> \"free\" .\n"
        "<urn:r:1> <http://purl.org/dc/terms/license> _:m1n1 .\n");
}

TEST_CASE("mapping: names with dots, wildcards, opened members and pairs") {
  const Mapping mapping = mapping_with(
      "{ from = \"title.*\", to = \"dct:title\", language = \"{*}\" },\n"
      "{ from = \"r.\\\"2.0\\\"\", to = \"dcat:version\" },\n"
      "{ from = \"x\", to = \"dct:source\" },",
      "[ignore]\nr.\"1.0\" = \"old\"\nstate = \"portal\"\n",
      "format = \"json\"\nrecords = \".\"\nopen = [\"in\"]\nembedded_json = true\n"
      "pairs = [{ at = \"extras\", name = \"key\", value = \"value\" }]\n");
  const auto outcome = read_mapped_text(
      R"({"id":1,"title":{"en":"a","fr":"b"},"r":{"1.0":"x","2.0":"y"},"in":{"state":"s"},)"
      R"("extras":[{"key":"x","value":"[\"p\",\"q\"]","n":1},{"key":"y","value":"z"},)"
      R"({"key":"w"}]})",
      Format::kMapped, &mapping);
  CHECK(outcome.quads ==
        "<urn:r:1> <http://purl.org/dc/terms/title> \"a\"@en .\n"
        "<urn:r:1> <http://purl.org/dc/terms/title> \"b\"@fr .\n"
        "<urn:r:1> <http://www.w3.org/ns/dcat#version> \"y\" .\n"
        "<urn:r:1> <http://purl.org/dc/terms/source> \"p\" .\n"
        "<urn:r:1> <http://purl.org/dc/terms/source> \"q\" .\n");
  CHECK(listed(outcome.unmapped) == std::vector<std::string>{"extras.key: no rule takes it (1)",
                                                             "extras.n: no rule takes it (1)",
                                                             "extras.y: no rule takes it (1)"});
  CHECK(outcome.counts.values.values == 11);
  CHECK(outcome.counts.values.ignored == 2);
}

TEST_CASE("mapping: mistakes name the file, the line, the key and the remedy") {
  const std::string head = "name = \"m\"\n[source]\nformat = \"json\"\nrecords = \".\"\n[record]\n";
  const auto rule = [&head](const std::string& text) {
    return fault(head + "rules = [{ " + text + " }]\n");
  };
  CHECK(fault(head).empty());
  CHECK(fault("x").starts_with("the mapping m.toml, line 1: "));
  CHECK(fault("name = 1") == "the mapping m.toml, line 1: name must be a text in quotes");
  CHECK(fault(head + "rule = []").find("line 6: 'rule' is no key of [record]: known are iri") !=
        std::string::npos);
  CHECK(rule("from = \"a\"").find("'to' is missing") != std::string::npos);
  CHECK(rule("from = \"a\", to = \"title\"").find("declare it in [prefixes]") != std::string::npos);
  CHECK(rule("from = \"a[]\", to = \"dct:title\"").find("brackets") != std::string::npos);
  CHECK(rule("from = \"a..b\", to = \"dct:title\"").find("between two dots") != std::string::npos);
  CHECK(rule("from = \"a\", to = \"dct:title\", as = \"uri\"").find("'uri' is none of text, iri") !=
        std::string::npos);
  CHECK(rule("from = \"a\", to = \"dct:title\", table = \"t\"").find("there is no [table.t]") !=
        std::string::npos);
  CHECK(rule("from = \"a\", to = \"dct:title\", node = \"t\"").find("there is no [node.t]") !=
        std::string::npos);
  CHECK(rule("to = \"dct:title\"").find("where does its value come from?") != std::string::npos);
  CHECK(rule("from = \"a\", to = \"dct:title\", form = \"{a\"").find("without its '}'") !=
        std::string::npos);
  CHECK(fault(head + "[ignore]\na = \"\"\n").find("give the reason") != std::string::npos);
  CHECK(fault("name = \"m\"\n[source]\nformat = \"json\"\n").find("'records' is missing") !=
        std::string::npos);
  CHECK(fault(head + "[table.t]\na = \"1\"\nA = \"2\"\n").find("is there twice") !=
        std::string::npos);
}

TEST_CASE("mapping: all that come with rednode can be read") {
  const auto names = shipped_mappings();
  CHECK(names == std::vector<std::string>{"ckan", "csv", "csv-example", "hdruk", "udata"});
  for (const std::string& name : names) {
    const auto mapping = shipped_mapping(name);
    INFO((mapping.ok() ? "" : mapping.error().message));
    REQUIRE(mapping.ok());
    CHECK((*mapping)->name == name);
  }
  CHECK(shipped_mapping("none").error().message.find("there are ckan") != std::string::npos);
}

TEST_CASE("mapping: what the shipped tables lead to is in the vocabularies") {
  const auto vocabularies = Vocabularies::shipped();
  REQUIRE(vocabularies.ok());
  std::size_t looked_up = 0;
  for (const std::string& name : shipped_mappings()) {
    const auto mapping = shipped_mapping(name);
    REQUIRE(mapping.ok());
    for (const LookupTable& table : (*mapping)->tables) {
      for (const auto& [text, value] : table.rows) {
        for (const Vocabulary& vocabulary : vocabularies->all()) {
          if (!value.starts_with(std::string(vocabulary.scheme()) + "/")) continue;
          INFO(name << ", " << table.name << ": " << text << " = " << value);
          CHECK(vocabulary.find(value).has_value());
          ++looked_up;
        }
      }
    }
  }
  CHECK(looked_up > 100);
}

TEST_CASE("mapping: nodes that hold themselves come to an end") {
  const Mapping mapping =
      mapping_with("{ from = \".\", to = \"dct:relation\", node = \"a\" },",
                   "[node.a]\nrules = [{ from = \".\", to = \"dct:relation\", node = \"a\" }]\n");
  const auto outcome = read_mapped_text("{\"id\":1,\"b\":2}", Format::kMapped, &mapping);
  REQUIRE(outcome.errors.size() == 1);
  CHECK(outcome.quads.empty());
}

}  // namespace rednode::catalogue
