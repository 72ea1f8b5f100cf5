// Adding up what was measured of records.

#include "catalogue/quality.h"
#include "catalogue/quality_texts.h"

namespace rednode::catalogue {
namespace {

void add_to(Share& into, const Share& from) {
  into.have += from.have;
  into.of += from.of;
}

template <std::size_t kSize>
void add_to(std::array<std::uint64_t, kSize>& into, const std::array<std::uint64_t, kSize>& from) {
  for (std::size_t i = 0; i < kSize; ++i) into[i] += from[i];
}

}  // namespace

void QualitySums::add(const QualitySums& other) {
  records += other.records;
  add_to(mandatory, other.mandatory);
  add_to(mandatory_supplied, other.mandatory_supplied);
  add_to(recommended, other.recommended);
  add_to(recommended_supplied, other.recommended_supplied);
  add_to(elements, other.elements);
  official_language += other.official_language;
  for (const auto& [property, tally] : other.fields) {
    FieldTally& into = fields[property];
    into.mandatory += tally.mandatory;
    into.recommended += tally.recommended;
    into.element += tally.element;
    add_to(into.states, tally.states);
  }
  for (const auto& [path, tally] : other.languages) add_languages(languages[path], tally);
  for (const auto& [path, tally] : other.lists) {
    ListTally& into = lists[path];
    into.bound += tally.bound;
    into.old += tally.old;
    into.unbound += tally.unbound;
    into.absent += tally.absent;
  }
  for (const auto& [path, tally] : other.links) add_to(links[path], tally);
}

std::array<std::uint64_t, kFieldStates> QualitySums::failures() const {
  std::array<std::uint64_t, kFieldStates> sums{};
  for (const auto& [property, tally] : fields) add_to(sums, tally.states);
  return sums;
}

}  // namespace rednode::catalogue
