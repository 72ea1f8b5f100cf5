#include "node/ctl/validate_report.h"

#include "node/ctl/units.h"

namespace rednode::node {
namespace {

constexpr std::size_t kErrorsKept = 10'000;

const char* verdict_phrase(const std::string& name) {
  if (name == "conforms") return "conform";
  if (name == "warnings") return "with warnings only";
  return name == "pending-hdab" ? "waiting for an access body" : "with violations";
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
  out_.text(text + findings_text(judgement, subject.record, explanations_, least_));
}

void ValidateReport::print_json(const JudgedSubject& subject,
                                const catalogue::Judgement& judgement) {
  for (const auto& result : judgement.report.results) {
    if (!is_shown(result, least_)) continue;
    Json json = {{"file", subject.file}, {"record", text_or_null(subject.record)}};
    json.update(finding_json(result, explanations_));
    json["profile"] = text_or_null(subject.profile);
    json["release"] = text_or_null(subject.release);
    json["level"] = text_or_null(subject.level);
    json["source_shape"] = std::string(result.source_shape);
    results_.item(json);
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
    results_.end({{"not_checked", not_checked_}, {"errors", errors_}, {"summary", summary()}});
    return;
  }
  std::string text = plural(judged_, "record") + " judged";
  const char* separator = ": ";
  for (const auto& [name, count] : by_verdict_) {
    text += separator + std::to_string(count) + " " + verdict_phrase(name);
    separator = ", ";
  }
  if (unreadable_ > 0) text += "; " + plural(unreadable_, "place") + " could not be read";
  text += "\n";
  if (least_ == Least::kViolation && warnings_ + infos_ > 0) {
    text += "--severity warning shows the warnings too\n";
  }
  out_.text(text);
}

}  // namespace rednode::node
