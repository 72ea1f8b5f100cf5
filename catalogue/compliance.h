// Compliance: how one record stands on one day under the law (catalogue/law.h): by when its
// description must be checked again, which categories of Article 51 it falls under and whether they
// apply yet, how access is asked for, and what the profile and the minimum elements of Implementing
// Regulation (EU) 2026/2098 say of it.
//
// Thread rule: one thread. Nothing here knows what day it is: it is an argument.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalogue/annotations.h"
#include "catalogue/holder.h"
#include "catalogue/law.h"
#include "catalogue/record_judge.h"

namespace rednode::catalogue {

// What says when a record was last confirmed, best first.
enum class ConfirmedBy { kLog, kCatalogueRecord, kModified, kIssued, kNothing };
// "log", "catalogue-record", "modified", "issued", "nothing".
std::string_view confirmed_by_name(ConfirmedBy by);

// How access is asked for. At most limits::kAccessLinksMax entries a list, each sorted.
struct AccessRoute {
  std::string body_iri;  // of the health data access body; "" where it has none
  std::vector<LocalText> body_names;
  std::vector<std::string> emails;
  std::vector<std::string> pages;
  std::vector<std::string> access_urls;  // of the distributions
};

// Views and pointers live as long as what ComplianceCheck was made of.
struct Standing {
  Holder holder;
  bool trusted = false;
  std::vector<LocalText> titles;

  std::optional<Day> confirmed;
  ConfirmedBy by = ConfirmedBy::kNothing;
  CheckState check = CheckState::kNever;

  std::vector<const HealthCategory*> categories;  // by letter
  bool applies_now = false;                       // one of them does on that day
  std::vector<std::string> unknown_categories;    // values that are none, sorted

  AccessRoute access;
  const RecordAnnotation* annotation = nullptr;
  RecordVerdict verdict;
};

class ComplianceCheck {
 public:
  // REQUIRES: all outlive the check.
  ComplianceCheck(RecordJudge& judge, const HealthCategories& categories,
                  const Vocabularies& vocabularies, const Annotations& annotations)
      : judge_(judge),
        categories_(categories),
        vocabularies_(vocabularies),
        annotations_(annotations) {}

  struct Question {
    std::string_view iri;
    Day on;
    // The day of the log's last put or confirm. Nothing for a document: then the record's own
    // dates count (catalogue record's modified, modified, issued), those before or on the day `on`.
    std::optional<Day> logged;
    bool alone = false;  // RecordJudge::judge
  };
  // Errors: kNotFound where the graph says nothing of the record; kExhausted as RecordJudge.
  // REQUIRES: an indexed dataset.
  base::Result<Standing> check(const Dataset& graph, const Question& question);

 private:
  void find_categories(const Dataset& graph, TermId record, Day on, Standing& standing) const;

  RecordJudge& judge_;
  const HealthCategories& categories_;
  const Vocabularies& vocabularies_;
  const Annotations& annotations_;
};

}  // namespace rednode::catalogue
