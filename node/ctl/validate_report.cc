#include "node/ctl/validate_report.h"

namespace rednode::node {
namespace {

constexpr std::size_t kErrorsKept = 10'000;

// Numbers the severities, so that the least to be shown can be compared.
int weight(std::string_view severity) {
  if (severity == catalogue::kShaclInfo) return 0;
  return severity == catalogue::kShaclWarning ? 1 : 2;
}

std::string counted(std::uint64_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string counts_text(const catalogue::Judgement& judgement) {
  std::string text =
      counted(judgement.violations, "violation") + ", " + counted(judgement.warnings, "warning");
  if (judgement.infos > 0) text += ", " + counted(judgement.infos, "note");
  return text;
}

Json text_or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : Json(std::string(text));
}

}  // namespace

ValidateReport::ValidateReport(Output& out, const catalogue::Explanations& explanations,
                               Least least, bool want_graph)
    : out_(out), explanations_(explanations), least_(least), results_(out, "results") {
  if (want_graph) graph_.emplace(explanations);
}

bool ValidateReport::shown(const catalogue::ValidationResult& result) const {
  return weight(result.severity) >= static_cast<int>(least_);
}

void ValidateReport::add(const JudgedSubject& subject, const catalogue::Judgement& judgement) {
  ++judged_;
  ++by_verdict_[std::string(catalogue::judged_as_name(judgement.as))];
  // What waits for an access body is no fault of the record.
  if (judgement.as != catalogue::JudgedAs::kPending) violations_ += judgement.violations;
  warnings_ += judgement.warnings;
  infos_ += judgement.infos;
  if (graph_) {
    for (const auto& result : judgement.report.results) graph_->add(result);
  }
  if (out_.is_table()) {
    print_text(subject, judgement);
  } else {
    print_json(subject, judgement);
  }
}

void ValidateReport::print_text(const JudgedSubject& subject,
                                const catalogue::Judgement& judgement) {
  std::string text = printable(subject.record.empty() ? subject.file : subject.record);
  text += "  ";
  if (!subject.profile.empty()) {
    text += subject.profile + "/" + subject.release + "/" + subject.level + ": ";
  }
  text +=
      std::string(catalogue::judged_as_name(judgement.as)) + " (" + counts_text(judgement) + ")\n";
  for (const auto& result : judgement.report.results) {
    if (!shown(result)) continue;
    const char* const word = weight(result.severity) == 2   ? "violation"
                             : weight(result.severity) == 1 ? "warning  "
                                                            : "note     ";
    const std::string field = catalogue::readable_path(result);
    text += std::string("  ") + word + "  " + printable(field.empty() ? "(the node)" : field);
    if (subject.record.empty() || result.focus_node != "<" + subject.record + ">") {
      text += " of " + printable(catalogue::readable_term(result.focus_node));
    }
    text += ": " + printable(explanations_.message(result)) + "\n";
    for (const auto& detail : result.details) {
      const std::string inner = catalogue::readable_path(detail);
      text += "               " + printable(inner.empty() ? "it" : inner) + ": " +
              printable(explanations_.message(detail)) + "\n";
    }
  }
  out_.text(text);
}

void ValidateReport::print_json(const JudgedSubject& subject,
                                const catalogue::Judgement& judgement) {
  for (const auto& result : judgement.report.results) {
    if (!shown(result)) continue;
    results_.item({{"file", subject.file},
                   {"record", text_or_null(subject.record)},
                   {"focus_node", std::string(result.focus_node)},
                   {"path", text_or_null(result.path_text)},
                   {"component", std::string(result.component)},
                   {"severity", std::string(result.severity)},
                   {"value", text_or_null(result.value)},
                   {"message", explanations_.message(result)},
                   {"profile", text_or_null(subject.profile)},
                   {"release", text_or_null(subject.release)},
                   {"level", text_or_null(subject.level)},
                   {"source_shape", std::string(result.source_shape)}});
  }
}

void ValidateReport::add_unreadable(const std::string& file, const std::string& text) {
  ++unreadable_;
  out_.note(file + (text.starts_with(':') ? "" : ": ") + text);
  if (errors_.size() < kErrorsKept) errors_.push_back({{"file", file}, {"reason", text}});
}

Json ValidateReport::summary() const {
  Json verdicts = Json::object();
  for (const auto& [name, count] : by_verdict_) verdicts[name] = count;
  return {{"judged", judged_},     {"verdicts", verdicts}, {"violations", violations_},
          {"warnings", warnings_}, {"infos", infos_},      {"unreadable", unreadable_}};
}

void ValidateReport::finish() {
  if (!out_.is_table()) {
    results_.end({{"errors", errors_}, {"summary", summary()}});
    return;
  }
  std::string text = counted(judged_, "record") + " judged";
  for (const auto& [name, count] : by_verdict_) {
    text += ", " + std::to_string(count) + " " + name;
  }
  if (unreadable_ > 0) text += "; " + counted(unreadable_, "place") + " could not be read";
  text += "\n";
  if (least_ == Least::kViolation && warnings_ + infos_ > 0) {
    text += "--severity warning shows the warnings too\n";
  }
  out_.text(text);
}

}  // namespace rednode::node
