#include "base/limits.h"
#include "catalogue/csv_cells.h"
#include "catalogue/csv_reader.h"
#include "catalogue/format.h"
#include "tests/unit/catalogue/mapping_fixture.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;
using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(std::string_view text, char separator = ',') {
  Rows rows;
  CsvRow row(separator);
  while (!text.empty()) {
    const auto kind = row.read(text, true);
    if (kind == CsvRow::Kind::kFault) rows.push_back({"error: " + row.reason()});
    if (kind == CsvRow::Kind::kRow) rows.push_back(row.cells());
    text.remove_prefix(row.consumed());
  }
  return rows;
}

MappedOutcome read(std::string_view text, const std::string& source = "",
                   std::size_t step = 1 << 20) {
  const Mapping mapping =
      mapping_with("{ from = \"t\", to = \"dct:title\" },", "", "format = \"table\"\n" + source);
  return read_mapped_text(text, Format::kCsv, &mapping, step);
}

std::string quad(const std::string& id, const std::string& title) {
  return "<urn:r:" + id + "> <http://purl.org/dc/terms/title> \"" + title + "\" .\n";
}

}  // namespace

TEST_CASE("CSV: rows as RFC 4180 has them") {
  CHECK(rows_of("a,b\r\nc,d\r\n") == Rows{{"a", "b"}, {"c", "d"}});
  CHECK(rows_of("a,b\nc,") == Rows{{"a", "b"}, {"c", ""}});
  CHECK(rows_of("a\rb") == Rows{{"a"}, {"b"}});
  CHECK(rows_of("\"a,\"\"b\"\"\r\nc\",d") == Rows{{"a,\"b\"\r\nc", "d"}});
  CHECK(rows_of("\"\",\n") == Rows{{"", ""}});
  CHECK(rows_of("a\"b,c d") == Rows{{"a\"b", "c d"}});
  CHECK(rows_of("a;\"b\"", ';') == Rows{{"a", "b"}});
  CHECK(rows_of("\"a\"b,c\nd") ==
        Rows{{"error: there is text behind the quote that ends a cell"}, {"d"}});
  CHECK(rows_of("\"a\nb\nc") == Rows{{"error: a quoted cell does not end"}, {"b"}, {"c"}});
}

TEST_CASE("CSV: of a row with more cells than a table has columns the rest is counted") {
  CsvRow row(',');
  const std::string text(3 * limits::kTableColumnsMax, ',');
  REQUIRE(row.read(text, true) == CsvRow::Kind::kRow);
  CHECK(row.count() == text.size() + 1);
  CHECK(row.cells().size() == limits::kTableColumnsMax);
  const MappedOutcome outcome = read("id,t\n" + text + "\n1,x\n");
  REQUIRE(outcome.errors.size() == 1);
  CHECK(
      outcome.errors[0].reason.starts_with("it has " + std::to_string(text.size() + 1) + " cells"));
}

TEST_CASE("CSV: the separator is found") {
  CHECK(detect_separator("a,b;c,d\n;;;;", false) == ',');
  CHECK(detect_separator("\"a,b\nc\";d\n", false) == ';');
  CHECK(detect_separator("\"a\nc\";d", false) == 0);
  CHECK(detect_separator("a\tb", true) == '\t');
  CHECK(detect_separator("a", true) == ',');
}

TEST_CASE("CSV: a table through a mapping, in pieces of any size") {
  const std::string text = "\xef\xbb\xbfid;t;x\r\n1;\"a\r\nb\";y\r\n\r\n2;\"c;\"\"d\"\"\";\r\n";
  for (const std::size_t step : {1u, 2u, 3u, 100u}) {
    const auto outcome = read(text, "", step);
    CHECK(outcome.errors.empty());
    CHECK(outcome.quads == quad("1", "a\\r\\nb") + quad("2", "c;\\\"d\\\""));
    CHECK(listed(outcome.unmapped) == std::vector<std::string>{"x: no rule takes it (1)"});
  }
}

TEST_CASE("CSV: a bad row costs itself, and is placed") {
  const auto outcome = read("id,t\n1,\"a\nb\"\n2,b,c\n3\n4,\"x\"y\n5,\xe9\n6,f\n");
  REQUIRE(outcome.errors.size() == 4);
  CHECK(outcome.errors[0].reason == "it has 3 cells where the first row has 2");
  CHECK(outcome.errors[0].statement.line == 4);
  CHECK(outcome.errors[0].original == "2,b,c");
  CHECK(outcome.errors[1].reason == "it has 1 cells where the first row has 2");
  CHECK(outcome.errors[1].at.line == 5);
  CHECK(outcome.errors[2].reason.find("text behind the quote") != std::string::npos);
  CHECK(outcome.errors[3].remedy.find("windows-1252") != std::string::npos);
  CHECK(outcome.quads == quad("1", "a\\nb") + quad("6", "f"));
}

TEST_CASE("CSV: encodings that the mapping names") {
  CHECK(read("id,t\n1,\xe9\x80\n", "encoding = \"windows-1252\"\n", 1).quads == quad("1", "é€"));
  CHECK(read("id,t\n1,\xe9\n", "encoding = \"latin-1\"\n").quads == quad("1", "é"));
}

TEST_CASE("CSV: what is no table says so") {
  CHECK(read("").failure.find("the table is empty") != std::string::npos);
  CHECK(read("id,t,id\n").failure.find("two columns have the name 'id'") != std::string::npos);
  CHECK(read("\xff\xfe,b\n").failure.find("not UTF-8") != std::string::npos);
}

TEST_CASE("CSV: quotes that do not end cost rows and not the table, and not the time") {
  const std::string filler(limits::kSourceRecordBytesMax / 2, 'x');
  const auto outcome = read("id,t\n1,\"open\n2,b\n3,c\n");
  CHECK(outcome.errors.size() == 1);
  CHECK(outcome.quads == quad("2", "b") + quad("3", "c"));
  std::string many = "id,t\n";
  for (int i = 0; i < 3; ++i) many += "9,\"" + filler + "\n";
  const auto large = read(many + "1,a\n2,b\n");
  CHECK_FALSE(large.errors.empty());
  CHECK(large.quads.find(quad("2", "b")) != std::string::npos);
}

TEST_CASE("CSV: the table of docs/operations/national-catalogues.md") {
  const auto outcome = read_mapped_text(
      "identifier,title@en,description@en,access_rights,health_categories,keywords,issued\n"
      "CR-1,Cancer register,\"All cancers, since 2004\",non_public,l,cancer | register,2004-01-01\n"
      "BD-2,Birth defects,,restricted,k,,31.12.2010\n",
      Format::kCsv);
  CHECK(outcome.errors.empty());
  CHECK(outcome.unmapped.empty());
  for (const char* part :
       {"\"Cancer register\"@en", "\"cancer\"", "\"register\"", "healthcategories/MRMR>",
        "healthcategories/PHDR>", "access-right/NON_PUBLIC>", "\"31.12.2010\" .",
        "\"2004-01-01\"^^<http://www.w3.org/2001/XMLSchema#date>"}) {
    INFO(part);
    CHECK(outcome.quads.find(part) != std::string::npos);
  }
}

TEST_CASE("CSV: cells that a spreadsheet would compute are guarded, and come back") {
  const auto cell = [](std::string_view text) {
    std::string out;
    append_cell(out, text);
    return out;
  };
  CHECK(cell("a") == "a");
  CHECK(cell("a,\"b\"") == "\"a,\"\"b\"\"\"");
  CHECK(cell("=1+1") == "'=1+1");
  CHECK(cell("@x,y") == "\"'@x,y\"");
  CHECK(cell("-5.2") == "-5.2");
  CHECK(cell("-5+x") == "'-5+x");
  for (const char* text : {"=1", "'=1", "''-x", "+49 1", "-5", "\tx", "@", "'", "a'=", "\r\n=x"}) {
    const Rows rows = rows_of(cell(text) + "\r\n");
    REQUIRE(rows.size() == 1);
    CHECK(unguarded(rows[0][0]) == text);
  }
}

}  // namespace rednode::catalogue
