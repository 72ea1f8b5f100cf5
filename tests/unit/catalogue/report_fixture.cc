#include "tests/unit/catalogue/report_fixture.h"

#include "catalogue/rdf_reader.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {

Judges& judges() {
  // Each part stays where it was made: the later ones point to it.
  static Vocabularies vocabularies = std::move(*Vocabularies::shipped());
  static Profile profile = std::move(*Profile::shipped("healthdcat-ap/8", vocabularies));
  static Profile elements = std::move(*Profile::shipped("ir-2026-2098/2026", vocabularies));
  static RecordJudge judge(profile, elements, vocabularies);
  static Judges judges{vocabularies, judge};
  return judges;
}

Dataset graph_of(const std::string& turtle) {
  auto graph = read_dataset(
      "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
      "@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix cv: <http://data.europa.eu/m8g/> .\n"
      "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix dpv: <https://w3id.org/dpv#> .\n"
      "@prefix h: <http://healthdataportal.eu/ns/health#> . "
      "@prefix geo: <http://data.europa.eu/930/> .\n"
      "@prefix dcatap: <http://data.europa.eu/r5r/> . "
      "@prefix prov: <http://www.w3.org/ns/prov#> .\n"
      "@prefix vcard: <http://www.w3.org/2006/vcard/ns#> . "
      "@prefix csvw: <http://www.w3.org/ns/csvw#> .\n"
      "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
      "@prefix eli: <http://data.europa.eu/eli/ontology#> .\n"
      "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
      "@prefix eu: <http://publications.europa.eu/resource/authority/> . "
      "@prefix list: <https://hdeu-dcat.data.health.europa.eu/resource/authority/> .\n" +
          turtle,
      Format::kTurtle);
  INFO((graph.ok() ? "" : graph.error().message));
  REQUIRE(graph.ok());
  return std::move(*graph);
}

std::string full_dataset() {
  return R"(
    <http://data.europa.eu/eli/reg/2025/327/oj> a eli:LegalResource .
    <http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC>
      a dct:RightsStatement .
    <http://publications.europa.eu/resource/authority/language/FRA> a dct:LinguisticSystem .
    <http://publications.europa.eu/resource/authority/country/BEL> a dct:Location .
    <https://hdeu-dcat.data.health.europa.eu/resource/authority/standard/FHIR> a dct:Standard .
    <https://hdeu-dcat.data.health.europa.eu/resource/authority/coding-system/ICD-10>
      a dct:Standard .
    <https://w3id.org/dpv/dpv-pd#HealthRecord> a dpv:PersonalData .
    <urn:agent> a foaf:Agent ; foaf:name "Register"@en ;
      dct:type <https://hdeu-dcat.data.health.europa.eu/resource/authority/publisher-type/biobank> ;
      cv:contactPoint [ a cv:ContactPoint ; cv:email "ask@example.org" ] .
    <urn:d> a dcat:Dataset ; dct:title "Title"@en ; dct:description "Description"@en ;
      dct:identifier "1" ; dcat:keyword "health"@en ; dcat:theme
        <http://publications.europa.eu/resource/authority/data-theme/HEAL> ;
      dct:accessRights <http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC> ;
      dcatap:applicableLegislation <http://data.europa.eu/eli/reg/2025/327/oj> ;
      dcat:contactPoint [ a vcard:Kind ; vcard:hasURL <https://example.org/> ] ;
      dct:publisher <urn:agent> ; geo:custodian <urn:agent> ;
      dct:provenance [ a dct:ProvenanceStatement ; rdfs:label "Collected"@en ] ;
      dct:type <http://publications.europa.eu/resource/authority/dataset-type/STATISTICAL> ;
      dct:language <http://publications.europa.eu/resource/authority/language/FRA> ;
      dct:spatial <http://publications.europa.eu/resource/authority/country/BEL> ;
      dct:temporal [ a dct:PeriodOfTime ; dcat:startDate "2020-01-01"^^xsd:date ] ;
      dct:conformsTo <https://hdeu-dcat.data.health.europa.eu/resource/authority/standard/FHIR> ;
      h:healthCategory
        <https://hdeu-dcat.data.health.europa.eu/resource/authority/healthcategories/PHDR> ;
      h:healthTheme
        <https://hdeu-dcat.data.health.europa.eu/resource/authority/health-theme/CANCER_DISEASE> ;
      h:hasCodingSystem
        <https://hdeu-dcat.data.health.europa.eu/resource/authority/coding-system/ICD-10> ;
      h:hasCodeValues "C50" ; h:hasStructuredData false ;
      h:numberOfRecords "5"^^xsd:nonNegativeInteger ;
      h:numberOfUniqueIndividuals "5"^^xsd:nonNegativeInteger ;
      dpv:hasPersonalData <https://w3id.org/dpv/dpv-pd#HealthRecord> ;
      prov:wasGeneratedBy [ a prov:Activity ; dct:type
        <https://hdeu-dcat.data.health.europa.eu/resource/authority/health-activity/COHORT> ] ;
      dcat:distribution [ a dcat:Distribution ; dcat:accessURL <https://example.org/apply> ;
        dcatap:applicableLegislation <http://data.europa.eu/eli/reg/2025/327/oj> ] . )";
}

}  // namespace rednode::catalogue
