// redctl compliance and quality on documents: what is printed, and how the process ends.

#include <algorithm>
#include <cstdio>

#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/csv.h"
#include "node/ctl/holder_names.h"
#include "node/ctl/quality_json.h"
#include "tests/unit/node/temp_folder.h"
#include "tests/unit/test.h"

using namespace rednode::node;
namespace base = rednode::base;

namespace {

// 26 November 2026, half an hour before midnight in UTC.
class FixedClock final : public base::Clock {
 public:
  base::Now now() const override { return {{1'795'735'800'000'000}, {0}}; }
};

struct Run {
  Exit exit = Exit::kDone;
  std::string out;
  std::string err;
};

std::string text_of(std::FILE* file) {
  std::fflush(file);
  std::rewind(file);
  std::string text(1 << 20, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  return text;
}

template <typename Command>
Run run(OutputFormat format, Command command) {
  std::FILE* const out = std::tmpfile();
  std::FILE* const err = std::tmpfile();
  Run result;
  {
    Output output(format, false, out, err);
    const FixedClock clock;
    Context context{output, clock, ""};
    result.exit = command(context);
  }
  result.out = text_of(out);
  result.err = text_of(err);
  return result;
}

constexpr const char* kCatalogue = R"ttl(
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix category: <https://hdeu-dcat.data.health.europa.eu/resource/authority/healthcategories/> .
<urn:a> a dcat:Dataset ; dct:title "A"@en , "=SUM(A1)"@fr ; dct:publisher <urn:p> ;
  dct:modified "2025-11-26"^^xsd:date ;
  <http://healthdataportal.eu/ns/health#healthCategory> category:PHDR .
<urn:b> a dcat:Dataset ; dct:title "B" ; dct:publisher [ foaf:name "Nobody, known" ] .
<urn:p> a foaf:Agent ; foaf:name "Register"@nl , "Registre"@fr .
)ttl";

class Reports {
 public:
  Reports() {
    folder_.write("c.ttl", kCatalogue);
    folder_.write("notes.toml", "[[holder]]\niri = \"urn:p\"\ntrusted = true\n");
    compliance.source.paths = {folder_.path("c.ttl")};
    compliance.languages = {"fr"};
    compliance.annotations = folder_.path("notes.toml");
    quality.source.paths = compliance.source.paths;
    quality.languages = {"fr"};
  }

  Run run_compliance(OutputFormat format = OutputFormat::kTable) const {
    return run(format, [this](Context& c) { return rednode::node::run_compliance(c, compliance); });
  }
  Run run_quality(OutputFormat format = OutputFormat::kTable) const {
    return run(format, [this](Context& c) { return rednode::node::run_quality(c, quality); });
  }
  const TempFolder& folder() const { return folder_; }

  ComplianceOptions compliance;
  QualityOptions quality;

 private:
  TempFolder folder_;
};

std::size_t lines_in(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("compliance by holder, with a total for the nation") {
  Reports reports;
  const Run json = reports.run_compliance(OutputFormat::kJson);
  CHECK(json.exit == Exit::kDone);  // due today is not overdue
  const auto parsed = parse_json(json.out);
  REQUIRE(parsed.ok());
  CHECK((*parsed)["on"] == "2026-11-26");
  const Json& groups = (*parsed)["groups"];
  REQUIRE(groups.size() == 3);
  CHECK(groups[0]["holder"]["name"] == "Nobody, known");
  CHECK(groups[0]["holder"]["iri"].is_null());
  CHECK(groups[0]["check"]["never_confirmed"] == 1);
  CHECK(groups[1]["holder"]["name"] == "Registre");
  CHECK(groups[1]["holder"]["trusted"] == true);
  CHECK(groups[1]["check"]["due_soon"] == 1);
  CHECK(groups[1]["confirmed_by"]["modified"] == 1);
  CHECK(groups[1]["categories"]["later"] == 1);
  CHECK(groups[2]["line"] == "nation");
  CHECK(groups[2]["records"] == 2);
  CHECK(groups[2]["elements"]["of"] == 54);

  const Run table = reports.run_compliance();
  CHECK(table.out.find("Registre") != std::string::npos);
  CHECK(table.out.find(": all") != std::string::npos);
  CHECK(table.out.find("Last confirmed by: modified 1, nothing 1.") != std::string::npos);
  CHECK(table.out.find("On 2026-11-26, by healthdcat-ap/8 and ir-2026-2098/2026.") !=
        std::string::npos);
}

TEST_CASE("compliance looks ahead, and says by its exit code what is overdue") {
  Reports reports;
  reports.compliance.on = "2026-11-27";
  CHECK(reports.run_compliance().exit == Exit::kPartial);
  reports.compliance.on = "2026-11-31";
  const Run wrong = reports.run_compliance(OutputFormat::kJson);
  CHECK(wrong.exit == Exit::kFailed);
  CHECK(wrong.err.find("write it as 2029-03-26") != std::string::npos);
}

TEST_CASE("compliance by record") {
  Reports reports;
  reports.compliance.by = "record";
  const Run lines = reports.run_compliance(OutputFormat::kJsonl);
  CHECK(lines_in(lines.out) == 3);
  const auto first = parse_json(lines.out.substr(0, lines.out.find('\n')));
  REQUIRE(first.ok());
  CHECK((*first)["record"] == "urn:a");
  CHECK((*first)["due"] == "2026-11-26");
  CHECK((*first)["state"] == "due-soon");
  CHECK((*first)["confirmed_by"] == "modified");
  CHECK((*first)["categories"][0]["letter"] == "k");
  CHECK((*first)["categories"][0]["now"] == false);
  CHECK((*first)["elements"]["of"] == 27);
  CHECK((*first)["fees"].is_null());

  reports.compliance.csv = true;
  const Run csv = reports.run_compliance();
  CHECK(lines_in(csv.out) == 3);
  CHECK(csv.out.starts_with("on,catalogue,record,title,holder"));
  CHECK(csv.out.find(",'=SUM(A1),") != std::string::npos);
  CHECK(csv.out.find("\"Nobody, known\"") != std::string::npos);
  CHECK(reports.run_compliance(OutputFormat::kJson).exit == Exit::kFailed);
}

TEST_CASE("compliance by nation in comma-separated values") {
  Reports reports;
  reports.compliance.by = "nation";
  reports.compliance.csv = true;
  const Run csv = reports.run_compliance();
  CHECK(lines_in(csv.out) == 2);
  CHECK(csv.out.find("2026-11-26,nation,") != std::string::npos);
}

TEST_CASE("annotations that are not good stop the report") {
  Reports reports;
  reports.folder().write("notes.toml", "[[holder]]\nname = 1\n");
  const Run bad = reports.run_compliance();
  CHECK(bad.exit == Exit::kFailed);
  CHECK(bad.err.find("notes.toml:2: name must be a text in quotes") != std::string::npos);
  reports.compliance.annotations = reports.folder().path("absent.toml");
  CHECK(reports.run_compliance().exit == Exit::kFailed);
}

TEST_CASE("what cannot be judged is named, counted, and makes the exit code 4") {
  Reports reports;
  reports.folder().write("bad.ttl", "<urn:x> a <http://www.w3.org/ns/dcat#Dataset> ; .\n<urn:y");
  reports.compliance.source.paths.push_back(reports.folder().path("bad.ttl"));
  const Run partial = reports.run_compliance();
  CHECK(partial.exit == Exit::kPartial);
  CHECK(partial.err.find("left out ") != std::string::npos);
  CHECK(partial.out.find("could not be judged: ") != std::string::npos);
  reports.compliance.source.origin = "BE";
  CHECK(reports.run_compliance().exit == Exit::kFailed);
}

TEST_CASE("quality of a catalogue, part by part") {
  Reports reports;
  const Run table = reports.run_quality();
  CHECK(table.exit == Exit::kDone);
  for (const char* part : {"COMPLETENESS", "FIELD", "TEXTS", "LISTS", "dct:title",
                           "minimum elements, ir-2026-2098/2026"}) {
    INFO(table.out);
    CHECK(table.out.find(part) != std::string::npos);
  }
  const auto json = parse_json(reports.run_quality(OutputFormat::kJson).out);
  REQUIRE(json.ok());
  const Json& catalogue = (*json)["catalogues"][0];
  CHECK(catalogue["records"] == 2);
  CHECK(catalogue["completeness"]["elements"]["present"]["of"] == 54);
  CHECK(catalogue["official_language"]["have"] == 0);
  reports.quality.csv = true;
  const Run csv = reports.run_quality();
  CHECK(csv.out.starts_with("catalogue,part,property,measure,n,of,percent\r\n"));
  CHECK(csv.out.find(",completeness,,elements present,") != std::string::npos);
}

TEST_CASE("quality by holder and by record") {
  Reports reports;
  reports.quality.by = "holder";
  CHECK(reports.run_quality().out.find("Registre") != std::string::npos);
  reports.quality.by = "record";
  const Run lines = reports.run_quality(OutputFormat::kJsonl);
  CHECK(lines_in(lines.out) == 2);
  reports.quality.csv = true;
  CHECK(lines_in(reports.run_quality().out) == 3);
}

TEST_CASE("comma-separated values are harmless and can be read back") {
  CHECK(csv_row({"a", "b,c", "d\"e", "f\ng", ""}) == "a,\"b,c\",\"d\"\"e\",\"f\ng\",\r\n");
  CHECK(csv_row({"=1+1", "@x", "+x", "-x", "\tx"}) == "'=1+1,'@x,'+x,'-x,'\tx\r\n");
  CHECK(csv_row({"-5", "+0.5", "-"}) == "-5,+0.5,'-\r\n");
}

TEST_CASE("holders of one name are told apart, and sorted as people sort") {
  using rednode::catalogue::Holder;
  const Holder a{"<urn:a>", "https://example.org/id/7/", {{"nl", "Sciensano"}}};
  const Holder b{"<urn:b>", "https://example.org/id#8", {{"nl", "Sciensano"}}};
  const Holder c{"agency", "", {{"en", "agency"}}};
  const auto names = holder_names({&a, &b, &c, &c}, {});
  REQUIRE(names.size() == 4);
  CHECK(names[0].name == "agency");
  CHECK(names[2].name == "Sciensano (7)");
  CHECK(names[3].name == "Sciensano (8)");
  CHECK(names[3].index == 1);
  CHECK(holder_name({}, {}) == "(no holder)");
}

TEST_CASE("shares for people") {
  CHECK(share_text(42, 48) == "42 of 48 (87 %)");
  CHECK(share_text(1999, 2000) == "1,999 of 2,000 (99 %)");
  CHECK(share_text(1, 2000) == "1 of 2,000 (< 1 %)");
  CHECK(share_text(0, 48) == "0 of 48 (0 %)");
  CHECK(share_text(0, 0) == "-");
  CHECK(readable_steps(
            "<http://www.w3.org/ns/dcat#distribution>/<http://purl.org/dc/terms/format>") ==
        "dcat:distribution/dct:format");
}
