// Quality: what can be counted about a record and added up over a catalogue: how complete it is for
// a profile, in which languages its texts are, whether its values are terms of the lists that the
// profile binds them to, and whether its links are links. Parts side by side, and no score.
//
// Three failures are kept apart, because three different people mend them: nothing is there;
// something is there that no list knows; something is there that the publisher did not supply (only
// a machine's translation, or a text that fills the field and says nothing).
//
// Thread rule: one thread for a QualityCheck; sums are value types.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalogue/link_form.h"
#include "catalogue/placeholders.h"
#include "catalogue/record_judge.h"
#include "catalogue/requirements.h"

namespace rednode::catalogue {

enum class FieldState : std::uint8_t {
  kSupplied,
  kAbsent,
  kUnbound,      // a value that its list does not have
  kOldList,      // only terms of the list, one of them under an IRI of an older release
  kPlaceholder,  // nothing but texts that say nothing
  kMachineOnly,  // nothing but text that was translated by a machine
};
inline constexpr std::size_t kFieldStates = 6;
// "supplied", "absent", "unbound", "old-list", "placeholder", "machine-only".
std::string_view field_state_name(FieldState state);

struct Share {
  std::uint64_t have = 0;
  std::uint64_t of = 0;
};

struct FieldTally {
  // For how many records it is mandatory or recommended by the profile, or an element of the law.
  std::uint64_t mandatory = 0;
  std::uint64_t recommended = 0;
  std::uint64_t element = 0;
  std::array<std::uint64_t, kFieldStates> states{};  // records
};

// Records with text of one language. One with both kinds counts as the publisher's.
struct LanguageCount {
  std::uint64_t supplied = 0;
  std::uint64_t machine = 0;
};

struct LanguageTally {
  std::uint64_t records = 0;   // that have the property, as text
  std::uint64_t official = 0;  // in at least one official language of the Union, by the publisher
  std::uint64_t machine_only = 0;  // in no other
  std::uint64_t untagged = 0;      // with a text that says no language
  // By primary subtag; "other" beyond limits::kLanguagesCountedMax.
  std::map<std::string, LanguageCount, std::less<>> languages;
};

// Records by their worst value.
struct ListTally {
  std::uint64_t bound = 0;
  std::uint64_t old = 0;
  std::uint64_t unbound = 0;
  std::uint64_t absent = 0;
};

using LinkTally = std::array<std::uint64_t, kLinkForms>;  // values, by LinkForm

// Properties are named as paths, "<iri>" or "<iri>/<iri>": as many keys as profile and tables have.
struct QualitySums {
  std::uint64_t records = 0;
  Share mandatory;           // properties that are there
  Share mandatory_supplied;  // and are supplied
  Share recommended;
  Share recommended_supplied;
  Share elements;                       // of the law
  std::uint64_t official_language = 0;  // records with title and description in one
  std::map<std::string, FieldTally> fields;
  std::map<std::string, LanguageTally> languages;
  std::map<std::string, ListTally> lists;
  std::map<std::string, LinkTally> links;

  void add(const QualitySums& other);
  // Of fields that the profile or the law asks for: how many times each state was found.
  std::array<std::uint64_t, kFieldStates> failures() const;
};

class QualityCheck {
 public:
  // REQUIRES: all outlive the check.
  QualityCheck(RecordJudge& judge, const Vocabularies& vocabularies,
               const Placeholders& placeholders);

  // The sums of one record. `alone`: RecordJudge::judge. Errors: kNotFound where the graph says
  // nothing of it; kExhausted as RecordJudge. REQUIRES: an indexed dataset.
  base::Result<QualitySums> measure(const Dataset& graph, std::string_view iri, bool alone);

 private:
  const Requirements& asked_of(std::size_t level, std::string_view type) const;
  void measure_fields(const Dataset& graph, TermId record, const Requirements& asked, bool dataset,
                      QualitySums& sums) const;
  void measure_lists(const Dataset& graph, TermId record, const Requirements& asked,
                     QualitySums& sums) const;
  FieldState state_of(const Dataset& graph, TermId record, const std::string& property,
                      const BoundProperty* bound) const;
  bool says_nothing(const Dataset& graph, TermId value) const;
  FieldState list_state(const Dataset& graph, const std::vector<TermId>& values,
                        const std::vector<std::string>& schemes) const;

  RecordJudge& judge_;
  const Vocabularies& vocabularies_;
  const Placeholders& placeholders_;
  std::vector<std::map<std::string, Requirements, std::less<>>> asked_;  // by level, by class
  std::vector<RequiredProperty> elements_;                               // of datasets
};

}  // namespace rednode::catalogue
