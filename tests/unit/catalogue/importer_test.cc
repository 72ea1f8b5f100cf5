#include "catalogue/importer.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/digest.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

struct Outcome {
  std::map<std::string, std::string> records;
  std::vector<std::string> refusals;
  std::vector<std::string> left_out;
  std::uint64_t progress = 0;
};

base::Result<ImportCounts> run(std::string_view text, const ImportOptions& options,
                               Outcome& outcome) {
  ImportEvents events;
  events.on_record = [&outcome](RecordContent&& record) -> base::Status {
    outcome.records[record.iri] = std::move(record.content);
    return {};
  };
  events.on_refusal = [&outcome](Refusal&& refusal) -> base::Status {
    outcome.refusals.push_back(refusal.record + ": " + refusal.reason + refusal.original);
    return {};
  };
  events.on_left_out = [&outcome](LeftOut&& left_out) -> base::Status {
    outcome.left_out.push_back(left_out.subject + std::to_string(left_out.statements) +
                               left_out.reason);
    return {};
  };
  events.on_progress = [&outcome](std::uint64_t bytes) { outcome.progress = bytes; };
  return import_document(source_of(text), options, events);
}

std::string document(int datasets) {
  std::string text =
      "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
      "<http://e/c> a dcat:Catalog .\n";
  for (int i = 0; i < datasets; ++i) {
    const std::string n = std::to_string(i);
    text += "<http://e/c> dcat:dataset <http://e/d" + n + "> .\n<http://e/d" + n +
            "> a dcat:Dataset ; dct:title \"Title " + n + "\"@en ; dct:publisher <http://e/p" +
            std::to_string(i % 7) + "> ; dct:temporal [ dcat:startDate \"" + n + "\" ] .\n" +
            "[] a dcat:Dataset ; dct:identifier \"" + std::to_string(i % 1000) + "\" .\n";
  }
  for (int i = 0; i < 7; ++i)
    text += "<http://e/p" + std::to_string(i) + "> dct:title 'P', [ dct:type 'x' ] .\n";
  return text + "<http://e/d1> dct:title oops:x .\n";
}

}  // namespace

TEST_CASE("importer: on disk and in memory, the same comes out") {
  const std::string text = document(3000);
  ImportOptions options;
  options.mint_base = "https://n/id/";
  options.spool_directory = std::filesystem::temp_directory_path().string();
  Outcome memory;
  const auto one = run(text, options, memory);
  REQUIRE(one.ok());
  CHECK(one->format == Format::kTurtle);
  CHECK(one->bytes == text.size());
  CHECK(memory.progress == text.size());
  CHECK(memory.records.size() == 3999);
  CHECK(memory.refusals.size() == 2002);
  options.memory_budget = 20'000;
  Outcome disk;
  const auto two = run(text, options, disk);
  REQUIRE(two.ok());
  CHECK(disk.records == memory.records);
  CHECK(disk.refusals == memory.refusals);
  CHECK(disk.left_out == memory.left_out);
  CHECK(one->split.in_records == two->split.in_records);
  CHECK(one->split.statements == two->split.statements);
  options.spool_directory.clear();
  Outcome none;
  const auto refused = run(text, options, none);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == base::Code::kExhausted);
  CHECK(none.records.empty());
}

// docs/formats/records.md holds the document and the content: they must go on saying the same.
TEST_CASE("importer: the worked example of the specification") {
  std::ifstream in(REDNODE_SOURCE_DIR "/docs/formats/records.md", std::ios::binary);
  std::stringstream all;
  all << in.rdbuf();
  const std::string page = all.str();
  const auto turtle = page.find("```turtle\n") + 10;
  const auto turtle_end = page.find("```\n", turtle);
  const auto content = page.find("```\n", turtle_end + 4) + 4;
  const auto content_end = page.find("```\n", content);
  REQUIRE(content_end != std::string::npos);
  Outcome outcome;
  REQUIRE(run(page.substr(turtle, turtle_end - turtle), {}, outcome).ok());
  REQUIRE(outcome.records.size() == 1);
  const std::string& record = outcome.records.at("https://health.example/d/1");
  CHECK(record == page.substr(content, content_end - content));
  CHECK(page.find(base::to_hex(base::sha256(record))) != std::string::npos);
  CHECK(outcome.left_out.size() == 1);
}

TEST_CASE("importer: formats are found out, or said") {
  Outcome outcome;
  ImportOptions options;
  const std::string line =
      "<urn:d> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
      "<http://www.w3.org/ns/dcat#Dataset> .\n";
  CHECK(run(line, options, outcome)->format == Format::kNTriples);
  CHECK(outcome.records.at("urn:d") == line);
  options.format = Format::kTurtle;
  CHECK(run(line, options, outcome)->format == Format::kTurtle);
  options.format = std::nullopt;
  CHECK(run("{ \"@id\": \"urn:d\" }", options, outcome)->format == Format::kJsonLd);
  options.format = Format::kJsonLines;
  const auto lines = run("{}", options, outcome);
  REQUIRE_FALSE(lines.ok());
  CHECK(lines.error().message.find("a format to write") != std::string::npos);
  options.format = std::nullopt;
  options.mint_base = "not an IRI";
  CHECK_FALSE(run(line, options, outcome).ok());
  options.mint_base.clear();
  CHECK(run("", options, outcome).ok());
}

TEST_CASE("importer: a document longer than what detection looks at is read whole") {
  std::string text;
  for (int i = 0; i < 5000; ++i) {
    text += "<urn:d" + std::to_string(i) +
            "> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
            "<http://www.w3.org/ns/dcat#Dataset> .\n";
  }
  Outcome outcome;
  const auto counts = run(text, {}, outcome);
  REQUIRE(counts.ok());
  CHECK(counts->split.records == 5000);
  CHECK(counts->bytes == text.size());
}

TEST_CASE("importer: of broken RDF/XML nothing half read becomes a record") {
  const std::string head =
      "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://e/' "
      "xmlns:dcat='http://www.w3.org/ns/dcat#'><dcat:Catalog rdf:about='urn:c'>\n";
  const auto dataset = [](const std::string& iri, const std::string& within) {
    return "<dcat:dataset><dcat:Dataset rdf:about='" + iri + "'><e:title>t</e:title>" + within +
           "</dcat:Dataset></dcat:dataset>\n";
  };
  const auto distribution = [](const std::string& attribute) {
    return "<dcat:distribution><dcat:Distribution rdf:about='urn:x'><e:title " + attribute +
           ">x</e:title></dcat:Distribution></dcat:distribution>";
  };
  const std::string text = head + dataset("urn:good", distribution("")) +
                           dataset("urn:bad", "<e:blank><e:B><e:p bad=''/></e:B></e:blank>") +
                           dataset("urn:link", "<e:p rdf:resource='http://a b'/>") +
                           dataset("urn:also-good", "");
  const std::string end = "</dcat:Catalog></rdf:RDF>";
  const auto iris = [](const Outcome& outcome) {
    std::string all;
    for (const auto& [iri, content] : outcome.records) all += iri + " ";
    return all;
  };
  Outcome whole;
  REQUIRE(run(text + end, {}, whole).ok());
  CHECK(iris(whole) == "urn:also-good urn:good ");
  CHECK(whole.refusals.size() == 2);
  // A distribution that is lost takes with it the datasets that have it.
  Outcome within;
  REQUIRE(run(text + dataset("urn:has-lost", distribution("lost='1'")) + end, {}, within).ok());
  CHECK(iris(within) == "urn:also-good ");
  // The document is cut off in the middle of a dataset, whose class is known.
  Outcome cut;
  REQUIRE(run(text + dataset("urn:cut", "").substr(0, 70), {}, cut).ok());
  CHECK(iris(cut) == "urn:also-good urn:good ");
  CHECK(cut.refusals.size() == 4);
}

}  // namespace rednode::catalogue
