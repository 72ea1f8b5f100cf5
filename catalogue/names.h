// The IRIs that this layer itself must know. Everything else about a profile is data.
#pragma once

#include <string_view>

namespace rednode::catalogue::names {

inline constexpr std::string_view kXsdString = "http://www.w3.org/2001/XMLSchema#string";
inline constexpr std::string_view kXsdBoolean = "http://www.w3.org/2001/XMLSchema#boolean";
inline constexpr std::string_view kXsdInteger = "http://www.w3.org/2001/XMLSchema#integer";
inline constexpr std::string_view kXsdDecimal = "http://www.w3.org/2001/XMLSchema#decimal";
inline constexpr std::string_view kXsdDouble = "http://www.w3.org/2001/XMLSchema#double";
inline constexpr std::string_view kRdfLangString =
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";
inline constexpr std::string_view kRdfXmlLiteral =
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral";
inline constexpr std::string_view kRdfNamespace = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
inline constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";
inline constexpr std::string_view kRdfType = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
inline constexpr std::string_view kRdfFirst = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
inline constexpr std::string_view kRdfRest = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
inline constexpr std::string_view kRdfNil = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";
inline constexpr std::string_view kDctIdentifier = "http://purl.org/dc/terms/identifier";
inline constexpr std::string_view kHealthCategory =
    "http://healthdataportal.eu/ns/health#healthCategory";
inline constexpr std::string_view kFoafPrimaryTopic = "http://xmlns.com/foaf/0.1/primaryTopic";
inline constexpr std::string_view kDcatInSeries = "http://www.w3.org/ns/dcat#inSeries";
inline constexpr std::string_view kDcatDataset = "http://www.w3.org/ns/dcat#Dataset";
inline constexpr std::string_view kDcatDatasetSeries = "http://www.w3.org/ns/dcat#DatasetSeries";
inline constexpr std::string_view kDcatDataService = "http://www.w3.org/ns/dcat#DataService";
inline constexpr std::string_view kDcatCatalog = "http://www.w3.org/ns/dcat#Catalog";
inline constexpr std::string_view kDcatCatalogRecord = "http://www.w3.org/ns/dcat#CatalogRecord";
inline constexpr std::string_view kSkosConceptScheme =
    "http://www.w3.org/2004/02/skos/core#ConceptScheme";

// What vocabularies are made of.
inline constexpr std::string_view kVocabularyTypes[] = {
    "http://www.w3.org/2004/02/skos/core#Concept",
    "http://www.w3.org/2004/02/skos/core#Collection",
    "http://www.w3.org/2000/01/rdf-schema#Class",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property",
    "http://www.w3.org/2002/07/owl#Ontology",
    "http://www.w3.org/2002/07/owl#Class",
    "http://www.w3.org/2002/07/owl#ObjectProperty",
    "http://www.w3.org/2002/07/owl#DatatypeProperty",
    "http://www.w3.org/2002/07/owl#AnnotationProperty",
};
constexpr bool is_vocabulary_type(std::string_view type) {
  for (const std::string_view known : kVocabularyTypes) {
    if (known == type) return true;
  }
  return false;
}

}  // namespace rednode::catalogue::names
