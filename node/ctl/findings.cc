#include "node/ctl/findings.h"

#include "node/ctl/table.h"
#include "node/ctl/units.h"

namespace rednode::node {
namespace {

// Numbers the severities, so that the least to be shown can be compared.
int weight(std::string_view severity) {
  if (severity == catalogue::kShaclInfo) return 0;
  return severity == catalogue::kShaclWarning ? 1 : 2;
}

Json text_or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : Json(std::string(text));
}

}  // namespace

bool is_shown(const catalogue::ValidationResult& result, Least least) {
  return weight(result.severity) >= static_cast<int>(least);
}

std::string counts_text(const catalogue::Judgement& judgement) {
  std::string text =
      plural(judgement.violations, "violation") + ", " + plural(judgement.warnings, "warning");
  if (judgement.infos > 0) text += ", " + plural(judgement.infos, "note");
  return text;
}

std::string findings_text(const catalogue::Judgement& judgement, const std::string& record,
                          const catalogue::Explanations& explanations, Least least) {
  std::string text;
  for (const auto& result : judgement.report.results) {
    if (!is_shown(result, least)) continue;
    const char* const word = weight(result.severity) == 2   ? "violation"
                             : weight(result.severity) == 1 ? "warning  "
                                                            : "note     ";
    const std::string field = catalogue::readable_path(result);
    text += std::string("  ") + word + "  " + printable(field.empty() ? "(the node)" : field);
    if (record.empty() || result.focus_node != "<" + record + ">") {
      text += " of " + printable(catalogue::readable_term(result.focus_node));
    }
    text += ": " + printable(explanations.message(result)) + "\n";
    for (const auto& detail : result.details) {
      const std::string inner = catalogue::readable_path(detail);
      text += "               " + printable(inner.empty() ? "it" : inner) + ": " +
              printable(explanations.message(detail)) + "\n";
    }
  }
  return text;
}

Json finding_json(const catalogue::ValidationResult& result,
                  const catalogue::Explanations& explanations) {
  return {
      {"focus_node", std::string(result.focus_node)}, {"path", text_or_null(result.path_text)},
      {"component", std::string(result.component)},   {"severity", std::string(result.severity)},
      {"value", text_or_null(result.value)},          {"message", explanations.message(result)}};
}

}  // namespace rednode::node
