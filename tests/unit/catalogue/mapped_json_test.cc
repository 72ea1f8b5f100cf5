#include "catalogue/mapped_json.h"

#include "base/limits.h"
#include "catalogue/canonical.h"
#include "catalogue/format.h"
#include "catalogue/importer.h"
#include "tests/unit/catalogue/mapping_fixture.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

const Mapping& titles() {
  static const Mapping mapping =
      mapping_with("{ from = \"t\", to = \"dct:title\" },", "[ignore_outside]\nn = \"count\"\n");
  return mapping;
}

MappedOutcome read(std::string_view text, std::size_t step = 1 << 20) {
  return read_mapped_text(text, Format::kMapped, &titles(), step);
}

std::string record(int i) {
  return "{\"id\": " + std::to_string(i) + ", \"t\": \"ok\"}";
}
std::string quad(int i) {
  return "<urn:r:" + std::to_string(i) + "> <http://purl.org/dc/terms/title> \"ok\" .\n";
}

}  // namespace

TEST_CASE("mapped JSON: a document, a list, a page, JSON lines") {
  for (const std::string& text : {
           "[" + record(1) + ",\n" + record(2) + "]",
           "{\"n\": 2, \"data\": [" + record(1) + ", " + record(2) + "]}",
           record(1) + "\n" + record(2) + "\n",
           record(1) + " " + record(2),
           "\xef\xbb\xbf[[" + record(1) + "], [[" + record(2) + "]]]",
       }) {
    for (const std::size_t step : {1u, 2u, 3u, 7u, 1000u}) {
      INFO(text << " by " << step);
      const auto outcome = read(text, step);
      CHECK(outcome.failure.empty());
      CHECK(outcome.errors.empty());
      CHECK(outcome.quads == quad(1) + quad(2));
      CHECK(outcome.unmapped.empty());
    }
  }
  CHECK(read("[]").counts.quads == 0);
  CHECK(read("").counts.quads == 0);
}

TEST_CASE("mapped JSON: what stands outside of records is told") {
  const auto outcome = read("{\"n\": 1, \"next\": {\"url\": \"u\"}, \"none\": null, \"data\": [" +
                            record(1) + ", 5], \"last\": \"x\\\"\"}");
  CHECK(outcome.errors.empty());
  CHECK(listed(outcome.unmapped) ==
        std::vector<std::string>{"data: it stands outside of the records (1)",
                                 "last: it stands outside of the records (1)",
                                 "next.url: it stands outside of the records (1)"});
  CHECK(outcome.counts.values.values == 6);
  CHECK(outcome.counts.values.ignored == 1);
}

TEST_CASE("mapped JSON: a bad record costs itself, and is placed") {
  struct Bad {
    const char* text;
    const char* reason;
    std::uint64_t line, column;  // of the error; the record begins at line 2, column 1
  };
  const Bad cases[] = {
      {"{\"id\": 9, \"t\": x}", "it is no JSON", 2, 16},
      {"{\"id\": 9,\n \"t\": 01}", "it is no JSON", 3, 9},
      {"{\"id\": 9, \"t\": [1, 2 }", "it is no JSON", 2, 22},
      {"{\"id\": 9, \"t\": \"a\nb\"}", "it is no JSON", 2, 18},
      {"{\"id\": 9, \"t\": \"\xff\"}", "UTF-8", 2, 17},
      {"{\"id\": 9, \"t\": \"\\ud800\"}", "it is no JSON", 2, 23},
      {"{\"id\": 9, \"t\": 1, \"t\": 2}", "it has the name 't' twice", 2, 21},
      {"{\"id\": 9, \"x\": 1}", "no rule of the mapping", 2, 1},
      {"{\"id\": 1, \"t\": 1}", "has the IRI <urn:r:1> already", 2, 1},
  };
  for (const Bad& bad : cases) {
    const std::string text = "[" + record(1) + ",\n" + bad.text + ",\n" + record(2) + "]";
    for (const std::size_t step : {1u, 1u << 20}) {
      INFO(text);
      const auto outcome = read(text, step);
      REQUIRE(outcome.errors.size() == 1);
      const SyntaxError& error = outcome.errors.front();
      INFO(error.reason << " at " << error.at.line << ":" << error.at.column);
      CHECK(error.reason.find(bad.reason) != std::string::npos);
      CHECK(error.statement.line == 2);
      CHECK(error.statement.column == 1);
      CHECK(error.at.line == bad.line);
      CHECK(error.at.column == bad.column);
      CHECK(error.original == bad.text);
      CHECK_FALSE(error.remedy.empty());
      CHECK(outcome.quads == quad(1) + quad(2));
    }
  }
  CHECK(read("[{\"id\": 9, \"t\": x}]").errors.front().subject == "<urn:r:9>");
}

TEST_CASE("mapped JSON: a name that stands twice is found among very many") {
  std::string members;
  for (int i = 0; i < 90'000; ++i) members += ",\"k" + std::to_string(i) + "\":1";
  CHECK(read("{\"id\":1,\"t\":2" + members + "}").errors.empty());
  for (const char* const twice : {"id", "k7", "k89999"}) {
    const auto outcome = read("{\"id\":1,\"t\":2" + members + ",\"" + std::string(twice) + "\":2}");
    REQUIRE(outcome.errors.size() == 1);
    CHECK(outcome.errors[0].reason == "it has the name '" + std::string(twice) + "' twice");
  }
}

TEST_CASE("mapped JSON: a text with very many line ends costs its record") {
  const std::string ends(1'000'000, '\n');
  const auto outcome = read("[{\"id\":9,\"t\":\"x" + ends + "y\"},\n" + record(1) + "]", 64 << 10);
  REQUIRE(outcome.errors.size() == 1);
  CHECK(outcome.errors[0].subject == "<urn:r:9>");
  CHECK(outcome.quads == quad(1));
}

TEST_CASE("mapped JSON: JSON lines go on at the next line") {
  for (const char* bad :
       {"{\"id\": 9, \"t\": [{", "{\"id\": 9, \"t\": \"open", "no JSON", "5", "{\"id\": 9]"}) {
    const auto outcome = read(record(1) + "\n" + bad + "\n" + record(2) + "\n");
    INFO(bad);
    CHECK(outcome.errors.size() >= 1);
    CHECK(outcome.quads == quad(1) + quad(2));
  }
}

TEST_CASE("mapped JSON: what is wrong around the records") {
  const auto comma = read("[" + record(1) + " " + record(2) + ",]");
  CHECK(comma.errors.size() == 2);
  CHECK(comma.quads == quad(1) + quad(2));
  const auto broken = read("{\"data\": [" + record(1) + "], oops, \"data\": [" + record(2) + "]}");
  CHECK(broken.errors.size() == 1);
  CHECK(broken.quads == quad(1));
  const auto cut = read("{\"data\": [" + record(1) + ",");
  REQUIRE(cut.errors.size() == 1);
  CHECK(cut.errors.front().reason.find("is it complete?") != std::string::npos);
  CHECK(cut.quads == quad(1));
  CHECK(read("[" + record(1) + ", {\"id\": 2").errors.size() == 2);
}

TEST_CASE("mapped JSON: nesting, numbers of values and sizes are limited") {
  const std::string deep(300'000, '[');
  for (const std::string& text :
       {"[{\"id\": 9, \"t\": " + deep + "}," + record(1) + "]",
        "{\"id\": 9, \"t\": " + deep + std::string(300'000, ']') + "}\n" + record(1)}) {
    const auto outcome = read(text);
    CHECK_FALSE(outcome.errors.empty());
  }
  CHECK(read(deep).errors.size() == 1);
  std::string many = "[{\"id\": 9, \"t\": [";
  for (std::size_t i = 0; i <= limits::kSourceValuesMax; ++i) many += "1,";
  const auto values = read(many + "1]}," + record(1) + "]");
  REQUIRE(values.errors.size() == 1);
  CHECK(values.errors.front().reason.find("values") != std::string::npos);
  CHECK(values.quads == quad(1));
  const std::string long_text(limits::kSourceRecordBytesMax + 1000, 'x');
  for (const std::size_t step : {100'000u, 1u << 30}) {
    const auto large = read(
        "[" + record(1) + ",{\"id\": 9, \"t\": \"" + long_text + "\"}," + record(2) + "]", step);
    REQUIRE(large.errors.size() == 1);
    CHECK(large.errors.front().reason.find("more than") != std::string::npos);
    CHECK(large.errors.front().original.size() <= limits::kQuarantineBytesMax);
    CHECK(large.quads == quad(1) + quad(2));
  }
}

TEST_CASE("mapped JSON: memory does not grow with the document") {
  constexpr int kRecords = 20'000;
  int given = 0;
  std::string waiting = "{\"n\": 1, \"data\": [";
  const ByteSource source = [&](char* to, std::size_t room) -> base::Result<std::size_t> {
    while (waiting.size() < room && given < kRecords) {
      waiting += (given > 0 ? "," : "") + record(given);
      if (++given == kRecords) waiting += "]}";
    }
    const std::size_t count = std::min(room, waiting.size());
    std::copy_n(waiting.data(), count, to);
    waiting.erase(0, count);
    return count;
  };
  std::size_t quads = 0;
  ReaderEvents events;
  events.on_quad = [&](const QuadText&, Position) -> base::Status {
    ++quads;
    return {};
  };
  const auto counts = read_rdf(source, Format::kMapped, {"", {}, &titles()}, events);
  REQUIRE(counts.ok());
  CHECK(quads == kRecords);
}

TEST_CASE("mapped JSON: through the importer, with the base for minted IRIs") {
  const std::string text =
      R"({"help":"h","success":true,"result":{"count":2,"results":[)"
      R"({"id":"a","identifier":"i 1","title":"T","notes":"N","private":false,"odd":1},)"
      R"({"id":"b","notes":""}]}})";
  ImportOptions options;
  options.mint_base = "urn:mint:";
  std::vector<std::string> iris;
  std::vector<UnmappedField> unmapped;
  std::vector<Refusal> refusals;
  ImportEvents events;
  events.on_record = [&](RecordContent&& r) -> base::Status {
    iris.push_back(r.iri);
    return {};
  };
  events.on_refusal = [&](Refusal&& r) -> base::Status {
    refusals.push_back(std::move(r));
    return {};
  };
  events.on_unmapped = [&](UnmappedField&& u) -> base::Status {
    unmapped.push_back(std::move(u));
    return {};
  };
  const auto counts = import_document(source_of(text), options, events);
  REQUIRE(counts.ok());
  CHECK(counts->format == Format::kCkan);
  CHECK(iris == std::vector<std::string>{"urn:mint:i%201"});
  REQUIRE(refusals.size() == 1);
  CHECK(refusals[0].reason.find("it has none of title") != std::string::npos);
  CHECK(refusals[0].original_format == Format::kCkan);
  CHECK(listed(unmapped) == std::vector<std::string>{"odd: no rule takes it (1)"});
  CHECK(counts->values.values == 9);
}

TEST_CASE("mapped JSON: the worked example of docs/formats/mappings.md") {
  const auto outcome = read_mapped_text(
      R"({"success": true, "result": {"id": "7", "title": "Cancer register",
 "frequency": "annual", "tags": [{"name": "cancer", "id": "t1"}], "odd": 1,
 "extras": [{"key": "uri", "value": "https://health.example/d/7"}]}})",
      Format::kCkan);
  const auto dataset = read_dataset(outcome.quads, Format::kNQuads);
  const auto expected = read_dataset(
      R"(@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix adms: <http://www.w3.org/ns/adms#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://health.example/d/7>
    a dcat:Dataset ;
    dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/ANNUAL> ;
    dct:identifier "7" ;
    dct:title "Cancer register" ;
    adms:identifier [ a adms:Identifier ; skos:notation "7" ] ;
    dcat:keyword "cancer" .)",
      Format::kTurtle);
  REQUIRE((dataset.ok() && expected.ok()));
  CHECK(*canonicalize(*dataset) == *canonicalize(*expected));
  CHECK(outcome.counts.values.values == 8);
  CHECK(outcome.counts.values.used == 5);
  CHECK(outcome.counts.values.ignored == 2);
  CHECK(listed(outcome.unmapped) == std::vector<std::string>{"odd: no rule takes it (1)"});
}

TEST_CASE("mapped JSON: a mapping must fit its document") {
  CHECK(read_mapped_text("{}", Format::kMapped).failure.find("needs a mapping") !=
        std::string::npos);
  CHECK(read_mapped_text("a,b\n", Format::kCsv, &titles()).failure.find("is for JSON") !=
        std::string::npos);
}

}  // namespace rednode::catalogue
