#include "node/ctl/table.h"

#include <algorithm>
#include <cstdint>

#include "base/assert.h"
#include "base/bytes.h"

namespace rednode::node {
namespace {

// REQUIRES: well-formed UTF-8 at text[at].
std::uint32_t take_character(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
  };
  const std::uint32_t first = byte(at++);
  if (first < 0x80) return first;
  const std::size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  std::uint32_t code = first & (0x3fu >> more);
  for (std::size_t i = 0; i < more && at < text.size(); ++i) code = code << 6 | (byte(at++) & 0x3f);
  return code;
}

bool is_obeyed_by_terminals(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) ||  // C0, DEL, C1
         code == 0x200e || code == 0x200f ||              // directions of writing
         (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
         code == 0x2028 || code == 0x2029;
}

// East Asian wide characters take two columns, combining marks none: the large ranges of Unicode's
// EastAsianWidth.txt are enough for titles.
std::size_t columns_of(std::uint32_t code) {
  if ((code >= 0x300 && code <= 0x36f) || (code >= 0x200b && code <= 0x200d)) return 0;
  const bool wide = (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) ||
                    (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) ||
                    (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) ||
                    (code >= 0x1f300 && code <= 0x1faff) || (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}

const char* escape_of(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kGood:
      return "\x1b[32m";
    case Style::kWarn:
      return "\x1b[33m";
    case Style::kBad:
      return "\x1b[1;31m";
  }
  return "";
}

void append_cell(std::string& line, const Cell& cell, const Column& column, std::size_t width,
                 bool color) {
  const std::size_t used = display_width(cell.text);
  const std::string padding(width > used ? width - used : 0, ' ');
  if (column.right) line += padding;
  const bool styled = color && cell.style != Style::kPlain;
  if (styled) line += escape_of(cell.style);
  line += cell.text;
  if (styled) line += "\x1b[0m";
  if (!column.right) line += padding;
}

}  // namespace

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {
  for (const Column& column : columns_) widths_.push_back(display_width(column.title));
}

void Table::row(std::vector<Cell> cells) {
  REDNODE_ASSERT(cells.size() == columns_.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    cells[i].text = printable(cells[i].text);
    if (columns_[i].width_max > 0) cells[i].text = shortened(cells[i].text, columns_[i].width_max);
    widths_[i] = std::max(widths_[i], display_width(cells[i].text));
  }
  rows_.push_back(std::move(cells));
}

std::string Table::render(bool color) {
  if (!titles_done_) {
    std::vector<Cell> titles;
    for (const Column& column : columns_) titles.emplace_back(column.title);
    rows_.insert(rows_.begin(), std::move(titles));
    titles_done_ = true;
  }
  std::string text;
  for (const auto& cells : rows_) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) line += "  ";
      append_cell(line, cells[i], columns_[i], widths_[i], color);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  rows_.clear();
  return text;
}

std::string fields_text(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::size_t width = 0;
  for (const auto& [name, value] : fields) width = std::max(width, display_width(name));
  std::string text;
  for (const auto& [name, value] : fields) {
    text += name + std::string(width - display_width(name) + 2, ' ') + printable(value) + "\n";
  }
  return text;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  if (!base::is_utf8(text)) {
    for (const char c : text) out.push_back(c >= 0x20 && c < 0x7f ? c : '?');
    return out;
  }
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const std::uint32_t code = take_character(text, at);
    if (is_obeyed_by_terminals(code)) {
      out.push_back(' ');
    } else {
      out += text.substr(begin, at - begin);
    }
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) width += columns_of(take_character(text, at));
  return width;
}

std::string shortened(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  std::size_t used = 0;
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size();) {
    used += columns_of(take_character(text, at));
    if (used + 1 > width) break;
    end = at;
  }
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace rednode::node
