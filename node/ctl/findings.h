// Findings: what a validation result says, as redctl shows it to people and to scripts.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "catalogue/explanation.h"
#include "catalogue/judge.h"
#include "node/json.h"

namespace rednode::node {

// The least severity to show.
enum class Least { kInfo, kWarning, kViolation };
bool is_shown(const catalogue::ValidationResult& result, Least least);

// "2 violations, 1 warning, 3 notes".
std::string counts_text(const catalogue::Judgement& judgement);

// A line a result, and below it what was wrong inside the value. A focus node is named where it is
// not the record (an IRI; "" for a whole document).
std::string findings_text(const catalogue::Judgement& judgement, const std::string& record,
                          const catalogue::Explanations& explanations, Least least);

// The members of the contract that are the result's own: focus_node, path, component, severity,
// value, message.
Json finding_json(const catalogue::ValidationResult& result,
                  const catalogue::Explanations& explanations);

}  // namespace rednode::node
