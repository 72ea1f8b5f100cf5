// JSON (RFC 8259) into a source record: strict, UTF-8, no name twice in one object, bounded in
// depth (limits::kJsonNestingMax) and number of values (limits::kSourceValuesMax).
//
// Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "catalogue/source_record.h"

namespace rednode::catalogue {

struct JsonFault {
  std::size_t offset = 0;  // into the text, at or just behind what is wrong
  std::string reason;
};

// Fills the record, which is emptied first, with a JSON object. After a fault it holds what stood
// before it.
std::optional<JsonFault> parse_json_record(std::string_view text, SourceRecord& record);

// Texts of the record that are themselves JSON lists or objects, and not empty ones, become these:
// portals keep lists in fields that hold one text. A text that only looks so stays a text.
void open_embedded_json(SourceRecord& record);

}  // namespace rednode::catalogue
