#include "catalogue/law.h"

#include <algorithm>

#include "catalogue/shipped.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kTable = "law/article-51.tsv";
constexpr std::string_view kTitles = "letter\tcode\tiri\tapplies";

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  for (std::size_t begin = 0;;) {
    const std::size_t end = line.find('\t', begin);
    cells.push_back(line.substr(begin, end - begin));
    if (end == line.npos) return cells;
    begin = end + 1;
  }
}

base::Error at_line(std::size_t line, const std::string& what) {
  return base::invalid(std::string(kTable) + ", line " + std::to_string(line) + ": " + what);
}

base::Result<HealthCategory> read_row(std::string_view line, std::size_t number) {
  const auto cells = cells_of(line);
  if (cells.size() != 4 || cells[0].size() != 1 || cells[0][0] < 'a' || cells[0][0] > 'z' ||
      cells[1].empty() || cells[2].empty()) {
    return at_line(number, "a letter, a code, an IRI and a date are needed");
  }
  HealthCategory category;
  category.letter = cells[0][0];
  category.code = cells[1];
  category.iri = cells[2];
  const auto day = parse_day(cells[3]);
  if (!day.ok()) return at_line(number, day.error().message);
  category.applies = *day;
  return category;
}

}  // namespace

base::Result<HealthCategories> HealthCategories::parse(base::BytesView table) {
  HealthCategories categories;
  bool titles = false;
  for (std::size_t number = 1; !table.empty(); ++number) {
    const std::size_t end = table.find('\n');
    const std::string_view line = table.substr(0, end);
    table = end == base::BytesView::npos ? base::BytesView{} : table.substr(end + 1);
    if (line.empty() || line.starts_with('#')) continue;
    if (!titles) {
      if (line != kTitles) return at_line(number, "the columns must be letter, code, iri, applies");
      titles = true;
      continue;
    }
    REDNODE_TRY(HealthCategory category, read_row(line, number));
    if (!categories.all_.empty() && categories.all_.back().letter >= category.letter) {
      return at_line(number, "each letter once, in their order");
    }
    categories.all_.push_back(std::move(category));
  }
  return categories;
}

base::Result<HealthCategories> HealthCategories::shipped() {
  const auto table = shipped_file(kTable);
  REDNODE_ASSERT(table.has_value());
  return parse(*table);
}

const HealthCategory* HealthCategories::find(std::string_view iri, const Aliases& aliases) const {
  const auto now = aliases.present(iri);
  const std::string_view present = now ? std::string_view(*now) : iri;
  const auto found =
      std::find_if(all_.begin(), all_.end(),
                   [present](const HealthCategory& category) { return category.iri == present; });
  return found == all_.end() ? nullptr : &*found;
}

Day check_due(Day confirmed) {
  const std::chrono::year_month_day date(confirmed);
  const auto next = date + std::chrono::years(1);
  if (next.ok()) return Day(next);
  return Day(next.year() / next.month() / std::chrono::last);
}

std::string_view check_state_name(CheckState state) {
  switch (state) {
    case CheckState::kOk:
      return "ok";
    case CheckState::kDueSoon:
      return "due-soon";
    case CheckState::kOverdue:
      return "overdue";
    case CheckState::kNever:
      return "never-confirmed";
  }
  return "";
}

CheckState check_state(std::optional<Day> confirmed, Day on) {
  if (!confirmed) return CheckState::kNever;
  const Day due = check_due(*confirmed);
  if (on > due) return CheckState::kOverdue;
  return due - on <= kDueSoon ? CheckState::kDueSoon : CheckState::kOk;
}

}  // namespace rednode::catalogue
