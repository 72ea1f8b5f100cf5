// The reports on catalogues, on files that nobody here wrote.

#include <filesystem>

#include "catalogue/compliance_sums.h"
#include "catalogue/importer.h"
#include "catalogue/ntriples.h"
#include "catalogue/quality.h"
#include "tests/conformance/suite.h"
#include "tests/unit/test.h"

namespace rednode::conformance {
namespace {

namespace cat = rednode::catalogue;

struct Reports {
  Reports()
      : vocabularies(std::move(*cat::Vocabularies::shipped())),
        profile(std::move(*cat::Profile::shipped("healthdcat-ap/8", vocabularies))),
        elements(std::move(*cat::Profile::shipped("ir-2026-2098/2026", vocabularies))),
        categories(std::move(*cat::HealthCategories::shipped())),
        placeholders(std::move(*cat::Placeholders::shipped())),
        judge(profile, elements, vocabularies),
        compliance(judge, categories, vocabularies, annotations),
        quality(judge, vocabularies, placeholders) {}

  // What both reports say of a document on that day.
  void read(const std::filesystem::path& file, const char* on) {
    const std::string text = read_file(file);
    cat::ImportOptions options;
    options.file_name = file.filename().string();
    options.base_iri = "http://base.invalid/";
    options.mint_base = "urn:unnamed:";
    options.context = true;
    cat::ImportEvents events;
    events.on_record = [&](cat::RecordContent&& record) -> base::Status {
      cat::Dataset graph;
      REDNODE_CHECK(cat::parse_nquads(record.content + record.context, graph));
      REDNODE_TRY(const auto standing,
                  compliance.check(graph, {record.iri, *cat::parse_day(on), {}, false}));
      compliance_sums.add(standing);
      REDNODE_TRY(const auto measured, quality.measure(graph, record.iri, false));
      quality_sums.add(measured);
      return {};
    };
    events.on_refusal = [](cat::Refusal&&) -> base::Status { return {}; };
    const auto done = cat::import_document(cat::source_of(text), options, events);
    INFO(file << ": " << (done.ok() ? "" : done.error().message));
    REQUIRE(done.ok());
  }

  cat::Vocabularies vocabularies;
  cat::Profile profile;
  cat::Profile elements;
  cat::HealthCategories categories;
  cat::Placeholders placeholders;
  cat::Annotations annotations;
  cat::RecordJudge judge;
  cat::ComplianceCheck compliance;
  cat::QualityCheck quality;
  cat::ComplianceSums compliance_sums;
  cat::QualitySums quality_sums;
};

void check_sums(const Reports& reports) {
  const auto& c = reports.compliance_sums;
  const auto& q = reports.quality_sums;
  CHECK(c.records == q.records);
  CHECK(c.checks[0] + c.checks[1] + c.checks[2] + c.checks[3] == c.records);
  CHECK(c.applies_now + c.applies_later + c.without_category == c.records);
  CHECK(c.elements_of == q.elements.of);
  CHECK(c.elements_present == q.elements.have);
  for (const auto& [property, tally] : q.fields) {
    INFO(property);
    std::uint64_t sum = 0;
    for (const std::uint64_t state : tally.states) sum += state;
    CHECK(sum <= q.records);
    CHECK(std::max(tally.mandatory + tally.recommended, tally.element) <= sum);
  }
  CHECK(q.mandatory_supplied.have <= q.mandatory.have);
  CHECK(q.mandatory.have <= q.mandatory.of);
}

}  // namespace

TEST_CASE("Reports on the health datasets of Belgium's catalogue") {
  const auto data = fixtures("catalogues/be");
  if (!data) return;
  const std::string text = [&] {
    for (const auto& entry : std::filesystem::directory_iterator(*data)) {
      if (entry.path().extension() == ".gz") return entry.path().string();
    }
    return std::string();
  }();
  Reports reports;
  reports.read(text, "2025-03-01");
  check_sums(reports);
  CHECK(reports.compliance_sums.records == 494);
  CHECK(reports.compliance_sums.without_category == 494);  // before HealthDCAT-AP
  const auto& title = reports.quality_sums.languages.at("<http://purl.org/dc/terms/title>");
  CHECK(title.records == 491);
  CHECK(title.languages.at("fr").machine > 0);
  CHECK(title.official + title.machine_only + title.untagged >= 480);
}

TEST_CASE("Reports on the examples of Release 8 and on the demonstration catalogues") {
  const auto data = fixtures("healthdcat-ap/r8/examples");
  if (!data) return;
  Reports reports;
  reports.read(*data / "example-healthdcat-dataset.ttl", "2029-03-26");
  check_sums(reports);
  CHECK(reports.compliance_sums.without_category == 0);
  CHECK(reports.compliance_sums.without_body == 0);
  const std::filesystem::path source = REDNODE_SOURCE_DIR;
  for (const char* name : {"be", "de", "fr"}) {
    Reports demo;
    demo.read(source / "config/demo" / (std::string(name) + ".ttl"), "2026-11-26");
    check_sums(demo);
    CHECK(demo.compliance_sums.without_category == 0);
    CHECK(demo.quality_sums.official_language == demo.quality_sums.records);
  }
}

}  // namespace rednode::conformance
