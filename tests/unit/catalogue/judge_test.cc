#include "catalogue/judge.h"

#include "catalogue/shape_path.h"
#include "tests/unit/catalogue/shacl_graphs.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kHdab = "http://healthdataportal.eu/ns/health#hdab";

ValidationResult result(std::string_view severity) {
  ValidationResult one;
  one.component = "http://www.w3.org/ns/shacl#ClassConstraintComponent";
  one.severity = severity;
  one.source_shape = "_:x";
  return one;
}

// The verdict on these severities.
std::string verdict(const std::vector<std::string_view>& severities) {
  ValidationReport report;
  for (const std::string_view severity : severities) report.results.push_back(result(severity));
  return std::string(judged_as_name(judgement_of(std::move(report), {}).as));
}

}  // namespace

TEST_CASE("judge: the worst result is the verdict") {
  CHECK(verdict({}) == "conforms");
  CHECK(verdict({kShaclInfo}) == "conforms");
  CHECK(verdict({kShaclInfo, kShaclWarning}) == "warnings");
  CHECK(verdict({kShaclWarning, kShaclViolation}) == "violations");
  CHECK(verdict({"http://e/own"}) == "violations");
}

TEST_CASE("judge: results are counted by severity, and kept") {
  ValidationReport report;
  report.results = {result(kShaclInfo), result(kShaclWarning), result(kShaclWarning),
                    result(kShaclViolation), result("http://e/own")};
  const Judgement judgement = judgement_of(std::move(report), {});
  CHECK(judgement.infos == 1);
  CHECK(judgement.warnings == 2);
  CHECK(judgement.violations == 2);
  CHECK(judgement.report.results.size() == 5);
}

TEST_CASE("judge: pending, where nothing but what is pending is wrong") {
  Path hdab;
  hdab.iri = kHdab;
  const std::vector<std::string> pending = {std::string(kHdab), "urn:shape"};
  ValidationResult missing = result(kShaclViolation);
  missing.path = &hdab;
  missing.component = "http://www.w3.org/ns/shacl#MinCountConstraintComponent";
  ValidationResult by_shape = result(kShaclViolation);
  by_shape.source_shape = "<urn:shape>";
  ValidationResult wrong = missing;
  wrong.component = "http://www.w3.org/ns/shacl#ClassConstraintComponent";
  const auto judged = [](std::vector<ValidationResult> results,
                         const std::vector<std::string>& waits_for) {
    ValidationReport report;
    report.results = std::move(results);
    return judgement_of(std::move(report), waits_for).as;
  };
  CHECK(judged({missing}, pending) == JudgedAs::kPending);
  CHECK(judged({by_shape, missing, result(kShaclWarning)}, pending) == JudgedAs::kPending);
  CHECK(judged({missing, result(kShaclViolation)}, pending) == JudgedAs::kViolations);
  CHECK(judged({wrong}, pending) == JudgedAs::kViolations);
  CHECK(judged({missing}, {}) == JudgedAs::kViolations);
  CHECK(judged_as_name(JudgedAs::kPending) == "pending-hdab");
}

TEST_CASE("judge: a record by the profile that ships, at its own level, with its context") {
  const auto vocabularies = Vocabularies::shipped();
  REQUIRE(vocabularies.ok());
  const auto profile = Profile::shipped("ir-2026-2098/2026", *vocabularies);
  REQUIRE(profile.ok());
  Judge judge(*profile, *vocabularies);
  RecordContent record;
  record.iri = "http://e/d";
  record.content =
      "<http://e/d> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
      "<http://www.w3.org/ns/dcat#Dataset> .\n"
      "<http://e/d> <http://purl.org/dc/terms/accessRights> "
      "<http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC> .\n";
  const auto bare = judge.judge(record);
  REQUIRE(bare.ok());
  CHECK(bare->as == JudgedAs::kViolations);
  CHECK(bare->violations > 10);
  CHECK(bare->violations + bare->warnings + bare->infos == bare->report.results.size());
  const auto names_body = [](const Judgement& judgement) {
    for (const auto& each : judgement.report.results) {
      if (each.source_shape == "<urn:rednode:ir-2026-2098#AccessBody>") return true;
    }
    return false;
  };
  CHECK(names_body(*bare));
  record.context = "<http://e/d> <http://healthdataportal.eu/ns/health#hdab> <http://e/body> .\n";
  const auto named = judge.judge(record);
  REQUIRE(named.ok());
  CHECK_FALSE(names_body(*named));
  record.content = "no quads\n";
  CHECK_FALSE(judge.judge(record).ok());
}

TEST_CASE("judge: what the context says of other records is nobody's fault here") {
  const auto vocabularies = Vocabularies::shipped();
  REQUIRE(vocabularies.ok());
  const auto profile = Profile::shipped("healthdcat-ap/8", *vocabularies);
  REQUIRE(profile.ok());
  Judge judge(*profile, *vocabularies);
  const std::string type = " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ";
  const std::string dataset = "<http://www.w3.org/ns/dcat#Dataset> .\n";
  RecordContent record;
  record.iri = "urn:a";
  record.content = "<urn:a> <http://purl.org/dc/terms/source> <urn:b> .\n<urn:a>" + type + dataset;
  const auto alone = judge.judge(record);
  REQUIRE(alone.ok());
  const std::uint64_t violations = alone->violations;
  REQUIRE(violations > 1);
  record.context = "<urn:b>" + type + dataset;
  const auto beside = judge.judge(record);
  REQUIRE(beside.ok());
  // The source is a dataset now, which was the one thing wrong with the link.
  CHECK(beside->violations == violations - 1);
  for (const auto& one : beside->report.results) CHECK(one.focus_node == "<urn:a>");
}

}  // namespace rednode::catalogue
