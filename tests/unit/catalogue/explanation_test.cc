#include "catalogue/explanation.h"

#include <algorithm>

#include "catalogue/shape_path.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

std::string component(std::string_view name) {
  return "http://www.w3.org/ns/shacl#" + std::string(name) + "ConstraintComponent";
}

const Vocabularies& vocabularies() {
  static const auto all = Vocabularies::shipped();
  REQUIRE(all.ok());
  return *all;
}

Explanations in(std::vector<std::string> languages) {
  auto explanations = Explanations::shipped(vocabularies(), std::move(languages));
  REQUIRE(explanations.ok());
  return std::move(*explanations);
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("explanation: a sentence for every component, in every language of the table") {
  const std::vector<std::string> components = {"Class",
                                               "Datatype",
                                               "NodeKind",
                                               "MinCount",
                                               "MaxCount",
                                               "MinExclusive",
                                               "MinInclusive",
                                               "MaxExclusive",
                                               "MaxInclusive",
                                               "MinLength",
                                               "MaxLength",
                                               "Pattern",
                                               "LanguageIn",
                                               "UniqueLang",
                                               "Equals",
                                               "Disjoint",
                                               "LessThan",
                                               "LessThanOrEquals",
                                               "Not",
                                               "And",
                                               "Or",
                                               "Xone",
                                               "Node",
                                               "QualifiedMinCount",
                                               "QualifiedMaxCount",
                                               "Closed",
                                               "HasValue",
                                               "In"};
  for (const char* const language : {"en", "fr", "de", "nl", "es", "it"}) {
    const Explanations explanations = in({language});
    for (const std::string& name : components) {
      const std::string iri = component(name);
      ValidationResult result;
      result.component = iri;
      result.value = "\"v\"";
      result.parameter = "<http://www.w3.org/ns/shacl#BlankNode>";
      result.count = 7;
      const std::string text = explanations.message(result);
      INFO(language << " " << name << ": " << text);
      CHECK(text != name);
      CHECK_FALSE(holds(text, "{"));
      CHECK(text.find_first_not_of(' ') == 0);
    }
  }
}

TEST_CASE("explanation: languages, best first, with English behind them") {
  const std::string iri = component("MinCount");
  ValidationResult result;
  result.component = iri;
  result.count = 1;
  CHECK(in({"en"}).message(result) == "is missing: give at least one");
  CHECK(holds(in({"fr", "de"}).message(result), "manque"));
  CHECK(holds(in({"xx", "de"}).message(result), "fehlt"));
  CHECK(in({"xx"}).message(result) == "is missing: give at least one");
  CHECK(in({}).message(result) == "is missing: give at least one");
  result.count = 3;
  CHECK(holds(in({"en"}).message(result), "at least 3 times"));
}

TEST_CASE("explanation: the shape's own message, unless ours is in a better language") {
  const std::string iri = component("MinCount");
  ValidationResult result;
  result.component = iri;
  result.count = 1;
  result.messages = {"\"own\"@en", "\"propre\"@fr-BE"};
  CHECK(in({"en"}).message(result) == "own");
  CHECK(in({"fr"}).message(result) == "propre");
  CHECK(holds(in({"de", "en"}).message(result), "fehlt"));
  CHECK(in({"sv"}).message(result) == "own");
  result.messages = {"\"plain\""};
  CHECK(in({"en"}).message(result) == "plain");
  CHECK(holds(in({"nl"}).message(result), "ontbreekt"));
  result.messages = {"\"frisk\"@fri"};
  CHECK(holds(in({"fr"}).message(result), "manque"));
}

TEST_CASE("explanation: a value of a list names the list, or what it is called now") {
  const std::string node = component("Node");
  const std::string has_value = component("HasValue");
  Path in_scheme;
  in_scheme.iri = "http://www.w3.org/2004/02/skos/core#inScheme";
  ValidationResult scheme;
  scheme.component = has_value;
  scheme.path = &in_scheme;
  scheme.parameter = "<https://hdeu-dcat.data.health.europa.eu/resource/authority/coding-system>";
  ValidationResult result;
  result.component = node;
  result.value = "<http://e/none>";
  result.details = {scheme};
  CHECK(holds(in({"en"}).message(result), "is not in the list"));
  CHECK(holds(in({"en"}).message(result), "authority/coding-system"));
  result.value = "<http://13.81.34.152:1101/resource/authority/coding-system/ATC>";
  const std::string old = in({"en"}).message(result);
  CHECK(holds(old, "is of an older list"));
  CHECK(
      holds(old, "<https://hdeu-dcat.data.health.europa.eu/resource/authority/coding-system/ATC>"));
  CHECK(holds(in({"fr"}).message(result), "liste plus ancienne"));
}

TEST_CASE("explanation: what a value holds is not taken for a hole") {
  const std::string iri = component("Datatype");
  ValidationResult result;
  result.component = iri;
  result.value = "\"{count} {value}\"";
  result.parameter = "<http://www.w3.org/2001/XMLSchema#date>";
  CHECK(in({"en"}).message(result) == "\"{count} {value}\" must be a well-formed xsd:date");
}

TEST_CASE("explanation: a damaged table says where") {
  const auto table = [](base::BytesView text) {
    return Explanations::read(text, vocabularies(), {"en"});
  };
  CHECK(table("key\ten\nMinCount\tmissing\n").ok());
  const auto wrong = table("# a\nkey\ten\tfr\nMinCount\tmissing\n");
  REQUIRE_FALSE(wrong.ok());
  CHECK(holds(wrong.error().message, "messages, line 3"));
}

TEST_CASE("explanation: terms and paths as people read them") {
  CHECK(readable_term("<http://purl.org/dc/terms/title>") == "dct:title");
  CHECK(readable_term("<http://e/x>") == "<http://e/x>");
  CHECK(readable_term("_:b").substr(0, 2) == "_:");
  CHECK(readable_term("\"a\"@nl") == "\"a\"@nl");
  CHECK(readable_term("\"5\"^^<http://www.w3.org/2001/XMLSchema#integer>") == "\"5\"^^xsd:integer");
  CHECK(readable_term("").empty());
  std::string text = "\"";
  for (int i = 0; i < 100; ++i) text += "é";
  const std::string cut = readable_term(text + "\"");
  CHECK(cut.size() < 100);
  CHECK(base::is_utf8(cut));
  ValidationResult result;
  result.path_text = "^<http://purl.org/dc/terms/title>/(<http://e/x>)*";
  CHECK(readable_path(result) == "^dct:title/(<http://e/x>)*");
}

}  // namespace rednode::catalogue
