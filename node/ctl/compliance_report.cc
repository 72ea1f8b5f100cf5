#include "node/ctl/compliance_report.h"

#include <algorithm>

#include "node/ctl/compliance_json.h"
#include "node/ctl/csv.h"
#include "node/ctl/holder_names.h"
#include "node/ctl/units.h"

namespace rednode::node {
namespace {

using catalogue::check_due;
using catalogue::CheckState;
using catalogue::ComplianceSums;
using catalogue::day_text;
using catalogue::JudgedAs;
using catalogue::Standing;

constexpr std::size_t kPage = 500;  // lines whose columns are measured together

Style style_of(CheckState state) {
  switch (state) {
    case CheckState::kOk:
      return Style::kPlain;
    case CheckState::kDueSoon:
      return Style::kWarn;
    default:
      return Style::kBad;
  }
}

Cell number(std::uint64_t count, Style style = Style::kPlain) {
  return {count_text(count), count > 0 ? style : Style::kPlain};
}

std::string share_text(std::uint64_t have, std::uint64_t of) {
  return of == 0 ? "-" : count_text(have) + " of " + count_text(of);
}

// "a, k*": the letters of Article 51(1); those with a star apply later.
std::string letters_of(const Standing& standing, catalogue::Day on) {
  std::string text;
  for (const catalogue::HealthCategory* category : standing.categories) {
    text += (text.empty() ? "" : ", ") + std::string(1, category->letter);
    if (category->applies > on) text += "*";
  }
  return text.empty() ? "-" : text;
}

std::string joined(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& each : list) text += (text.empty() ? "" : " ") + each;
  return text;
}

std::vector<std::string> sums_cells(const ComplianceSums& sums) {
  std::vector<std::string> cells;
  for (const std::uint64_t count :
       {sums.records, sums.in(CheckState::kOk), sums.in(CheckState::kDueSoon),
        sums.in(CheckState::kOverdue), sums.in(CheckState::kNever), sums.applies_now,
        sums.applies_later, sums.without_category, sums.judged(JudgedAs::kConforms),
        sums.judged(JudgedAs::kWarnings), sums.judged(JudgedAs::kViolations),
        sums.judged(JudgedAs::kPending), sums.elements_present, sums.elements_of,
        sums.without_body}) {
    cells.push_back(std::to_string(count));
  }
  return cells;
}

const std::vector<std::string> kSumsTitles = {"on",
                                              "line",
                                              "catalogue",
                                              "holder",
                                              "holder_iri",
                                              "trusted",
                                              "records",
                                              "ok",
                                              "due_soon",
                                              "overdue",
                                              "never_confirmed",
                                              "applies_now",
                                              "applies_later",
                                              "without_category",
                                              "conforms",
                                              "warnings",
                                              "violations",
                                              "pending_hdab",
                                              "elements_present",
                                              "elements_of",
                                              "without_access_body"};

const std::vector<std::string> kRecordTitles = {
    "on",          "catalogue",    "record",      "title",   "holder",      "holder_iri", "trusted",
    "confirmed",   "confirmed_by", "due",         "state",   "categories",  "applies",    "verdict",
    "violations",  "elements",     "elements_of", "missing", "access_body", "emails",     "pages",
    "access_urls", "fees",         "terms",       "ip_note"};

}  // namespace

ComplianceReport::ComplianceReport(Output& out, Options options)
    : out_(out),
      options_(std::move(options)),
      list_(out, options_.by == By::kRecord ? "records" : "groups"),
      records_({{"STATE"},
                {"DUE"},
                {"CONFIRMED"},
                {"BY"},
                {"ARTICLE 51"},
                {"VERDICT"},
                {"ELEMENTS"},
                {"HOLDER", false, 40},
                {"RECORD"}}) {}

void ComplianceReport::add(const std::string& nation, const std::string& iri,
                           const Standing& standing) {
  Nation& sums = nations_[nation];
  sums.sums.add(standing);
  if (standing.check == CheckState::kOverdue) ++overdue_;
  if (options_.by == By::kRecord) return print_record(nation, iri, standing);
  if (options_.by == By::kNation) return;
  Group& group = sums.holders[standing.holder.key];
  if (group.sums.records == 0 || group.holder.names.empty()) group.holder = standing.holder;
  group.trusted |= standing.trusted;
  group.sums.add(standing);
}

Json ComplianceReport::record_json(const std::string& nation, const std::string& iri,
                                   const Standing& standing) const {
  Json json = {
      {"line", "record"}, {"on", day_text(options_.on)}, {"catalogue", nation}, {"record", iri}};
  json.update(standing_json(standing, options_.on, options_.languages));
  return json;
}

void ComplianceReport::print_record(const std::string& nation, const std::string& iri,
                                    const Standing& standing) {
  if (!options_.csv) {
    if (!out_.is_table()) return list_.item(record_json(nation, iri, standing));
    return print_table_row(iri, standing);
  }
  if (!titles_done_) out_.text(csv_row(kRecordTitles));
  titles_done_ = true;
  const catalogue::RecordVerdict& verdict = standing.verdict;
  const catalogue::RecordAnnotation none;
  const auto& local = standing.annotation == nullptr ? none : *standing.annotation;
  const catalogue::AccessRoute& access = standing.access;
  std::string body(catalogue::best_text(access.body_names, options_.languages));
  if (body.empty()) body = access.body_iri;
  std::string missing;
  for (const std::string& name : verdict.missing_elements) {
    missing += (missing.empty() ? "" : "; ") + name;
  }
  const std::string letters = letters_of(standing, options_.on);
  out_.text(csv_row({day_text(options_.on),
                     nation,
                     iri,
                     std::string(catalogue::best_text(standing.titles, options_.languages)),
                     standing.holder.name(options_.languages),
                     standing.holder.iri,
                     standing.trusted ? "yes" : "no",
                     standing.confirmed ? day_text(*standing.confirmed) : "",
                     std::string(confirmed_by_name(standing.by)),
                     standing.confirmed ? day_text(check_due(*standing.confirmed)) : "",
                     std::string(check_state_name(standing.check)),
                     letters == "-" ? "" : letters,
                     standing.categories.empty() ? ""
                     : standing.applies_now      ? "now"
                                                 : "later",
                     std::string(judged_as_name(verdict.as)),
                     std::to_string(verdict.violations),
                     std::to_string(verdict.elements - verdict.missing_elements.size()),
                     std::to_string(verdict.elements),
                     missing,
                     body,
                     joined(access.emails),
                     joined(access.pages),
                     joined(access.access_urls),
                     local.fees,
                     local.terms,
                     local.ip_note}));
}

void ComplianceReport::print_table_row(const std::string& iri, const Standing& standing) {
  const catalogue::RecordVerdict& verdict = standing.verdict;
  records_.row({Cell(std::string(check_state_name(standing.check)), style_of(standing.check)),
                standing.confirmed ? day_text(check_due(*standing.confirmed)) : std::string("-"),
                standing.confirmed ? day_text(*standing.confirmed) : std::string("-"),
                std::string(confirmed_by_name(standing.by)), letters_of(standing, options_.on),
                Cell(std::string(judged_as_name(verdict.as)),
                     verdict.as == JudgedAs::kViolations ? Style::kBad : Style::kPlain),
                share_text(verdict.elements - verdict.missing_elements.size(), verdict.elements),
                holder_name(standing.holder, options_.languages), iri});
  if (records_.rows() >= kPage) out_.table(records_);
}

void ComplianceReport::print_sums(Table& table, const Line& line) {
  const auto& [nation, name, group, sums] = line;
  const std::string kind = group == nullptr ? "nation" : "holder";
  if (options_.csv) {
    std::vector<std::string> cells = {day_text(options_.on), kind, nation};
    cells.push_back(group == nullptr ? "" : group->holder.name(options_.languages));
    cells.push_back(group == nullptr ? "" : group->holder.iri);
    cells.push_back(group == nullptr ? "" : group->trusted ? "yes" : "no");
    for (std::string& cell : sums_cells(sums)) cells.push_back(std::move(cell));
    return out_.text(csv_row(cells));
  }
  if (!out_.is_table()) {
    Json json = {{"line", kind}, {"on", day_text(options_.on)}, {"catalogue", nation}};
    if (group != nullptr) {
      json["holder"] = holder_json(group->holder, group->trusted, options_.languages);
    }
    json.update(sums_json(sums));
    return list_.item(json);
  }
  const std::string trusted = group == nullptr ? count_text(sums.trusted)
                              : group->trusted ? "yes"
                                               : "-";
  table.row({name, number(sums.records), number(sums.in(CheckState::kOk)),
             number(sums.in(CheckState::kDueSoon), Style::kWarn),
             number(sums.in(CheckState::kOverdue), Style::kBad),
             number(sums.in(CheckState::kNever), Style::kBad), number(sums.applies_now),
             number(sums.applies_later), number(sums.without_category, Style::kWarn),
             number(sums.judged(JudgedAs::kPending)),
             number(sums.judged(JudgedAs::kViolations), Style::kBad),
             share_text(sums.elements_present, sums.elements_of), trusted});
}

void ComplianceReport::print_groups() {
  Table table({{"HOLDER", false, 48},
               {"RECORDS", true},
               {"OK", true},
               {"DUE 30 D", true},
               {"OVERDUE", true},
               {"NEVER", true},
               {"NOW", true},
               {"LATER", true},
               {"NO CATEGORY", true},
               {"PENDING HDAB", true},
               {"VIOLATIONS", true},
               {"ELEMENTS", true},
               {"TRUSTED", true}});
  if (options_.csv) out_.text(csv_row(kSumsTitles));
  for (const auto& [nation, sums] : nations_) {
    std::vector<const Group*> groups;
    std::vector<const catalogue::Holder*> holders;
    for (const auto& [key, group] : sums.holders) {
      groups.push_back(&group);
      holders.push_back(&group.holder);
    }
    for (const HolderName& named : holder_names(holders, options_.languages)) {
      const Group& group = *groups[named.index];
      print_sums(table, {nation, named.name, &group, group.sums});
    }
    print_sums(table, {nation, nation + ": all", nullptr, sums.sums});
  }
  if (out_.is_table() && !options_.csv) out_.table(table);
}

void ComplianceReport::print_notes(std::uint64_t unreadable) {
  ComplianceSums all;
  for (const auto& [nation, sums] : nations_) all.add(sums.sums);
  std::string by;
  for (std::size_t i = 0; i < all.confirmed_by.size(); ++i) {
    if (all.confirmed_by[i] == 0) continue;
    by += (by.empty() ? "" : ", ") +
          std::string(confirmed_by_name(static_cast<catalogue::ConfirmedBy>(i))) + " " +
          count_text(all.confirmed_by[i]);
  }
  std::string text = "\nOn " + day_text(options_.on) + ", by " + options_.judged_by + ".\n";
  if (!by.empty()) text += "Last confirmed by: " + by + ".\n";
  if (unreadable > 0)
    text += "Left out, because it could not be judged: " + count_text(unreadable) + ".\n";
  out_.text(text);
}

void ComplianceReport::finish(std::uint64_t unreadable) {
  const bool for_people = out_.is_table() && !options_.csv;
  if (options_.by == By::kRecord && options_.csv) {
    if (!titles_done_) out_.text(csv_row(kRecordTitles));
    return;
  }
  if (options_.by == By::kRecord && for_people) {
    out_.table(records_);
    out_.text("\n");
  }
  print_groups();
  if (!options_.csv) list_.end({{"on", day_text(options_.on)}, {"unreadable", unreadable}});
  if (for_people) print_notes(unreadable);
}

void ComplianceReport::fail(const base::Error& error) {
  if (!options_.csv) list_.end({{"error", error_json(error)}});
}

}  // namespace rednode::node
