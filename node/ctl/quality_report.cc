#include "node/ctl/quality_report.h"

#include <algorithm>

#include "node/ctl/csv.h"
#include "node/ctl/holder_names.h"
#include "node/ctl/quality_csv.h"
#include "node/ctl/quality_json.h"
#include "node/ctl/units.h"

namespace rednode::node {
namespace {

using catalogue::FieldState;
using catalogue::QualitySums;

constexpr std::size_t kPage = 500;  // lines whose columns are measured together

Cell number(std::uint64_t count, Style style = Style::kPlain) {
  return {count_text(count), count > 0 ? style : Style::kPlain};
}

template <typename Tally>
std::uint64_t sum_of(const Tally& tally) {
  std::uint64_t sum = 0;
  for (const std::uint64_t each : tally) sum += each;
  return sum;
}

// Who asks for the field: M and R, the profile, as mandatory or recommended; E, the law.
std::string asked_by(const catalogue::FieldTally& tally) {
  std::string text = tally.mandatory > 0 ? "M" : tally.recommended > 0 ? "R" : "";
  if (tally.element > 0) text += text.empty() ? "E" : " E";
  return text;
}

std::string languages_text(const catalogue::LanguageTally& tally) {
  using Entry = std::pair<std::string, catalogue::LanguageCount>;
  std::vector<Entry> sorted(tally.languages.begin(), tally.languages.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const Entry& a, const Entry& b) {
    return a.second.supplied > b.second.supplied;
  });
  std::string text;
  for (const auto& [language, count] : sorted) {
    text += (text.empty() ? "" : ", ") + language;
    if (count.supplied > 0) text += " " + percent_text(count.supplied, tally.records);
    if (count.supplied > 0 && count.machine > 0) text += " +";
    if (count.machine > 0) text += " " + percent_text(count.machine, tally.records) + " machine";
  }
  return text.empty() ? "-" : text;
}

Table lines_table(QualityReport::By by) {
  std::vector<Column> columns = {{by == QualityReport::By::kRecord ? "RECORD" : "HOLDER"}};
  if (by != QualityReport::By::kRecord) {
    columns.front().width_max = 48;
    columns.push_back({"CATALOGUE", false, 24});
    columns.push_back({"RECORDS", true});
  }
  for (const char* title : {"MANDATORY", "RECOMMENDED", "ELEMENTS", "EU LANGUAGE", "LISTS BOUND",
                            "WEB LINKS", "ABSENT", "UNBOUND", "OLD LIST", "NOT SUPPLIED"}) {
    columns.push_back({title, true});
  }
  return Table(std::move(columns));
}

const char* list_name(QualityReport::By by) {
  if (by == QualityReport::By::kRecord) return "records";
  return by == QualityReport::By::kHolder ? "holders" : "catalogues";
}

}  // namespace

QualityReport::QualityReport(Output& out, Options options)
    : out_(out),
      options_(std::move(options)),
      list_(out, list_name(options_.by)),
      lines_(lines_table(options_.by)) {}

void QualityReport::add(const std::string& catalogue, const std::string& iri,
                        const catalogue::Holder& holder, const QualitySums& sums) {
  if (options_.by != By::kRecord) {
    Group& group = catalogues_[catalogue][options_.by == By::kHolder ? holder.key : ""];
    if (group.sums.records == 0 || group.holder.names.empty()) group.holder = holder;
    group.sums.add(sums);
    return;
  }
  if (options_.csv || out_.is_table()) return print_line(catalogue, iri, holder.iri, sums);
  Json json = {{"catalogue", catalogue}, {"record", iri}};
  json.update(quality_json(sums));
  list_.item(json);
}

void QualityReport::print_line(const std::string& catalogue, const std::string& name,
                               const std::string& iri, const QualitySums& sums) {
  if (options_.csv) {
    std::vector<std::string> cells = {catalogue, name, iri};
    if (!titles_done_) {
      std::vector<std::string> titles = {
          "catalogue", options_.by == By::kRecord ? "record" : "holder", "holder_iri"};
      for (const std::string& title : quality_line_titles()) titles.push_back(title);
      out_.text(csv_row(titles));
      titles_done_ = true;
    }
    for (std::string& cell : quality_line_cells(sums)) cells.push_back(std::move(cell));
    return out_.text(csv_row(cells));
  }
  std::uint64_t bound = 0;
  std::uint64_t listed = 0;
  for (const auto& [property, tally] : sums.lists) {
    bound += tally.bound;
    listed += tally.bound + tally.old + tally.unbound;
  }
  std::uint64_t web = 0;
  std::uint64_t links = 0;
  for (const auto& [property, tally] : sums.links) {
    web += tally[static_cast<std::size_t>(catalogue::LinkForm::kWeb)];
    links += sum_of(tally);
  }
  const auto failures = sums.failures();
  const auto in = [&failures](FieldState state) {
    return failures[static_cast<std::size_t>(state)];
  };
  std::vector<Cell> cells = {name};
  if (options_.by != By::kRecord) {
    cells.emplace_back(catalogue);
    cells.emplace_back(number(sums.records));
  }
  for (const std::string& text : {share_text(sums.mandatory.have, sums.mandatory.of),
                                  share_text(sums.recommended.have, sums.recommended.of),
                                  share_text(sums.elements.have, sums.elements.of),
                                  share_text(sums.official_language, sums.records),
                                  share_text(bound, listed), share_text(web, links)}) {
    cells.emplace_back(text);
  }
  cells.push_back(number(in(FieldState::kAbsent)));
  cells.push_back(number(in(FieldState::kUnbound), Style::kWarn));
  cells.push_back(number(in(FieldState::kOldList), Style::kWarn));
  cells.push_back(
      number(in(FieldState::kPlaceholder) + in(FieldState::kMachineOnly), Style::kWarn));
  lines_.row(std::move(cells));
  if (lines_.rows() >= kPage) out_.table(lines_);
}

void QualityReport::print_completeness(const QualitySums& sums) {
  Table table({{"COMPLETENESS"}, {"PRESENT", true}, {"SUPPLIED BY THE PUBLISHER", true}});
  table.row({"mandatory, " + options_.profile, share_text(sums.mandatory.have, sums.mandatory.of),
             share_text(sums.mandatory_supplied.have, sums.mandatory_supplied.of)});
  table.row({"recommended, " + options_.profile,
             share_text(sums.recommended.have, sums.recommended.of),
             share_text(sums.recommended_supplied.have, sums.recommended_supplied.of)});
  table.row({"minimum elements, " + options_.elements,
             share_text(sums.elements.have, sums.elements.of), "-"});
  table.row({"title and description in an official EU language", "-",
             share_text(sums.official_language, sums.records)});
  out_.table(table);
}

void QualityReport::print_fields(const QualitySums& sums) {
  Table table({{"FIELD"},
               {"ASKED"},
               {"SUPPLIED", true},
               {"ABSENT", true},
               {"UNBOUND", true},
               {"OLD LIST", true},
               {"PLACEHOLDER", true},
               {"MACHINE ONLY", true}});
  using Entry = std::pair<std::string, const catalogue::FieldTally*>;
  std::vector<Entry> sorted;
  for (const auto& [property, tally] : sums.fields) {
    sorted.emplace_back(readable_steps(property), &tally);
  }
  std::sort(sorted.begin(), sorted.end(), [](const Entry& a, const Entry& b) {
    return std::pair(asked_by(*a.second), a.first) < std::pair(asked_by(*b.second), b.first);
  });
  std::stable_partition(sorted.begin(), sorted.end(),
                        [](const Entry& entry) { return entry.second->mandatory > 0; });
  for (const auto& [name, tally] : sorted) {
    const auto in = [tally = tally](FieldState state) {
      return tally->states[static_cast<std::size_t>(state)];
    };
    table.row({name, asked_by(*tally), share_text(in(FieldState::kSupplied), sum_of(tally->states)),
               number(in(FieldState::kAbsent)), number(in(FieldState::kUnbound), Style::kWarn),
               number(in(FieldState::kOldList), Style::kWarn),
               number(in(FieldState::kPlaceholder), Style::kWarn),
               number(in(FieldState::kMachineOnly), Style::kWarn)});
  }
  out_.table(table);
}

void QualityReport::print_languages(const QualitySums& sums) {
  Table table({{"TEXTS"},
               {"RECORDS", true},
               {"OFFICIAL EU", true},
               {"NO TAG", true},
               {"MACHINE ONLY", true},
               {"LANGUAGES"}});
  for (const auto& [property, tally] : sums.languages) {
    if (tally.records == 0) continue;
    table.row({readable_steps(property), number(tally.records),
               share_text(tally.official, tally.records), number(tally.untagged, Style::kWarn),
               number(tally.machine_only, Style::kWarn), languages_text(tally)});
  }
  if (table.rows() == 0) return;
  out_.text("\n");
  out_.table(table);
}

void QualityReport::print_lists(const QualitySums& sums) {
  Table table(
      {{"LISTS"}, {"BOUND", true}, {"OLD LIST", true}, {"UNBOUND", true}, {"ABSENT", true}});
  for (const auto& [property, tally] : sums.lists) {
    const std::uint64_t there = tally.bound + tally.old + tally.unbound;
    if (there == 0) continue;
    table.row({readable_steps(property), share_text(tally.bound, there),
               number(tally.old, Style::kWarn), number(tally.unbound, Style::kBad),
               number(tally.absent)});
  }
  if (table.rows() == 0) return;
  out_.text("\n");
  out_.table(table);
}

void QualityReport::print_links(const QualitySums& sums) {
  Table table({{"LINKS"},
               {"HTTP(S)", true},
               {"OTHER SCHEME", true},
               {"TEXT", true},
               {"NESTED", true},
               {"MALFORMED", true}});
  for (const auto& [property, tally] : sums.links) {
    if (sum_of(tally) == 0) continue;
    std::vector<Cell> cells = {readable_steps(property), share_text(tally[0], sum_of(tally))};
    for (std::size_t i = 1; i < tally.size(); ++i) cells.push_back(number(tally[i], Style::kWarn));
    table.row(std::move(cells));
  }
  if (table.rows() == 0) return;
  out_.text("\n");
  out_.table(table);
}

void QualityReport::print_catalogue(const std::string& catalogue, const QualitySums& sums) {
  if (options_.csv) {
    if (!titles_done_) {
      out_.text(csv_row({"catalogue", "part", "property", "measure", "n", "of", "percent"}));
    }
    titles_done_ = true;
    for (std::vector<std::string>& row : quality_figures(sums)) {
      row.insert(row.begin(), catalogue);
      out_.text(csv_row(row));
    }
    return;
  }
  out_.text((titles_done_ ? "\n" : "") + printable(catalogue) + ": " +
            plural(sums.records, "record") + "\n\n");
  titles_done_ = true;
  print_completeness(sums);
  out_.text("\n");
  print_fields(sums);
  print_languages(sums);
  print_lists(sums);
  print_links(sums);
}

void QualityReport::print_groups(const std::string& catalogue,
                                 const std::map<std::string, Group>& groups) {
  std::vector<const Group*> sorted;
  std::vector<const catalogue::Holder*> holders;
  for (const auto& [key, group] : groups) {
    sorted.push_back(&group);
    holders.push_back(&group.holder);
  }
  for (const HolderName& named : holder_names(holders, options_.languages)) {
    const Group& group = *sorted[named.index];
    if (!options_.csv && !out_.is_table()) {
      Json json = {{"catalogue", catalogue}};
      if (options_.by == By::kHolder) {
        json["holder"] = {{"iri", group.holder.iri.empty() ? Json() : Json(group.holder.iri)},
                          {"name", group.holder.name(options_.languages)}};
      }
      json.update(quality_json(group.sums));
      list_.item(json);
    } else if (options_.by == By::kHolder) {
      print_line(catalogue, named.name, group.holder.iri, group.sums);
    } else {
      print_catalogue(catalogue, group.sums);
    }
  }
}

void QualityReport::finish(std::uint64_t unreadable) {
  for (const auto& [catalogue, groups] : catalogues_) print_groups(catalogue, groups);
  if (options_.csv) return;
  list_.end(
      {{"profile", options_.profile}, {"elements", options_.elements}, {"unreadable", unreadable}});
  if (!out_.is_table()) return;
  if (options_.by != By::kCatalogue) out_.table(lines_);
  if (unreadable > 0) {
    out_.text("\nLeft out, because it could not be judged: " + count_text(unreadable) + ".\n");
  }
}

void QualityReport::fail(const base::Error& error) {
  if (!options_.csv) list_.end({{"error", error_json(error)}});
}

}  // namespace rednode::node
