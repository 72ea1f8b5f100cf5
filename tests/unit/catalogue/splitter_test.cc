#include "catalogue/splitter.h"

#include <map>

#include "base/limits.h"
#include "catalogue/importer.h"
#include "catalogue/ntriples.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

struct Outcome {
  std::map<std::string, std::string> records;  // content by IRI
  std::vector<Refusal> refusals;
  std::map<std::string, LeftOut> left_out;
  ImportCounts counts;
};

constexpr std::string_view kPrefixes =
    "@prefix : <http://e/> . @prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
    "@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n";  // the text begins on line 5

Outcome split(std::string_view text, std::string mint_base = {}) {
  Outcome outcome;
  ImportEvents events;
  events.on_record = [&outcome](RecordContent&& record) -> base::Status {
    const auto dataset = parse_nquads(record.content);
    REQUIRE(dataset.ok());
    CHECK(dataset->quads().size() == record.statements);
    CHECK(outcome.records.emplace(record.iri, record.content).second);
    return {};
  };
  events.on_refusal = [&outcome](Refusal&& refusal) -> base::Status {
    outcome.refusals.push_back(std::move(refusal));
    return {};
  };
  events.on_left_out = [&outcome](LeftOut&& left_out) -> base::Status {
    outcome.left_out[left_out.subject] = left_out;
    return {};
  };
  ImportOptions options;
  options.mint_base = std::move(mint_base);
  options.format = Format::kTrig;
  const std::string document = std::string(kPrefixes) + std::string(text);
  const auto counts = import_document(source_of(document), options, events);
  INFO((counts.ok() ? "" : counts.error().message));
  REQUIRE(counts.ok());
  outcome.counts = *counts;
  const SplitCounts& s = counts->split;
  CHECK(s.statements == s.in_records + s.refused + s.left_out);
  CHECK(s.records == outcome.records.size());
  CHECK(s.refusals + counts->syntax_errors == outcome.refusals.size());
  std::uint64_t listed = 0;
  for (const auto& [subject, left_out] : outcome.left_out) listed += left_out.statements;
  CHECK(listed == s.left_out);
  return outcome;
}

bool holds(const std::string& content, std::string_view text) {
  return content.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("splitter: a record is what it reaches, up to the next record") {
  const Outcome outcome = split(R"(
    :d1 a dcat:Dataset ; dct:publisher :p ; dcat:distribution [ dct:format :f ] ;
       dct:relation :d2 ; dct:subject :none .
    :d2 a dcat:Dataset ; dct:publisher :p ; dcat:inSeries :s .
    :s a dcat:DatasetSeries ; dct:title "S" .
    :api a dcat:DataService ; dcat:servesDataset :d1 .
    :p foaf:name "P" ; foaf:based_near [ dct:title "town" ] .
    :f dct:title "CSV" .)");
  CHECK(outcome.records.size() == 4);
  const std::string& d1 = outcome.records.at("http://e/d1");
  CHECK(holds(d1, "\"P\""));
  CHECK(holds(d1, "\"town\""));
  CHECK(holds(d1, "\"CSV\""));
  CHECK(holds(d1, "<http://purl.org/dc/terms/relation> <http://e/d2>"));
  CHECK_FALSE(holds(d1, "\n<http://e/d2> "));
  CHECK_FALSE(holds(d1, "\"S\""));
  CHECK(holds(outcome.records.at("http://e/d2"), "\"P\""));
  CHECK_FALSE(holds(outcome.records.at("http://e/api"), "\"P\""));
  CHECK(outcome.counts.split.left_out == 0);
  CHECK(outcome.refusals.empty());
}

TEST_CASE("splitter: catalogues and vocabularies stay outside, and are listed") {
  const Outcome outcome = split(R"(
    :c a dcat:Catalog, dcat:Dataset ; dcat:dataset :d ;
       dct:publisher :cp ; dcat:themeTaxonomy :scheme ; dcat:record :other .
    :cp foaf:name "keeper" .
    :d a dcat:Dataset ; dct:isPartOf :c ; dcat:theme :t ; a :Kind .
    :t a skos:Concept ; skos:prefLabel "theme" ; skos:inScheme :scheme .
    :scheme a skos:ConceptScheme ; dct:title "themes" .
    :unused a skos:Concept ; skos:prefLabel "unused" .
    :Kind a rdfs:Class ; rdfs:label "kind" .
    :other a dcat:CatalogRecord ; foaf:primaryTopic :gone .
    :stray dct:title "stray" .)");
  REQUIRE(outcome.records.size() == 1);
  const std::string& d = outcome.records.at("http://e/d");
  CHECK(holds(d, "<http://purl.org/dc/terms/isPartOf> <http://e/c> ."));
  CHECK(holds(d, "\"theme\""));
  CHECK(holds(d, "inScheme> <http://e/scheme>"));
  for (const char* outside : {"keeper", "themes", "unused", "kind", "stray"})
    CHECK_FALSE(holds(d, outside));
  const auto& left = outcome.left_out;
  CHECK(left.at("http://e/c").reason == "describes the catalogue itself");
  CHECK(left.at("http://e/c").statements == 6);
  CHECK(left.at("http://e/cp").reason == "describes the catalogue itself");
  CHECK(left.at("http://e/scheme").reason == "describes a vocabulary");
  CHECK(left.at("http://e/unused").reason == "describes a vocabulary");
  CHECK(left.at("http://e/Kind").reason == "describes a vocabulary");
  CHECK(left.at("http://e/other").reason == "a catalogue record of no dataset in the document");
  CHECK(left.at("http://e/stray").reason == "reached by no dataset");
  CHECK(left.size() == 7);
}

TEST_CASE("splitter: the catalogue record comes along") {
  const Outcome outcome = split(R"(
    :d a dcat:Dataset .
    :r a dcat:CatalogRecord ; foaf:primaryTopic :d ; dct:modified "today" ;
       dct:source [ dct:title "origin" ] .
    :page foaf:primaryTopic :d ; dct:title "a page" .)");
  const std::string& d = outcome.records.at("http://e/d");
  CHECK(holds(d, "\"today\""));
  CHECK(holds(d, "\"origin\""));
  CHECK_FALSE(holds(d, "a page"));
  CHECK(outcome.left_out.at("http://e/page").reason == "reached by no dataset");
}

TEST_CASE("splitter: graph names stay, duplicates count once") {
  const Outcome outcome = split(R"(
    :g { :d a dcat:Dataset ; dct:title "x" . :d dct:title "x" . }
    :h { :d dct:title "x" ; dct:publisher :p } :p foaf:name "P" . :p foaf:name "P" .)");
  CHECK(outcome.counts.split.statements == 5);
  const std::string& d = outcome.records.at("http://e/d");
  CHECK(holds(d, "\"x\" <http://e/g> ."));
  CHECK(holds(d, "\"x\" <http://e/h> ."));
  CHECK(holds(d, "\"P\" ."));
}

TEST_CASE("splitter: blank datasets get their IRI from their identifier, everywhere") {
  const char* text = R"(
    _:d a dcat:Dataset ; dct:identifier "A/1 x" ; dcat:distribution [ dct:title "file" ] .
    _:e a dcat:Dataset ; dct:identifier "http://e/web", "0" ; dct:relation _:d .
    :f a dcat:Dataset ; dct:relation _:d, _:e .
    _:r a dcat:CatalogRecord ; foaf:primaryTopic _:d ; dct:title "record" .)";
  const Outcome outcome = split(text, "https://n/id/");
  REQUIRE(outcome.records.size() == 3);
  const std::string& d = outcome.records.at("https://n/id/A%2F1%20x");
  CHECK(holds(d, "<https://n/id/A%2F1%20x> <http://purl.org/dc/terms/identifier> \"A/1 x\" ."));
  CHECK(holds(d, "\"record\""));
  CHECK(holds(d, "primaryTopic> <https://n/id/A%2F1%20x> ."));
  CHECK(holds(outcome.records.at("http://e/web"), "relation> <https://n/id/A%2F1%20x> ."));
  CHECK(holds(outcome.records.at("http://e/f"), "relation> <http://e/web> ."));
  const Outcome without = split(text);
  REQUIRE(without.refusals.size() == 1);
  CHECK(without.refusals[0].field == "http://purl.org/dc/terms/identifier");
  CHECK(without.records.contains("http://e/web"));
}

TEST_CASE("splitter: blank datasets that nothing names are refused, with the way out") {
  const Outcome outcome = split(R"(
    [] a dcat:Dataset ; dct:title "no name" ; dct:publisher :p .
    :p foaf:name "P" .)",
                                "https://n/id/");
  REQUIRE(outcome.refusals.size() == 1);
  const Refusal& refusal = outcome.refusals[0];
  CHECK(refusal.reason.find("without a dct:identifier") != std::string::npos);
  CHECK(refusal.remedy.find("dct:identifier") != std::string::npos);
  CHECK(refusal.at.line == 6);
  CHECK(refusal.original.find("\"no name\"") != std::string::npos);
  CHECK(outcome.counts.split.refused == 4);
}

TEST_CASE("splitter: two datasets cannot have one IRI") {
  const Outcome outcome = split(R"(
    [] a dcat:Dataset ; dct:identifier "1" ; dct:title "first" .
    [] a dcat:Dataset ; dct:identifier "1" ; dct:title "second" .
    [] a dcat:Dataset ; dct:identifier "http://e/named" ; dct:title "third" .
    :named a dcat:Dataset ; dct:title "named" .)",
                                "https://n/id/");
  CHECK(outcome.records.size() == 2);
  CHECK(holds(outcome.records.at("https://n/id/1"), "first"));
  CHECK(holds(outcome.records.at("http://e/named"), "named"));
  REQUIRE(outcome.refusals.size() == 2);
  CHECK(outcome.refusals[0].reason.find("already has the IRI") != std::string::npos);
  CHECK(outcome.refusals[1].reason.find("already has the IRI") != std::string::npos);
}

TEST_CASE("splitter: a record that reaches a damaged statement is refused as incomplete") {
  const Outcome outcome = split(R"(
    :d1 a dcat:Dataset ; dct:publisher :p .
    :d2 a dcat:Dataset ; dct:publisher :q ; dct:relation :d1, :d3 .
    :d3 a dcat:Dataset .
    :d3 dct:title oops:x .
    :d4 a dcat:Dataset ; dcat:distribution [ dct:license :lost ] .
    :d5 a dcat:Dataset .
    :p foaf:name "P" ; foaf:homepage <rel> .
    :p foaf:name "P" .
    :q foaf:name "Q" .
    :lost dct:title oops:y .)");
  CHECK(outcome.counts.syntax_errors == 3);
  CHECK(outcome.records.size() == 2);
  CHECK(outcome.records.contains("http://e/d2"));
  CHECK(outcome.records.contains("http://e/d5"));
  REQUIRE(outcome.refusals.size() == 6);
  CHECK(outcome.refusals[0].syntax);
  CHECK(outcome.refusals[0].record == "http://e/d3");
  CHECK(outcome.refusals[0].original == ":d3 dct:title oops:x .");
  CHECK(outcome.refusals[0].original_format == Format::kTrig);
  CHECK(outcome.refusals[3].record == "http://e/d1");
  CHECK(outcome.refusals[3].reason.find("incomplete because line 12") != std::string::npos);
  CHECK(outcome.refusals[5].record == "http://e/d4");
}

TEST_CASE("splitter: a broken catalogue or a broken record breaks no other record") {
  const Outcome outcome = split(R"(
    :c a dcat:Catalog ; dct:title oops:x .
    :c dct:title "catalogue" .
    :d1 a dcat:Dataset ; dct:isPartOf :c ; dct:relation :d2, :d3 .
    :d2 rdf:type dcat:Dataset ; dct:title "broken .
    :d3 a dcat:Dataset; dct:title "also broken .
    :d3 dct:title "what is left of it" .)");
  CHECK(outcome.counts.syntax_errors == 3);
  REQUIRE(outcome.records.size() == 1);
  CHECK_FALSE(holds(outcome.records.at("http://e/d1"), "what is left of it"));
  CHECK(outcome.left_out.at("http://e/d3").reason == "part of it could not be read");
  CHECK(outcome.left_out.at("http://e/c").reason == "part of it could not be read");
}

TEST_CASE("splitter: circles end") {
  const Outcome outcome = split(R"(
    :d a dcat:Dataset ; dct:relation :a . :a dct:relation :b . :b dct:relation :a, :d, _:x .
    _:x dct:relation _:x .)");
  CHECK(outcome.records.at("http://e/d").size() > 0);
  CHECK(outcome.counts.split.in_records == 7);
}

TEST_CASE("splitter: limits of a record") {
  const std::string long_iri = "http://e/" + std::string(base::limits::kIriBytesMax, 'x');
  std::string large = ":big a dcat:Dataset .\n";
  for (int i = 0; i < 12; ++i) {
    large += ":big dct:description \"" + std::to_string(i) + std::string(100'000, 'x') + "\" .\n";
  }
  std::string hub = ":many a dcat:Dataset .\n:hub dct:title 'hub' .\n";
  for (std::size_t i = 0; i < base::limits::kRecordStatementsMax; i += 50) {
    hub += ":many :p " + std::to_string(i);
    for (std::size_t j = 1; j < 50; ++j) hub += "," + std::to_string(i + j);
    hub += " .\n";
  }
  const Outcome outcome =
      split("<" + long_iri + "> a dcat:Dataset .\n" + large + hub + ":ok a dcat:Dataset .");
  CHECK(outcome.records.size() == 1);
  REQUIRE(outcome.refusals.size() == 3);
  std::map<std::string, std::string> reasons;
  for (const Refusal& refusal : outcome.refusals) {
    reasons[refusal.record] = refusal.reason;
    CHECK(refusal.original.size() <= base::limits::kQuarantineBytesMax);
  }
  CHECK(reasons.at(long_iri).find("IRI has more than") != std::string::npos);
  CHECK(reasons.at("http://e/big").find("bytes of content") != std::string::npos);
  CHECK(reasons.contains("http://e/many"));
}

TEST_CASE("splitter: what thousands of records share does not become gigabytes") {
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    text += ":d" + std::to_string(i) + " a dcat:Dataset ; dct:publisher :hub .\n";
  }
  for (int i = 0; i < 1000; ++i) {
    text += ":hub dct:description \"" + std::to_string(i) + std::string(200, 'x') + "\" .\n";
  }
  const Outcome outcome = split(text);
  std::size_t bytes = 0;
  for (const auto& [iri, content] : outcome.records) bytes += content.size();
  CHECK(outcome.records.size() > 100);
  CHECK(bytes < (80u << 20));
  REQUIRE(outcome.records.size() + outcome.refusals.size() == 1000);
  REQUIRE_FALSE(outcome.refusals.empty());
  CHECK(outcome.refusals[0].reason.find("they share too much") != std::string::npos);
  CHECK_FALSE(outcome.refusals[0].remedy.empty());
}

TEST_CASE("splitter: a graph whose canonical form is too much work is refused") {
  std::string text = ":d a dcat:Dataset ; :p _:n0 . :ok a dcat:Dataset .\n";
  for (int i = 0; i < 12; ++i) {
    for (int j = 0; j < 12; ++j) {
      if (i != j) text += "_:n" + std::to_string(i) + " :p _:n" + std::to_string(j) + " .\n";
    }
  }
  const Outcome outcome = split(text);
  CHECK(outcome.records.size() == 1);
  REQUIRE(outcome.refusals.size() == 1);
  CHECK(outcome.refusals[0].reason.find("too much work") != std::string::npos);
}

TEST_CASE("splitter: blank nodes whose names would not stay are refused") {
  const Outcome outcome = split(R"(
    :d a dcat:Dataset ; :p _:a, _:b . :ok a dcat:Dataset ; :p [ :q 1 ] .
    _:g { _:a :p _:b . _:b :p _:a } :h { :ok :p [ :q 2 ], [ :q 2 ] })");
  REQUIRE(outcome.refusals.size() == 1);
  CHECK(outcome.refusals[0].record == "http://e/d");
  CHECK(outcome.refusals[0].reason.find("several named graphs") != std::string::npos);
  CHECK(outcome.records.contains("http://e/ok"));
}

TEST_CASE("splitter: the list of what was left out is bounded, its sum is not") {
  std::string text = ":d a dcat:Dataset .\n";
  for (int i = 0; i < 3000; ++i) text += ":s" + std::to_string(i) + " dct:title 'a', 'b' .\n";
  const Outcome outcome = split(text);
  CHECK(outcome.left_out.size() == base::limits::kLeftOutListMax + 1);
  CHECK(outcome.left_out.at("").statements == 2 * (3000 - base::limits::kLeftOutListMax));
  CHECK(outcome.left_out.at("").reason == "reached by no dataset");
}

}  // namespace rednode::catalogue
