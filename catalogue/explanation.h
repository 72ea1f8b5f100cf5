// Explanations: what a validation result says to a person: what is wrong with the field and what to
// do, in the person's language. The shape's own message comes first where it has one in that
// language; else a sentence of ours for the constraint component (config/messages.tsv).
//
// Thread rule: immutable after reading.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalogue/validator.h"
#include "catalogue/vocabulary.h"

namespace rednode::catalogue {

class Explanations {
 public:
  // `languages`: the reader's, best first; English stands behind them. REQUIRES: the vocabularies
  // outlive the object. Errors: kInvalid for a damaged table.
  static base::Result<Explanations> read(base::BytesView table, const Vocabularies& vocabularies,
                                         std::vector<std::string> languages);
  // With the table that ships.
  static base::Result<Explanations> shipped(const Vocabularies& vocabularies,
                                            std::vector<std::string> languages);

  // One sentence, without the field's name.
  std::string message(const ValidationResult& result) const;

 private:
  const std::string* sentence(const std::string& key) const;
  std::string own_message(const ValidationResult& result) const;
  std::string vocabulary_message(const ValidationResult& result) const;

  const Vocabularies* vocabularies_ = nullptr;
  std::vector<std::string> languages_;
  std::map<std::string, std::vector<std::string>, std::less<>> sentences_;  // by key, as columns_
  std::vector<std::string> columns_;
};

// A term as people read it: "dct:title", <http://...>, "text"@en; long texts are cut.
std::string readable_term(std::string_view text);
// The same for a path: prefixed names where it can be.
std::string readable_path(const ValidationResult& result);

}  // namespace rednode::catalogue
