#include "node/ctl/quality_json.h"

#include "catalogue/explanation.h"
#include "node/ctl/units.h"

namespace rednode::node {
namespace {

using catalogue::FieldState;
using catalogue::LinkForm;

Json share_json(const catalogue::Share& share) {
  return {{"have", share.have},
          {"of", share.of},
          {"percent", share.of == 0 ? Json() : Json(share.have * 100 / share.of)}};
}

Json states_json(const std::array<std::uint64_t, catalogue::kFieldStates>& states) {
  const auto in = [&states](FieldState state) { return states[static_cast<std::size_t>(state)]; };
  return {{"supplied", in(FieldState::kSupplied)},
          {"absent", in(FieldState::kAbsent)},
          {"unbound", in(FieldState::kUnbound)},
          {"old_list", in(FieldState::kOldList)},
          {"not_supplied",
           {{"placeholder", in(FieldState::kPlaceholder)},
            {"machine_only", in(FieldState::kMachineOnly)}}}};
}

Json fields_json(const catalogue::QualitySums& sums) {
  Json list = Json::array();
  for (const auto& [property, tally] : sums.fields) {
    Json json = {{"property", property},
                 {"mandatory", tally.mandatory},
                 {"recommended", tally.recommended},
                 {"element", tally.element}};
    json.update(states_json(tally.states));
    list.push_back(std::move(json));
  }
  return list;
}

Json lists_json(const catalogue::QualitySums& sums) {
  Json list = Json::array();
  for (const auto& [property, tally] : sums.lists) {
    list.push_back({{"property", property},
                    {"bound", tally.bound},
                    {"old_list", tally.old},
                    {"unbound", tally.unbound},
                    {"absent", tally.absent}});
  }
  return list;
}

Json links_json(const catalogue::QualitySums& sums) {
  Json list = Json::array();
  for (const auto& [property, tally] : sums.links) {
    const auto in = [&tally = tally](LinkForm form) {
      return tally[static_cast<std::size_t>(form)];
    };
    list.push_back({{"property", property},
                    {"web", in(LinkForm::kWeb)},
                    {"other_scheme", in(LinkForm::kOtherScheme)},
                    {"text", in(LinkForm::kText)},
                    {"nested", in(LinkForm::kNested)},
                    {"malformed", in(LinkForm::kMalformed)}});
  }
  return list;
}

}  // namespace

Json languages_json(const std::map<std::string, catalogue::LanguageTally>& tallies) {
  Json list = Json::array();
  for (const auto& [property, tally] : tallies) {
    Json languages = Json::object();
    for (const auto& [language, count] : tally.languages) {
      languages[language] = {{"supplied", count.supplied}, {"machine", count.machine}};
    }
    list.push_back({{"property", property},
                    {"records", tally.records},
                    {"official", tally.official},
                    {"machine_only", tally.machine_only},
                    {"untagged", tally.untagged},
                    {"languages", languages}});
  }
  return list;
}

Json quality_json(const catalogue::QualitySums& sums) {
  return {{"records", sums.records},
          {"completeness",
           {{"mandatory",
             {{"present", share_json(sums.mandatory)},
              {"supplied", share_json(sums.mandatory_supplied)}}},
            {"recommended",
             {{"present", share_json(sums.recommended)},
              {"supplied", share_json(sums.recommended_supplied)}}},
            {"elements", {{"present", share_json(sums.elements)}}}}},
          {"failures", states_json(sums.failures())},
          {"official_language", share_json({sums.official_language, sums.records})},
          {"fields", fields_json(sums)},
          {"languages", languages_json(sums.languages)},
          {"lists", lists_json(sums)},
          {"links", links_json(sums)}};
}

std::string percent(std::uint64_t have, std::uint64_t of) {
  return of == 0 ? "" : std::to_string(have * 100 / of);
}

std::string percent_text(std::uint64_t have, std::uint64_t of) {
  return (have > 0 && have * 100 < of ? "< 1" : percent(have, of)) + " %";
}

std::string share_text(std::uint64_t have, std::uint64_t of) {
  if (of == 0) return "-";
  return count_text(have) + " of " + count_text(of) + " (" + percent_text(have, of) + ")";
}

std::string readable_steps(std::string_view steps) {
  std::string out;
  while (!steps.empty()) {
    const std::size_t end = steps.find('>');
    if (end == steps.npos) break;
    out += (out.empty() ? "" : "/") + catalogue::readable_term(steps.substr(0, end + 1));
    steps.remove_prefix(std::min(steps.size(), end + 2));  // with the slash
  }
  return out;
}

}  // namespace rednode::node
