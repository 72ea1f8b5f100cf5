#include "catalogue/csv_reader.h"

#include <algorithm>
#include <array>

#include "base/limits.h"

namespace rednode::catalogue {
namespace {

bool ends_line(char c) {
  return c == '\n' || c == '\r';
}

}  // namespace

CsvRow::Kind CsvRow::read(std::string_view view, bool eof) {
  cells_.clear();
  count_ = 0;
  at_ = 0;
  if (view.empty()) return eof ? Kind::kEnd : Kind::kMore;
  for (;;) {
    std::string cell;
    if (at_ < view.size() && view[at_] == '"') {
      const Kind kind = quoted_cell(view, eof, cell);
      if (kind != Kind::kRow) return kind;
    } else {
      const std::size_t begin = at_;
      while (at_ < view.size() && view[at_] != separator_ && !ends_line(view[at_])) ++at_;
      if (at_ == view.size() && !eof) return Kind::kMore;
      cell = view.substr(begin, at_ - begin);
    }
    ++count_;
    if (count_ <= base::limits::kTableColumnsMax) cells_.push_back(std::move(cell));
    if (at_ == view.size() || ends_line(view[at_])) return line_end(view, eof);
    ++at_;
  }
}

// REQUIRES: a quote at at_. kRow: the cell is whole, and at_ stands behind its last quote.
CsvRow::Kind CsvRow::quoted_cell(std::string_view view, bool eof, std::string& cell) {
  const std::size_t begin = at_++;
  for (;;) {
    const auto quote = view.find('"', at_);
    if (quote == std::string_view::npos) {
      if (!eof) return Kind::kMore;
      at_ = view.size();
      return fault(view, eof, begin, "a quoted cell does not end");
    }
    cell.append(view.substr(at_, quote - at_));
    at_ = quote + 1;
    if (at_ == view.size() && !eof) return Kind::kMore;
    if (at_ < view.size() && view[at_] == '"') {
      cell += '"';
      ++at_;
      continue;
    }
    if (at_ == view.size() || view[at_] == separator_ || ends_line(view[at_])) return Kind::kRow;
    return fault(view, eof, at_, "there is text behind the quote that ends a cell");
  }
}

CsvRow::Kind CsvRow::line_end(std::string_view view, bool eof) {
  consumed_ = at_;
  if (at_ == view.size()) return Kind::kRow;
  if (view[at_] == '\r' && at_ + 1 == view.size() && !eof) return Kind::kMore;
  consumed_ += view.substr(at_, 2) == "\r\n" ? 2 : 1;
  return Kind::kRow;
}

// Reading goes on behind the line in which `from` stands.
CsvRow::Kind CsvRow::fault(std::string_view view, bool eof, std::size_t from, const char* reason) {
  const auto end = view.find('\n', from);
  if (end == std::string_view::npos && !eof) return Kind::kMore;
  reason_ = reason;
  looked_at_ = at_;
  at_ = std::min(end, view.size());
  consumed_ = end == std::string_view::npos ? view.size() : end + 1;
  return Kind::kFault;
}

char detect_separator(std::string_view text, bool eof) {
  constexpr std::string_view kSeparators = ",;\t|";
  std::array<std::size_t, kSeparators.size()> counts{};
  bool quoted = false;
  bool ended = eof;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (ends_line(c)) {
      ended = true;
      break;
    }
    if (const auto at = kSeparators.find(c); at != std::string_view::npos) ++counts[at];
  }
  if (!ended) return 0;
  const auto most = std::max_element(counts.begin(), counts.end());
  return kSeparators[static_cast<std::size_t>(most - counts.begin())];
}

}  // namespace rednode::catalogue
