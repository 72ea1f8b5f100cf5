#include "catalogue/vocabulary.h"

#include "catalogue/ntriples.h"
#include "catalogue/older_terms.h"
#include "tests/unit/catalogue/shacl_graphs.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

// A word that begins with | is the next cell: tabs would not be seen here.
std::string cells(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c == '|') c = '\t';
  }
  return out;
}

const std::string kTable = cells(
    "# scheme|http://e/list\n# version|7\n# source|ours\n"
    "code|broader|retired|en|fr\n"
    "B|A||bee|abeille\n"
    "\r\n"
    "A|||ay|\r\n"
    "http://other/C||yes|sea|mer\n");

Vocabulary parsed(base::BytesView table) {
  auto vocabulary = Vocabulary::parse("list", table);
  INFO((vocabulary.ok() ? "" : vocabulary.error().message));
  REQUIRE(vocabulary.ok());
  return std::move(*vocabulary);
}

std::string problem(const std::string& table) {
  const auto vocabulary = Vocabulary::parse("list", table);
  return vocabulary.ok() ? "" : vocabulary.error().message;
}

}  // namespace

TEST_CASE("vocabulary: a table, its concepts and their labels") {
  const Vocabulary list = parsed(kTable);
  CHECK(list.name() == "list");
  CHECK(list.scheme() == "http://e/list");
  CHECK(list.version() == "7");
  CHECK(list.size() == 3);
  CHECK(list.languages() == std::vector<std::string_view>{"en", "fr"});
  const auto b = list.find("http://e/list/B");
  REQUIRE(b);
  CHECK(list.concept_at(*b).code == "B");
  CHECK(list.concept_at(*b).broader == "A");
  CHECK_FALSE(list.concept_at(*b).retired);
  CHECK(list.iri_at(*b) == "http://e/list/B");
  CHECK(list.label_at(*b, "fr") == "abeille");
  CHECK(list.label_at(*b, "de").empty());
  CHECK(list.label_at(*list.find("http://e/list/A"), "fr").empty());
  CHECK(list.label_at(*list.find("http://e/list/A"), "en") == "ay");
}

TEST_CASE("vocabulary: concepts are found by their whole IRI only") {
  const Vocabulary list = parsed(kTable);
  const auto c = list.find("http://other/C");
  REQUIRE(c);
  CHECK(list.concept_at(*c).retired);
  CHECK(list.iri_at(*c) == "http://other/C");
  for (const char* const iri : {"B", "http://e/list", "http://e/list/", "http://e/list/D",
                                "http://e/listB", "http://e/list/b", "", "http://other/"}) {
    CHECK_FALSE(list.find(iri));
  }
}

TEST_CASE("vocabulary: mistakes in a table are named, with their line") {
  CHECK(problem(cells("# scheme|http://e/l\ncode|retired|en\n")).find("list, line 2") == 0);
  CHECK(problem(cells("# scheme|http://e/l\ncode|broader|retired|en\nA|||x\n|||y\n"))
            .find("line 4") != std::string::npos);
  CHECK(problem(cells("code|broader|retired|en\nA|||x\n")).find("# scheme") != std::string::npos);
  CHECK(problem("").find("# scheme") != std::string::npos);
  CHECK(problem(cells("# scheme|http://e/l\ncode|broader|retired|en\nA|||x\nB|||y\nA|||z\n"))
            .find("the code A is there twice") != std::string::npos);
}

TEST_CASE("vocabulary: what shapes may ask of it") {
  const Vocabulary list = parsed(kTable);
  Dataset background;
  list.append_to(background);
  const std::vector<std::string_view> statements = {
      "<http://e/list/B> a skos:Concept ; skos:inScheme :list ; skos:prefLabel \"bee\"@en .",
      ":list a skos:ConceptScheme ; dct:title \"list\"@en .",
      "<http://other/C> a skos:Concept ; skos:inScheme :list .",
  };
  background.index();
  for (const std::string_view statement : statements) {
    const Dataset expected = graph_of(statement);
    for (const Quad& quad : expected.quads()) {
      const auto subject = background.find(expected.text(quad.subject));
      const auto predicate = background.find(expected.text(quad.predicate));
      REQUIRE((subject && predicate));
      bool found = false;
      for (const Quad& held : background.about(*subject, *predicate)) {
        found |= background.text(held.object) == expected.text(quad.object);
      }
      CHECK(found);
    }
  }
}

TEST_CASE("aliases: concepts that were renamed, and tables that moved") {
  const std::string table = cells(
      "# old, new\n\nhttp://old/list/|http://new/list/\r\nhttp://new/list/x|http://new/list/y\n");
  const auto aliases = Aliases::parse(table);
  REQUIRE(aliases.ok());
  CHECK(aliases->present("http://old/list/a") == "http://new/list/a");
  CHECK(aliases->present("http://old/list/x") == "http://new/list/y");
  CHECK(aliases->present("http://new/list/x") == "http://new/list/y");
  for (const char* const iri :
       {"http://new/list/a", "http://old/list", "http://old/list/a/b", "", "x"}) {
    CHECK_FALSE(aliases->present(iri));
  }
}

TEST_CASE("older terms: the values of a record that are called something else now") {
  const std::string table = cells("http://old/list/|http://new/list/\n");
  const auto aliases = Aliases::parse(table);
  REQUIRE(aliases.ok());
  const auto graph = parse_nquads(
      "<urn:d> <urn:q> <http://old/list/b> .\n<urn:d> <urn:p> <http://old/list/a> .\n"
      "_:c14n0 <urn:p> <http://old/list/a> .\n<urn:d> <urn:p> \"http://old/list/a\" .\n"
      "<urn:d> <urn:p> <http://new/list/a> .\n");
  REQUIRE(graph.ok());
  const auto terms = older_terms(*graph, *aliases);
  REQUIRE(terms.size() == 2);
  CHECK(terms[0] == OlderTerm{"urn:p", "http://old/list/a", "http://new/list/a"});
  CHECK(terms[1].property == "urn:q");
}

TEST_CASE("aliases: mistakes are named, with their line") {
  const auto message = [](std::string_view table) {
    const std::string text = cells(table);
    const auto aliases = Aliases::parse(text);
    return aliases.ok() ? std::string() : aliases.error().message;
  };
  CHECK(message("# a\nhttp://a\n").find("aliases, line 2") == 0);
  CHECK(message("|http://b\n").find("line 1") != std::string::npos);
  CHECK(message("http://a/|http://b\n").find("both must end in /") != std::string::npos);
}

TEST_CASE("vocabularies: a label in the first language that there is") {
  const std::string moved = cells("http://old/list/|http://e/list/\n");
  Vocabularies all;
  all.add(parsed(kTable));
  auto aliases = Aliases::parse(moved);
  REQUIRE(aliases.ok());
  all.set_aliases(std::move(*aliases));
  CHECK(all.label("http://e/list/B", {"de", "fr", "en"}) == "abeille");
  CHECK(all.label("http://e/list/A", {"fr"}) == "ay");
  CHECK(all.label("http://e/list/A", {}) == "ay");
  CHECK(all.label("http://old/list/B", {"fr"}) == "abeille");
  CHECK(all.label("http://e/list/D", {"fr"}).empty());
  CHECK(all.by_name("list")->size() == 3);
  CHECK(all.by_name("none") == nullptr);
  CHECK(all.find("http://other/C")->vocabulary == all.by_name("list"));
}

}  // namespace rednode::catalogue
