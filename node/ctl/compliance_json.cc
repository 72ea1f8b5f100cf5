#include "node/ctl/compliance_json.h"

namespace rednode::node {
namespace {

using catalogue::check_due;
using catalogue::day_text;

Json text_or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : Json(std::string(text));
}

std::uint64_t judged(const std::array<std::uint64_t, 4>& counts, catalogue::JudgedAs as) {
  return counts[static_cast<std::size_t>(as)];
}

Json verdicts_json(const std::array<std::uint64_t, 4>& counts) {
  return {{"conforms", judged(counts, catalogue::JudgedAs::kConforms)},
          {"warnings", judged(counts, catalogue::JudgedAs::kWarnings)},
          {"violations", judged(counts, catalogue::JudgedAs::kViolations)},
          {"pending_hdab", judged(counts, catalogue::JudgedAs::kPending)}};
}

Json categories_json(const catalogue::Standing& standing, catalogue::Day on) {
  Json list = Json::array();
  for (const catalogue::HealthCategory* category : standing.categories) {
    list.push_back({{"letter", std::string(1, category->letter)},
                    {"code", category->code},
                    {"iri", category->iri},
                    {"applies", day_text(category->applies)},
                    {"now", category->applies <= on}});
  }
  return list;
}

Json access_json(const catalogue::AccessRoute& access, const std::vector<std::string>& languages) {
  return {{"body_iri", text_or_null(access.body_iri)},
          {"body", text_or_null(catalogue::best_text(access.body_names, languages))},
          {"emails", access.emails},
          {"pages", access.pages},
          {"access_urls", access.access_urls}};
}

}  // namespace

Json holder_json(const catalogue::Holder& holder, bool trusted,
                 const std::vector<std::string>& languages) {
  return {{"iri", text_or_null(holder.iri)},
          {"name", text_or_null(catalogue::best_text(holder.names, languages))},
          {"trusted", trusted}};
}

Json sums_json(const catalogue::ComplianceSums& sums) {
  Json by = Json::object();
  for (std::size_t i = 0; i < sums.confirmed_by.size(); ++i) {
    by[std::string(confirmed_by_name(static_cast<catalogue::ConfirmedBy>(i)))] =
        sums.confirmed_by[i];
  }
  return {
      {"records", sums.records},
      {"check",
       {{"ok", sums.in(catalogue::CheckState::kOk)},
        {"due_soon", sums.in(catalogue::CheckState::kDueSoon)},
        {"overdue", sums.in(catalogue::CheckState::kOverdue)},
        {"never_confirmed", sums.in(catalogue::CheckState::kNever)}}},
      {"confirmed_by", by},
      {"categories",
       {{"now", sums.applies_now}, {"later", sums.applies_later}, {"none", sums.without_category}}},
      {"verdicts", verdicts_json(sums.verdicts)},
      {"elements",
       {{"present", sums.elements_present},
        {"of", sums.elements_of},
        {"verdicts", verdicts_json(sums.by_elements)}}},
      {"without_access_body", sums.without_body},
      {"of_trusted_holders", sums.trusted}};
}

Json standing_json(const catalogue::Standing& standing, catalogue::Day on,
                   const std::vector<std::string>& languages) {
  const catalogue::RecordVerdict& verdict = standing.verdict;
  const catalogue::RecordAnnotation none;
  const catalogue::RecordAnnotation& local =
      standing.annotation == nullptr ? none : *standing.annotation;
  const auto due = standing.confirmed ? Json(day_text(check_due(*standing.confirmed))) : Json();
  return {{"title", text_or_null(catalogue::best_text(standing.titles, languages))},
          {"holder", holder_json(standing.holder, standing.trusted, languages)},
          {"confirmed", standing.confirmed ? Json(day_text(*standing.confirmed)) : Json()},
          {"confirmed_by", std::string(confirmed_by_name(standing.by))},
          {"due", due},
          {"state", std::string(check_state_name(standing.check))},
          {"categories", categories_json(standing, on)},
          {"unknown_categories", standing.unknown_categories},
          {"access", access_json(standing.access, languages)},
          {"fees", text_or_null(local.fees)},
          {"terms", text_or_null(local.terms)},
          {"ip_note", text_or_null(local.ip_note)},
          {"verdict", std::string(judged_as_name(verdict.as))},
          {"violations", verdict.violations},
          {"elements",
           {{"verdict", std::string(judged_as_name(verdict.elements_as))},
            {"present", verdict.elements - verdict.missing_elements.size()},
            {"of", verdict.elements},
            {"missing", verdict.missing_elements}}}};
}

}  // namespace rednode::node
