// What a record is given beside its own statements, for shapes to look at.
#include <map>

#include "base/limits.h"
#include "catalogue/importer.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kPrefixes =
    "@prefix : <http://e/> . @prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
    "@prefix dct: <http://purl.org/dc/terms/> . @prefix skos: "
    "<http://www.w3.org/2004/02/skos/core#> .\n";
const std::string kType = " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ";

// By record, contexts.
std::map<std::string, std::string> contexts(const std::string& text, bool wanted = true) {
  std::map<std::string, std::string> all;
  ImportEvents events;
  events.on_record = [&all](RecordContent&& record) -> base::Status {
    all[record.iri] = record.context;
    return {};
  };
  events.on_refusal = [](Refusal&& refusal) -> base::Status {
    return base::invalid(refusal.reason);
  };
  ImportOptions options;
  options.context = wanted;
  options.format = Format::kTurtle;
  options.mint_base = "http://m/";
  const std::string document = std::string(kPrefixes) + text;
  const auto counts = import_document(source_of(document), options, events);
  INFO((counts.ok() ? "" : counts.error().message));
  REQUIRE(counts.ok());
  return all;
}

}  // namespace

TEST_CASE("splitter context: the classes of other records that a record refers to") {
  const auto all = contexts(R"(
    :d a dcat:Dataset ; dct:relation :e ; dct:isReferencedBy [ dct:relation :f ] ; dct:subject :n .
    :e a dcat:Dataset, :Special ; dct:title "not this" . :f a dcat:DataService .
    :n dct:title "no record" . :g a dcat:Dataset .)");
  const std::string& d = all.at("http://e/d");
  CHECK(d.find("<http://e/e>" + kType + "<http://e/Special> .\n") != std::string::npos);
  CHECK(d.find("<http://e/e>" + kType + "<http://www.w3.org/ns/dcat#Dataset>") !=
        std::string::npos);
  CHECK(d.find("<http://e/f>" + kType + "<http://www.w3.org/ns/dcat#DataService>") !=
        std::string::npos);
  CHECK(d.find("title") == std::string::npos);
  CHECK(d.find("<http://e/g>") == std::string::npos);
  CHECK(d.find("<http://e/d>") == std::string::npos);
  CHECK(all.at("http://e/e").empty());
}

TEST_CASE("splitter context: the members of a series, under the names that they get") {
  const auto all = contexts(R"(
    :s a dcat:DatasetSeries . :d a dcat:Dataset ; dcat:inSeries :s .
    [] a dcat:Dataset ; dct:identifier "x" ; dcat:inSeries :s .)");
  const std::string in = " <http://www.w3.org/ns/dcat#inSeries> <http://e/s> .\n";
  const std::string& s = all.at("http://e/s");
  CHECK(s.find("<http://e/d>" + in) != std::string::npos);
  CHECK(s.find("<http://m/x>" + in) != std::string::npos);
  // With their classes, which shapes ask for.
  for (const char* const member : {"<http://e/d>", "<http://m/x>"}) {
    CHECK(s.find(member + kType + "<http://www.w3.org/ns/dcat#Dataset> .\n") != std::string::npos);
  }
  CHECK(all.at("http://e/d").find("DatasetSeries") != std::string::npos);
}

TEST_CASE("splitter context: only where it was asked for") {
  const auto all = contexts(":d a dcat:Dataset ; dct:relation :e . :e a dcat:Dataset .", false);
  CHECK(all.at("http://e/d").empty());
}

TEST_CASE("splitter context: no larger than a record may be, but for one statement") {
  std::string text = ":s a dcat:DatasetSeries .\n";
  for (int i = 0; i < 20'000; ++i) {
    text += ":d" + std::to_string(i) + " a dcat:Dataset ; dcat:inSeries :s .\n";
  }
  const std::string context = contexts(text).at("http://e/s");
  CHECK(context.size() > base::limits::kContentBytesMax);
  CHECK(context.size() < base::limits::kContentBytesMax + 200);
}

}  // namespace rednode::catalogue
