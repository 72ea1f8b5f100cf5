#include "catalogue/compliance_sums.h"

namespace rednode::catalogue {
namespace {

template <typename Kind, std::size_t kSize>
void count(std::array<std::uint64_t, kSize>& counts, Kind kind) {
  ++counts[static_cast<std::size_t>(kind)];
}

template <std::size_t kSize>
void add_to(std::array<std::uint64_t, kSize>& into, const std::array<std::uint64_t, kSize>& from) {
  for (std::size_t i = 0; i < kSize; ++i) into[i] += from[i];
}

}  // namespace

void ComplianceSums::add(const Standing& standing) {
  ++records;
  count(checks, standing.check);
  count(confirmed_by, standing.by);
  if (standing.categories.empty()) {
    ++without_category;
  } else {
    ++(standing.applies_now ? applies_now : applies_later);
  }
  const RecordVerdict& verdict = standing.verdict;
  count(verdicts, verdict.as);
  if (verdict.elements > 0) count(by_elements, verdict.elements_as);
  elements_of += verdict.elements;
  elements_present += verdict.elements - verdict.missing_elements.size();
  if (standing.access.body_iri.empty() && standing.access.body_names.empty()) ++without_body;
  if (standing.trusted) ++trusted;
}

void ComplianceSums::add(const ComplianceSums& other) {
  records += other.records;
  add_to(checks, other.checks);
  add_to(confirmed_by, other.confirmed_by);
  applies_now += other.applies_now;
  applies_later += other.applies_later;
  without_category += other.without_category;
  add_to(verdicts, other.verdicts);
  add_to(by_elements, other.by_elements);
  elements_present += other.elements_present;
  elements_of += other.elements_of;
  without_body += other.without_body;
  trusted += other.trusted;
}

}  // namespace rednode::catalogue
