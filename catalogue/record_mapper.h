// RecordMapper: applies a mapping to one source record after the other.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "catalogue/dataset.h"
#include "catalogue/mapping.h"
#include "catalogue/source_record.h"

namespace rednode::catalogue {

class RecordMapper {
 public:
  // REQUIRES: the mapping outlives the mapper.
  explicit RecordMapper(const Mapping& mapping) : mapping_(mapping) {}

  // Opens what the mapping opens, then makes the record's statements, which dataset() holds until
  // the next call. Marks in `record` what was used. Errors: kInvalid for a record that has none of
  // what it needs, whose IRI another one had, or that is too large; message and remedy for people.
  base::Status map(SourceRecord& record);

  const Dataset& dataset() const { return dataset_; }
  // The record's IRI; empty where it is a blank node, or where it cannot be known. Also of a record
  // that could only be read in part, after identify().
  const std::string& iri() const { return iri_; }
  void identify(SourceRecord& record);

 private:
  // Where rules stand: the value that they speak of, and the name that led there.
  struct Place {
    SourceRecord::Id id = SourceRecord::kRoot;
    std::string_view name;
    std::size_t depth = 0;
  };
  struct Filled {
    std::string text;
    std::vector<SourceRecord::Id> leaves;
  };
  using Values = std::vector<SourceRecord::Found>;

  void open();
  std::string node_iri(const NodeRules& rules, const Place& place);
  bool has_needs(const NodeRules& rules, const Place& place) const;
  bool node(const NodeRules& rules, const Place& place, TermId& term);
  void apply(const NodeRules& rules, const Place& place, TermId subject);
  void apply(const Rule& rule, const Place& place, TermId subject);
  bool from_path(const Rule& rule, const Place& place, TermId subject, const Values& values);
  bool carry(const Rule& rule, const Place& place, TermId subject, SourceRecord::Found value);
  bool carry_text(const Rule& rule, const Place& place, TermId subject, SourceRecord::Found value);
  bool rescue(const Rule& rule, const Place& place, TermId subject, SourceRecord::Found value);
  bool make_term(const Rule& rule, std::string_view text, std::string_view language, TermId subject,
                 std::string& fault);
  void settle_others(const Rule& rule, const Place& place, std::size_t taken);
  std::string language_of(const Rule& rule, const Place& place, SourceRecord::Found value);
  bool fill(const Template& form, const Place& place, SourceRecord::Found value, bool encoded,
            Filled& filled) const;
  void add(TermId subject, std::string_view property, TermId object);
  void use_all(const std::vector<SourceRecord::Id>& leaves);

  const Mapping& mapping_;
  SourceRecord* record_ = nullptr;
  Dataset dataset_;
  std::string iri_;
  std::uint64_t number_ = 0;  // of the record, for the labels of its blank nodes
  std::uint64_t blanks_ = 0;
  std::uint64_t nodes_ = 0;  // looked at, also those that came to nothing
  bool too_large_ = false;
  std::unordered_set<std::uint64_t> seen_;  // hashes of IRIs, eight bytes a record
};

}  // namespace rednode::catalogue
