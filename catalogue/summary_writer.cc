#include "catalogue/summary_writer.h"

#include <algorithm>
#include <map>

#include "catalogue/csv_cells.h"
#include "catalogue/json_canonical.h"
#include "catalogue/summary.h"

namespace rednode::catalogue {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kOther = "@other";

// The objects that the path leads to, sorted by their texts, each once.
std::vector<std::string_view> objects(const Column& column, const Dataset& dataset,
                                      std::string_view record) {
  std::vector<TermId> at;
  if (const auto id = dataset.find_iri(record)) at.push_back(*id);
  for (const std::string& property : column.path) {
    std::vector<TermId> next;
    if (const auto id = dataset.find_iri(property)) {
      for (const TermId subject : at) {
        for (const Quad& quad : dataset.about(subject, *id)) next.push_back(quad.object);
      }
    }
    at = std::move(next);
  }
  std::vector<std::string_view> texts;
  for (const TermId term : at) texts.push_back(dataset.text(term));
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

// Blank nodes have no value of their own.
std::vector<std::string> values(const std::vector<std::string_view>& objects) {
  std::vector<std::string> out;
  for (const std::string_view text : objects) {
    if (is_iri(text)) out.emplace_back(iri_of(text));
    if (is_literal(text)) out.push_back(lexical_of(text));
  }
  return out;
}

std::vector<LocalText> local_texts(const std::vector<std::string_view>& objects) {
  std::vector<LocalText> out;
  for (const std::string_view text : objects) {
    if (is_literal(text)) out.push_back({std::string(language_of(text)), lexical_of(text)});
  }
  return out;
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

// One cell without a language, one for each of the table's, and one for all others, which tells the
// language in front of each text.
void append_language_cells(std::string& out, const ColumnTable& table,
                           const std::vector<LocalText>& texts) {
  std::map<std::string, std::vector<std::string>> cells;
  for (const LocalText& local : texts) {
    const bool listed = local.language.empty() ||
                        std::find(table.languages.begin(), table.languages.end(), local.language) !=
                            table.languages.end();
    cells[listed ? local.language : std::string(kOther)].push_back(
        listed ? local.text : local.language + ": " + local.text);
  }
  append_cell(out, joined(cells[""], table.separator));
  for (const std::string& language : table.languages) {
    out += ',';
    append_cell(out, joined(cells[language], table.separator));
  }
  out += ',';
  append_cell(out, joined(cells[std::string(kOther)], table.separator));
}

void append_json_list(std::string& out, const std::vector<std::string>& values) {
  out += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(out, values[i]);
  }
  out += ']';
}

std::string json_languages(const std::vector<LocalText>& texts) {
  std::map<std::string, std::vector<std::string>> by_language;
  for (const LocalText& local : texts) by_language[local.language].push_back(local.text);
  if (by_language.empty()) return {};
  std::string out = "{";
  for (const auto& [language, list] : by_language) {
    if (out.size() > 1) out += ',';
    append_json_string(out, language);
    out += ':';
    append_json_list(out, list);
  }
  return out + "}";
}

std::string json_text_or_nothing(std::string_view text) {
  std::string out;
  if (!text.empty()) append_json_string(out, text);
  return out;
}

// Empty: the record says nothing there.
std::string json_value(const Column& column, const Dataset& dataset, std::string_view record,
                       std::string_view origin) {
  const auto found = objects(column, dataset, record);
  std::string out;
  switch (column.value) {
    case Column::Value::kIri:
      return json_text_or_nothing(record);
    case Column::Value::kOrigin:
      return json_text_or_nothing(origin);
    case Column::Value::kBest:
      return json_text_or_nothing(best_text(local_texts(found), {}));
    case Column::Value::kLanguages:
      return json_languages(local_texts(found));
    case Column::Value::kCount:
      return std::to_string(found.size());
    case Column::Value::kAll:
      if (const auto list = values(found); !list.empty()) append_json_list(out, list);
      break;
  }
  return out;
}

}  // namespace

base::Bytes csv_header(const ColumnTable& table) {
  base::Bytes out;
  for (const Column& column : table.columns) {
    if (!out.empty()) out += ',';
    append_cell(out, column.name);
    if (column.value != Column::Value::kLanguages) continue;
    for (const std::string& language : table.languages) {
      out += ',';
      append_cell(out, column.name + "@" + language);
    }
    out += ',';
    append_cell(out, column.name + std::string(kOther));
  }
  return out.append(kLineEnd);
}

base::Bytes csv_row(const ColumnTable& table, const Dataset& dataset, std::string_view record,
                    std::string_view origin) {
  base::Bytes out;
  bool first = true;
  for (const Column& column : table.columns) {
    if (!first) out += ',';
    first = false;
    const auto found = objects(column, dataset, record);
    switch (column.value) {
      case Column::Value::kIri:
        append_cell(out, record);
        break;
      case Column::Value::kOrigin:
        append_cell(out, origin);
        break;
      case Column::Value::kBest:
        append_cell(out, best_text(local_texts(found), {}));
        break;
      case Column::Value::kLanguages:
        append_language_cells(out, table, local_texts(found));
        break;
      case Column::Value::kCount:
        out += std::to_string(found.size());
        break;
      case Column::Value::kAll:
        append_cell(out, joined(values(found), table.separator));
        break;
    }
  }
  return out.append(kLineEnd);
}

base::Bytes json_line(const ColumnTable& table, const Dataset& dataset, std::string_view record,
                      std::string_view origin) {
  base::Bytes out = "{";
  for (const Column& column : table.columns) {
    const std::string value = json_value(column, dataset, record, origin);
    if (value.empty()) continue;
    if (out.size() > 1) out += ',';
    append_json_string(out, column.name);
    out.append(":").append(value);
  }
  return out.append("}\n");
}

}  // namespace rednode::catalogue
