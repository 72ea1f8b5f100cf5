#include "catalogue/prefixes.h"

#include <algorithm>
#include <array>

namespace rednode::catalogue {
namespace {

constexpr std::array kPrefixes = {
    Prefix{"adms", "http://www.w3.org/ns/adms#"},
    Prefix{"csvw", "http://www.w3.org/ns/csvw#"},
    Prefix{"dc", "http://purl.org/dc/elements/1.1/"},
    Prefix{"dcat", "http://www.w3.org/ns/dcat#"},
    Prefix{"dcatap", "http://data.europa.eu/r5r/"},
    Prefix{"dct", "http://purl.org/dc/terms/"},
    Prefix{"dpv", "https://w3id.org/dpv#"},
    Prefix{"dqv", "http://www.w3.org/ns/dqv#"},
    Prefix{"eli", "http://data.europa.eu/eli/ontology#"},
    Prefix{"foaf", "http://xmlns.com/foaf/0.1/"},
    Prefix{"geo", "http://www.opengis.net/ont/geosparql#"},
    Prefix{"geodcatap", "http://data.europa.eu/930/"},
    Prefix{"healthdcatap", "http://healthdataportal.eu/ns/health#"},
    Prefix{"locn", "http://www.w3.org/ns/locn#"},
    Prefix{"oa", "http://www.w3.org/ns/oa#"},
    Prefix{"odrl", "http://www.w3.org/ns/odrl/2/"},
    Prefix{"org", "http://www.w3.org/ns/org#"},
    Prefix{"owl", "http://www.w3.org/2002/07/owl#"},
    Prefix{"prov", "http://www.w3.org/ns/prov#"},
    Prefix{"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
    Prefix{"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
    Prefix{"schema", "http://schema.org/"},
    Prefix{"skos", "http://www.w3.org/2004/02/skos/core#"},
    Prefix{"spdx", "http://spdx.org/rdf/terms#"},
    Prefix{"time", "http://www.w3.org/2006/time#"},
    Prefix{"vcard", "http://www.w3.org/2006/vcard/ns#"},
    Prefix{"xsd", "http://www.w3.org/2001/XMLSchema#"},
};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_name_character(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
}

}  // namespace

std::span<const Prefix> usual_prefixes() {
  return kPrefixes;
}

bool shorten(std::string_view iri, ShortName& name) {
  const auto end = iri.find_last_of("#/");
  if (end == std::string_view::npos) return false;
  name.local = iri.substr(end + 1);
  if (name.local.empty() || !is_letter(name.local.front()) ||
      !std::all_of(name.local.begin(), name.local.end(), is_name_character)) {
    return false;
  }
  const std::string_view space = iri.substr(0, end + 1);
  const auto found = std::find_if(kPrefixes.begin(), kPrefixes.end(),
                                  [space](const Prefix& p) { return p.iri == space; });
  if (found == kPrefixes.end()) return false;
  name.prefix = found->name;
  return true;
}

}  // namespace rednode::catalogue
