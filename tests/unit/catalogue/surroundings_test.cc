// What is around a record of a log is what was around it in the document that it came from.
#include "catalogue/surroundings.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "catalogue/importer.h"
#include "catalogue/ntriples.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kPrefixes =
    "@prefix : <http://e/> . @prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
    "@prefix dct: <http://purl.org/dc/terms/> .\n";

struct Record {
  std::string content;
  std::string context;
};

std::map<std::string, Record> records_of(const std::string& text) {
  std::map<std::string, Record> all;
  ImportEvents events;
  events.on_record = [&all](RecordContent&& record) -> base::Status {
    all[record.iri] = {record.content, record.context};
    return {};
  };
  events.on_refusal = [](Refusal&& refusal) -> base::Status {
    return base::invalid(refusal.reason);
  };
  ImportOptions options;
  options.context = true;
  options.format = Format::kTurtle;
  const std::string document = std::string(kPrefixes) + text;
  REQUIRE(import_document(source_of(document), options, events).ok());
  return all;
}

Dataset graph_of(const std::string& content) {
  auto graph = parse_nquads(content);
  REQUIRE(graph.ok());
  return std::move(*graph);
}

std::string sorted_lines(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at) + 1;
    lines.emplace_back(text.substr(at, end - at));
    at = end;
  }
  std::sort(lines.begin(), lines.end());
  std::string sorted;
  for (const std::string& line : lines) sorted += line;
  return sorted;
}

}  // namespace

TEST_CASE("surroundings: the same as the splitter's context") {
  const auto records = records_of(R"(
    :s a dcat:DatasetSeries ; dct:title "series" .
    :d a dcat:Dataset, :Special ; dcat:inSeries :s ; dct:relation :e, :nowhere .
    :e a dcat:Dataset ; dct:isReferencedBy [ dct:relation :f, :d ] ; dcat:inSeries :s .
    :f a dcat:DataService ; dcat:servesDataset :d .)");
  Surroundings surroundings;
  for (const auto& [iri, record] : records) surroundings.add(iri, graph_of(record.content));
  REQUIRE(records.size() == 4);
  for (const auto& [iri, record] : records) {
    INFO(iri);
    CHECK_FALSE(record.context.empty());
    CHECK(sorted_lines(surroundings.of(iri, graph_of(record.content))) ==
          sorted_lines(record.context));
  }
}

TEST_CASE("surroundings: nothing of records that were not added, nor of the record itself") {
  const Dataset graph = graph_of(
      "<http://e/d> <http://purl.org/dc/terms/relation> <http://e/e> .\n"
      "<http://e/d> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/T> .\n");
  Surroundings surroundings;
  surroundings.add("http://e/d", graph);
  surroundings.add("http://e/absent", graph);
  CHECK(surroundings.of("http://e/d", graph).empty());
}

TEST_CASE("surroundings: no larger than a record may be, but for one statement") {
  Surroundings surroundings;
  for (int i = 0; i < 20'000; ++i) {
    const std::string iri = "http://e/d" + std::to_string(i);
    surroundings.add(iri, graph_of("<" + iri +
                                   "> <http://www.w3.org/ns/dcat#inSeries> "
                                   "<http://e/s> .\n"));
  }
  const Dataset series = graph_of("<http://e/s> <http://purl.org/dc/terms/title> \"s\" .\n");
  const base::Bytes context = surroundings.of("http://e/s", series);
  CHECK(context.size() > base::limits::kContentBytesMax);
  CHECK(context.size() < base::limits::kContentBytesMax + 200);
}

}  // namespace rednode::catalogue
