// What a table (CSV, RFC 4180) and JSON lines say of a record: one row, one line. They sum up; what
// they leave out is in the record's graph, which the formats of RDF hold whole.
//
// Thread rule: pure functions.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "catalogue/column_table.h"
#include "catalogue/dataset.h"

namespace rednode::catalogue {

// The first row, with its line end.
base::Bytes csv_header(const ColumnTable& table);
// REQUIRES (both): dataset.indexed(). `origin` may be empty.
base::Bytes csv_row(const ColumnTable& table, const Dataset& dataset, std::string_view record,
                    std::string_view origin);
// A member whose value is empty is left out.
base::Bytes json_line(const ColumnTable& table, const Dataset& dataset, std::string_view record,
                      std::string_view origin);

}  // namespace rednode::catalogue
