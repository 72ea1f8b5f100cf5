// The dates of Regulation (EU) 2025/327 (European Health Data Space) that a catalogue must keep:
// the categories of Article 51(1) with the day from which each applies (Article 105), and the check
// of a dataset's description that its holder owes at least once a year (Article 60(3)).
//
// A year is counted as Regulation (EEC, Euratom) 1182/71, Article 3(2)(c), says: it ends with the
// day of the same date, or with the last day of that month where the month has no such day. That
// Article's next working day (3(4)) is left out: it needs the holidays of every nation, and without
// it a record is due too early rather than too late.
//
// Thread rule: value types and pure functions; nothing here knows what day it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "catalogue/day.h"
#include "catalogue/vocabulary.h"

namespace rednode::catalogue {

struct HealthCategory {
  char letter = 'a';  // of Article 51(1)
  std::string code;   // "EHRS"
  std::string iri;
  Day applies;
};

class HealthCategories {
 public:
  // config/law/article-51.tsv. Errors: kInvalid, naming the line.
  static base::Result<HealthCategories> shipped();
  static base::Result<HealthCategories> parse(base::BytesView table);

  const std::vector<HealthCategory>& all() const { return all_; }
  // By IRI, an older one as what it is now. Null where it is no category of the Article.
  const HealthCategory* find(std::string_view iri, const Aliases& aliases) const;

 private:
  std::vector<HealthCategory> all_;  // by letter
};

// The last day on which a description that was last confirmed on that day counts as checked.
Day check_due(Day confirmed);

enum class CheckState { kOk, kDueSoon, kOverdue, kNever };
// "ok", "due-soon", "overdue", "never-confirmed".
std::string_view check_state_name(CheckState state);

inline constexpr std::chrono::days kDueSoon{30};
// How it stands on the day `on`: overdue from the day after check_due().
CheckState check_state(std::optional<Day> confirmed, Day on);

}  // namespace rednode::catalogue
