#include "catalogue/column_table.h"

#include <toml++/toml.h>

#include <optional>

#include "catalogue/iri.h"
#include "catalogue/prefixes.h"
#include "catalogue/shipped.h"
#include "catalogue/term.h"

namespace rednode::catalogue {
namespace {

struct Fault {
  std::uint32_t line;
  std::string message;
};

[[noreturn]] void fail(const toml::node& at, std::string message) {
  throw Fault{at.source().begin.line, std::move(message)};
}

std::vector<std::string> texts(const toml::table& table, std::string_view key) {
  std::vector<std::string> out;
  const toml::node* node = table.get(key);
  if (node == nullptr) return out;
  if (!node->is_array()) fail(*node, std::string(key) + " must be a list of texts");
  for (const toml::node& item : *node->as_array()) {
    if (!item.is_string()) fail(item, std::string(key) + " must be a list of texts");
    out.push_back(item.as_string()->get());
  }
  return out;
}

std::string expanded(const toml::node& at, std::string_view written) {
  const auto colon = written.find(':');
  std::string iri(written);
  for (const Prefix& prefix : usual_prefixes()) {
    if (prefix.name == written.substr(0, colon) && colon != std::string_view::npos) {
      iri = std::string(prefix.iri) + std::string(written.substr(colon + 1));
    }
  }
  if (!iri_fault(iri).empty()) fail(at, "'" + iri + "' is neither an IRI nor has a known prefix");
  return iri;
}

std::optional<Column::Value> value_of(std::string_view pick, std::string_view value) {
  if (value == "iri") return Column::Value::kIri;
  if (value == "origin") return Column::Value::kOrigin;
  if (!value.empty()) return std::nullopt;
  if (pick.empty() || pick == "all") return Column::Value::kAll;
  if (pick == "best") return Column::Value::kBest;
  if (pick == "languages") return Column::Value::kLanguages;
  if (pick == "count") return Column::Value::kCount;
  return std::nullopt;
}

Column column_of(const toml::node& node) {
  const toml::table* table = node.as_table();
  if (table == nullptr) fail(node, "columns must be a list of tables, [{ ... }, ...]");
  Column column;
  column.name = (*table)["name"].value_or(std::string());
  if (column.name.empty()) fail(node, "a column needs a 'name'");
  const auto value = value_of((*table)["pick"].value_or(std::string_view{}),
                              (*table)["value"].value_or(std::string_view{}));
  if (!value) {
    fail(node, "pick is all, best, languages or count; value is iri or origin");
  }
  column.value = *value;
  for (const std::string& name : texts(*table, "path")) column.path.push_back(expanded(node, name));
  const bool of_graph =
      column.value != Column::Value::kIri && column.value != Column::Value::kOrigin;
  if (of_graph == column.path.empty()) fail(node, "a column has either a 'path' or a 'value'");
  return column;
}

}  // namespace

base::Result<ColumnTable> parse_columns(base::BytesView toml) {
  try {
    const toml::table root = toml::parse(toml);
    ColumnTable table;
    table.separator = root["separator"].value_or(std::string(" | "));
    table.languages = texts(root, "languages");
    for (const std::string& language : table.languages) {
      if (!is_language_tag(language)) fail(root, "'" + language + "' is no language tag");
    }
    const toml::array* columns = root["columns"].as_array();
    if (columns == nullptr || columns->empty()) fail(root, "'columns' is missing");
    for (const toml::node& column : *columns) table.columns.push_back(column_of(column));
    return table;
  } catch (const toml::parse_error& e) {
    return base::invalid("the columns, line " + std::to_string(e.source().begin.line) + ": " +
                         std::string(e.description()));
  } catch (const Fault& fault) {
    return base::invalid("the columns, line " + std::to_string(fault.line) + ": " + fault.message);
  }
}

base::Result<ColumnTable> shipped_columns() {
  const auto file = shipped_file("columns.toml");
  if (!file) return base::not_found("columns.toml does not come with this program");
  return parse_columns(*file);
}

}  // namespace rednode::catalogue
