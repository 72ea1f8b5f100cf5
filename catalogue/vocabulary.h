// Vocabularies: the tables of concepts that a profile binds properties to, with their labels, as
// data. docs/formats/vocabularies.md has the format of a table.
//
// The membership of a concept cannot be asked on the web (the authority host answers for any IRI),
// so the tables are here, versioned, and everything works without a network.
//
// Thread rule: immutable, safe to share. Lifetimes: views live as long as the table's bytes, which
// a Vocabulary does not own.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "catalogue/dataset.h"

namespace rednode::catalogue {

struct Concept {
  std::string_view code;     // the end of its IRI, or the whole IRI where it is not in the scheme's
  std::string_view broader;  // a code, or ""
  bool retired = false;      // still a member, and not to be used any more
};

class Vocabulary {
 public:
  // REQUIRES: the bytes outlive the vocabulary. Errors: kInvalid, naming the line.
  static base::Result<Vocabulary> parse(std::string name, base::BytesView table);

  const std::string& name() const { return name_; }  // "health-theme"
  std::string_view scheme() const { return scheme_; }
  std::string_view version() const { return version_; }
  std::size_t size() const { return rows_.size(); }
  const std::vector<std::string_view>& languages() const { return languages_; }

  // REQUIRES: index < size(). Rows are in the order of their codes.
  Concept concept_at(std::size_t index) const;
  std::string iri_at(std::size_t index) const;
  // The label in that language, "" where there is none.
  std::string_view label_at(std::size_t index, std::string_view language) const;

  // By the concept's IRI.
  std::optional<std::size_t> find(std::string_view iri) const;

  // What a shape may ask: that each is a skos:Concept of the scheme, and a label.
  void append_to(Dataset& background) const;

 private:
  struct Row {
    std::string_view code;
    std::string_view rest;  // the other cells, as they stand in the table
  };

  std::string name_;
  std::string_view scheme_;
  std::string_view version_;
  std::vector<std::string_view> languages_;
  std::vector<Row> rows_;
};

// Older IRIs of concepts, and what they are called now: whole IRIs, and the beginnings of IRIs of
// tables that moved. For search and for messages; a record is never changed.
class Aliases {
 public:
  // Lines "old<TAB>new"; both end in "/" for a table. Errors: kInvalid, naming the line.
  static base::Result<Aliases> parse(base::BytesView table);

  // The present IRI, or nothing where this is no old one that is known.
  std::optional<std::string> present(std::string_view iri) const;

 private:
  std::map<std::string, std::string, std::less<>> whole_;
  std::map<std::string, std::string, std::less<>> tables_;
};

// All tables together.
class Vocabularies {
 public:
  // Those that ship (catalogue/shipped.h).
  static base::Result<Vocabularies> shipped();

  void add(Vocabulary vocabulary) { all_.push_back(std::move(vocabulary)); }
  void set_aliases(Aliases aliases) { aliases_ = std::move(aliases); }

  const std::vector<Vocabulary>& all() const { return all_; }
  const Vocabulary* by_name(std::string_view name) const;
  const Aliases& aliases() const { return aliases_; }

  struct Found {
    const Vocabulary* vocabulary = nullptr;
    std::size_t index = 0;
  };
  // By the concept's IRI, in whatever table it is.
  std::optional<Found> find(std::string_view iri) const;
  // The label of a concept in the first of the languages that there is, else English, else "".
  // Older IRIs are looked up as what they are now.
  std::string_view label(std::string_view iri, const std::vector<std::string>& languages) const;

 private:
  std::vector<Vocabulary> all_;
  Aliases aliases_;
};

}  // namespace rednode::catalogue
