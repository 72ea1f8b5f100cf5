#include "catalogue/summary_writer.h"

#include "catalogue/csv_reader.h"
#include "catalogue/format.h"
#include "catalogue/rdf_reader.h"
#include "catalogue/writer.h"
#include "tests/unit/catalogue/mapping_fixture.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

constexpr const char* kColumns =
    "languages = [\"en\"]\nseparator = \" | \"\ncolumns = [\n"
    "{ name = \"iri\", value = \"iri\" }, { name = \"origin\", value = \"origin\" },\n"
    "{ name = \"label\", path = [\"dct:title\"], pick = \"best\" },\n"
    "{ name = \"title\", path = [\"dct:title\"], pick = \"languages\" },\n"
    "{ name = \"by\", path = [\"dct:publisher\", \"foaf:name\"] },\n"
    "{ name = \"files\", path = [\"dcat:distribution\"], pick = \"count\" }]\n";

constexpr const char* kRecord =
    "@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
    "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
    "<urn:a> a dcat:Dataset ; dct:title '=A \"x\"'@en, 'B'@nl, 'C' ;\n"
    "  dct:publisher [ foaf:name 'P', 'Q' ] ; dcat:distribution [], <urn:d> .\n";

std::string written(Format format, const ColumnTable* columns, std::string_view record = "urn:a") {
  std::string out;
  Writer writer({.format = format, .columns = columns}, [&out](base::BytesView b) -> base::Status {
    out += b;
    return {};
  });
  const auto dataset = read_dataset(kRecord, Format::kTurtle);
  REQUIRE(dataset.ok());
  const auto status = writer.write(*dataset, record, "FR");
  if (!status.ok()) return "error: " + status.error().message;
  REQUIRE(writer.finish().ok());
  return out;
}

}  // namespace

TEST_CASE("summaries: a table") {
  const auto columns = parse_columns(kColumns);
  REQUIRE(columns.ok());
  CHECK(written(Format::kCsv, &*columns) ==
        "iri,origin,label,title,title@en,title@other,by,files\r\n"
        "urn:a,FR,\"'=A \"\"x\"\"\",C,\"'=A \"\"x\"\"\",nl: B,P | Q,2\r\n");
  CHECK(written(Format::kCsv, &*columns, "").find("this is none") != std::string::npos);
}

TEST_CASE("summaries: JSON lines") {
  const auto columns = parse_columns(kColumns);
  REQUIRE(columns.ok());
  CHECK(written(Format::kJsonLines, &*columns) ==
        "{\"iri\":\"urn:a\",\"origin\":\"FR\",\"label\":\"=A \\\"x\\\"\","
        "\"title\":{\"\":[\"C\"],\"en\":[\"=A \\\"x\\\"\"],\"nl\":[\"B\"]},"
        "\"by\":[\"P\",\"Q\"],\"files\":2}\n");
}

TEST_CASE("summaries: an empty table has its header") {
  std::string out;
  Writer writer({.format = Format::kCsv}, [&out](base::BytesView b) -> base::Status {
    out += b;
    return {};
  });
  REQUIRE(writer.finish().ok());
  CHECK(out.starts_with("iri,origin,type,label,title,title@bg,"));
  CHECK(out.ends_with("distributions,access_urls\r\n"));
}

TEST_CASE("summaries: the table that is written can be read") {
  const std::string text = written(Format::kCsv, nullptr);
  const auto outcome = read_mapped_text(text, Format::kCsv);
  INFO(text);
  CHECK(outcome.failure.empty());
  CHECK(outcome.errors.empty());
  CHECK(outcome.unmapped.empty());
  CHECK(outcome.quads.find("<urn:a> <http://purl.org/dc/terms/title> \"B\"@nl .") !=
        std::string::npos);
  CHECK(outcome.quads.find("<urn:a> <http://purl.org/dc/terms/title> \"=A \\\"x\\\"\"@en .\n") !=
        std::string::npos);
}

TEST_CASE("summaries: mistakes in the columns are placed") {
  const auto fault = [](const std::string& toml) { return parse_columns(toml).error().message; };
  CHECK(fault("columns = []").find("'columns' is missing") != std::string::npos);
  CHECK(fault("columns = [\n{ path = [\"dct:title\"] }]").find("line 2: a column needs a 'name'") !=
        std::string::npos);
  CHECK(fault("columns = [{ name = \"a\", path = [\"x\"] }]").find("known prefix") !=
        std::string::npos);
  CHECK(fault("columns = [{ name = \"a\" }]").find("'path' or a 'value'") != std::string::npos);
  CHECK(fault("languages = [\"e n\"]").find("no language tag") != std::string::npos);
}

}  // namespace rednode::catalogue
