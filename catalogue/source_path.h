// Paths into source records and templates over them, as mapping files write them
// (docs/formats/mappings.md, "Paths" and "Templates").
//
// Thread rule: value types and pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rednode::catalogue {

// publisher.name   contact."e-mail"   title_translated.*   $.license   .
struct SourcePath {
  std::vector<std::string> names;  // kAnyName matches every member; empty: the value itself
  bool from_record = false;        // "$.": from the record, wherever the rule stands
};
inline constexpr std::string_view kAnyName = "*";

// Errors: kInvalid, with what is wrong.
base::Result<SourcePath> parse_source_path(std::string_view text);

// The names behind dots, quoted where a name needs it, so that it can be pasted into a mapping.
std::string written_path(const std::vector<std::string_view>& names);

// True where the names begin with those of the pattern.
bool is_below(const std::vector<std::string_view>& names, const SourcePath& pattern);

// A subset of URI templates (RFC 6570, level 2): {path} is percent-encoded where an IRI is made,
// {+path} stands as it is. {.} is the value of the rule, {*} the name that its path's last '*' met.
struct Template {
  enum class Kind { kText, kEncoded, kRaw, kName };
  struct Part {
    Kind kind = Kind::kText;
    std::string text;  // kText
    SourcePath path;   // kEncoded, kRaw
  };
  std::vector<Part> parts;
};

// Errors: kInvalid, with what is wrong.
base::Result<Template> parse_template(std::string_view text);

}  // namespace rednode::catalogue
