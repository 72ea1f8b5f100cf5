// Sums of compliance: what a report shows of a holder or a nation.
//
// Thread rule: value type.
#pragma once

#include <array>
#include <cstdint>

#include "catalogue/compliance.h"

namespace rednode::catalogue {

struct ComplianceSums {
  std::uint64_t records = 0;
  std::array<std::uint64_t, 4> checks{};        // by CheckState
  std::array<std::uint64_t, 5> confirmed_by{};  // by ConfirmedBy
  std::uint64_t applies_now = 0;                // at least one category does
  std::uint64_t applies_later = 0;              // all that there are apply later
  std::uint64_t without_category = 0;           // none of the Article's
  std::array<std::uint64_t, 4> verdicts{};      // by JudgedAs, of the profile
  std::array<std::uint64_t, 4> by_elements{};   // by JudgedAs, of the law's elements; datasets
  std::uint64_t elements_present = 0;
  std::uint64_t elements_of = 0;
  std::uint64_t without_body = 0;  // name no health data access body
  std::uint64_t trusted = 0;       // of a trusted holder

  void add(const Standing& standing);
  void add(const ComplianceSums& other);

  std::uint64_t in(CheckState state) const { return checks[static_cast<std::size_t>(state)]; }
  std::uint64_t judged(JudgedAs as) const { return verdicts[static_cast<std::size_t>(as)]; }
};

}  // namespace rednode::catalogue
