#include "catalogue/identity.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <string>

#include "base/digest.h"
#include "catalogue/names.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kCustodian = "http://data.europa.eu/930/custodian";
constexpr std::string_view kPublisher = "http://purl.org/dc/terms/publisher";
constexpr std::string_view kName = "http://xmlns.com/foaf/0.1/name";
constexpr std::string_view kOtherIdentifier = "http://www.w3.org/ns/adms#identifier";
constexpr std::string_view kNotation = "http://www.w3.org/2004/02/skos/core#notation";

std::span<const Quad> values(const Dataset& record, TermId subject, std::string_view property) {
  const auto id = record.find_iri(property);
  return id ? record.about(subject, *id) : std::span<const Quad>{};
}

// What a term says, whether link or text; nothing for a blank node.
std::string plain(const Dataset& record, TermId term) {
  const std::string_view text = record.text(term);
  if (is_iri(text)) return std::string(iri_of(text));
  return is_literal(text) ? lexical_of(text) : std::string();
}

void add_holder(const Dataset& record, TermId agent, std::set<std::string>& holders) {
  std::string holder = plain(record, agent);
  if (!holder.empty()) {
    holders.insert(std::move(holder));
    return;
  }
  for (const Quad& name : values(record, agent, kName)) holders.insert(plain(record, name.object));
}

bool is_web_address(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

std::set<std::string> identifiers_at(const Dataset& record, TermId subject) {
  std::set<std::string> identifiers;
  for (const Quad& quad : values(record, subject, names::kDctIdentifier)) {
    identifiers.insert(plain(record, quad.object));
  }
  for (const Quad& other : values(record, subject, kOtherIdentifier)) {
    for (const Quad& quad : values(record, other.object, kNotation)) {
      identifiers.insert(plain(record, quad.object));
    }
  }
  identifiers.erase("");
  return identifiers;
}

IdentityKey key_of(std::string_view holder, std::string_view identifier) {
  std::string text(holder);
  text += '\0';
  text += identifier;
  const base::Digest digest = base::sha256(text);
  IdentityKey key{};
  std::memcpy(key.data(), digest.octets.data(), sizeof key);
  return key;
}

}  // namespace

std::vector<IdentityKey> identity_keys(const Dataset& record, std::string_view record_iri) {
  std::vector<IdentityKey> keys;
  const auto subject = record.find_iri(record_iri);
  if (!subject) return keys;
  std::set<std::string> holders;
  for (const std::string_view property : {kCustodian, kPublisher}) {
    for (const Quad& quad : values(record, *subject, property)) {
      add_holder(record, quad.object, holders);
    }
  }
  holders.erase("");
  for (const std::string& identifier : identifiers_at(record, *subject)) {
    for (const std::string& holder : holders) keys.push_back(key_of(holder, identifier));
    if (holders.empty() && is_web_address(identifier)) keys.push_back(key_of("", identifier));
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

std::vector<std::string> identifiers_of(const Dataset& record, std::string_view record_iri) {
  const auto subject = record.find_iri(record_iri);
  if (!subject) return {};
  const auto identifiers = identifiers_at(record, *subject);
  return {identifiers.begin(), identifiers.end()};
}

}  // namespace rednode::catalogue
