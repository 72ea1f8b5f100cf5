// The columns of tables and members of JSON lines that are written of records, as
// config/columns.toml lists them (docs/formats/mappings.md, "Tables out").
//
// Thread rule: a value; const access from several threads is safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace rednode::catalogue {

struct Column {
  enum class Value : std::uint8_t { kAll, kBest, kLanguages, kCount, kIri, kOrigin };

  std::string name;
  Value value = Value::kAll;
  std::vector<std::string> path;  // IRIs of properties; empty for kIri and kOrigin
};

struct ColumnTable {
  std::string separator;
  std::vector<std::string> languages;  // with a column each, of kLanguages
  std::vector<Column> columns;
};

// Errors: kInvalid with the line and what is wrong.
base::Result<ColumnTable> parse_columns(base::BytesView toml);
// Those that come with rednode.
base::Result<ColumnTable> shipped_columns();

}  // namespace rednode::catalogue
