// JSON as the daemon and redctl use it: nlohmann::json behind a guard, included by .cc files only.
//
// The guard: depth is bounded and a duplicate member is an error, because nlohmann keeps the last
// one silently and its dump() recurses.
#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/result.h"

namespace rednode::node {

using Json = nlohmann::ordered_json;

// Parses one document. kInvalid with the reason.
inline base::Result<Json> parse_json(const std::string& text) {
  std::vector<std::set<std::string>> members;
  std::string problem;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& parsed) {
    if (depth > static_cast<int>(base::limits::kJsonNestingMax)) problem = "nested too deeply";
    if (event == Json::parse_event_t::object_start) members.emplace_back();
    if (event == Json::parse_event_t::object_end && !members.empty()) members.pop_back();
    if (event == Json::parse_event_t::key && !members.empty() &&
        !members.back().insert(parsed.get<std::string>()).second) {
      problem = "the member \"" + parsed.get<std::string>() + "\" stands twice";
    }
    return problem.empty();
  };
  Json document = Json::parse(text, watch, false);
  if (!problem.empty()) return base::invalid("not accepted as JSON: " + problem);
  if (document.is_discarded()) return base::invalid("not JSON");
  return document;
}

// One line of text; what is not UTF-8 is replaced, never thrown.
inline std::string to_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace rednode::node
