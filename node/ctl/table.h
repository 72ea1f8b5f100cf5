// Table: text in columns, as the commands of redctl print it.
//
// Whatever comes from a record or a peer is made harmless for a terminal first: control characters
// and what turns the direction of writing are replaced, so that no title can move the cursor.
//
// Thread rule: value types and pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rednode::node {

enum class Style { kPlain, kGood, kWarn, kBad };

struct Cell {
  Cell(std::string cell_text, Style cell_style = Style::kPlain)  // NOLINT: implicit
      : text(std::move(cell_text)), style(cell_style) {}
  Cell(const char* cell_text) : text(cell_text) {}  // NOLINT: implicit
  std::string text;
  Style style = Style::kPlain;
};

struct Column {
  std::string title;
  bool right = false;         // numbers
  std::size_t width_max = 0;  // longer texts are cut, with "…"; 0: never
};

class Table {
 public:
  explicit Table(std::vector<Column> columns);

  // REQUIRES: as many cells as columns.
  void row(std::vector<Cell> cells);
  std::size_t rows() const { return rows_.size(); }

  // The rows since the last call, with the titles above them the first time. Columns never get
  // narrower, so that a long listing can be printed page by page.
  std::string render(bool color);

 private:
  std::vector<Column> columns_;
  std::vector<std::size_t> widths_;
  std::vector<std::vector<Cell>> rows_;
  bool titles_done_ = false;
};

// "name   value" lines, the values under one another.
std::string fields_text(const std::vector<std::pair<std::string, std::string>>& fields);

// The text on one line, without what a terminal would obey; octets that are not UTF-8 become "?".
std::string printable(std::string_view text);
// Columns that a terminal uses. REQUIRES: printable().
std::size_t display_width(std::string_view text);
// At most `width` columns. REQUIRES: printable().
std::string shortened(std::string_view text, std::size_t width);

}  // namespace rednode::node
