// The tokens of JSON (RFC 8259) without their meaning, for those who must find their way in a
// document that is larger than memory: what it holds (outline), and where its records are
// (catalogue/json_cutter.h).
//
// Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rednode::catalogue {

struct JsonToken {
  enum class Kind {
    kMore,  // the view ends within it
    kEnd,   // only white space is left, and nothing follows
    kOpenObject,
    kOpenList,
    kCloseObject,
    kCloseList,
    kColon,
    kComma,
    kText,    // with its quotes
    kScalar,  // a number, true, false, null
    kFault,   // nothing that JSON has
  };
  Kind kind = Kind::kMore;
  std::size_t begin = 0;
  std::size_t end = 0;
};

// The token that begins at `at` or behind the white space there. `eof`: nothing follows the view.
JsonToken json_token(std::string_view view, std::size_t at, bool eof);

// The text of a kText token with simple escapes undone; \u escapes stay as they are.
std::string json_text(std::string_view token);

// What the beginning of a document shows, down to a few levels: lists are gone through, so that the
// members of their elements have the list's place.
struct JsonOutline {
  std::set<std::string> containers;                       // places, as written_path() writes them
  std::set<std::pair<std::string, std::string>> members;  // place, name
};
JsonOutline json_outline(std::string_view head);

}  // namespace rednode::catalogue
